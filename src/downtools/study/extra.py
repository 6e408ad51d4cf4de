"""What is not installed with downtools alone, asked for where it is needed."""

from importlib.util import find_spec

from downtools.errors import Fault, InputError

__all__ = ["needs"]


def needs(package: str, extra: str, what_for: str) -> None:
    """Raise `InputError` with the cure if a package is not installed.

    `package` is the name it is imported by, `extra` the extra of downtools that brings it, and
    `what_for` says in a few words what cannot be done without it.
    """
    if find_spec(package) is None:
        raise InputError(
            [
                Fault(
                    file=package,
                    problem=f"not installed, and needed for {what_for}",
                    cure=f'install it with: pip install "downtools[{extra}]"',
                )
            ]
        )
