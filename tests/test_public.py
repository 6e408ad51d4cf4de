"""The public face: what `import downtools` gives, and what it costs."""

import subprocess
import sys

import pytest

import downtools

HEAVY = ("numpy", "numba", "pyarrow", "rich", "typer", "matplotlib")


def loaded_after(code: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded after some code."""
    ask = f"{code}\nimport sys\nprint(*(n for n in {HEAVY!r} if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_loads_nothing_heavy() -> None:
    assert loaded_after("import downtools") == set()


def test_a_scenario_is_read_and_described_without_anything_heavy() -> None:
    assert loaded_after("import downtools; str(downtools.load('one-plant'))") == set()


def test_the_help_loads_no_engine() -> None:
    code = "from downtools.cli.main import main; import contextlib, io\n"
    code += "with contextlib.redirect_stdout(io.StringIO()): main(['--help'])"
    assert loaded_after(code) == {"typer"}


@pytest.mark.parametrize("name", downtools.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(downtools, name) is not None
    assert name in dir(downtools)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = downtools.simulat  # pyright: ignore[reportAttributeAccessIssue]


def test_a_fault_is_an_input_error_of_ours() -> None:
    assert issubclass(downtools.InputError, downtools.DowntoolsError)
    with pytest.raises(downtools.DowntoolsError):
        downtools.load("nowhere")
