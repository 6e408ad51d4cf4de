"""What is not installed with downtools alone, asked for where it is needed."""

from importlib.util import find_spec

from downtools.errors import Fault, InputError

__all__ = ["needs_scipy"]


def needs_scipy() -> None:
    """Raise `InputError` with the cure if SciPy is not installed."""
    if find_spec("scipy") is None:
        raise InputError(
            [
                Fault(
                    file="scipy",
                    problem="not installed, and fits of laws need it",
                    cure='install it with: pip install "downtools[study]"',
                )
            ]
        )
