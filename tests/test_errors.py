"""Errors that have come from another process are whole."""

import pickle

from downtools.errors import Fault, InputError


def test_an_input_error_comes_back_whole():
    faults = [Fault(file="a.csv", problem="too few", cure="more", row=row) for row in (2, 3)]
    told = InputError(faults)
    again = pickle.loads(pickle.dumps(told))
    assert again.faults == tuple(faults)
    assert str(again) == str(told)
