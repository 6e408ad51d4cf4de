"""Commands about what is not known, and what hangs on it.

sweep, sensitivity, discover, ablate, rare.
"""

import typer

from downtools.cli.designs import ablate, discover, rare, sensitivity, sweep

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this folder."""
    for module in (sweep, sensitivity, discover, ablate, rare):
        app.command()(getattr(module, module.__name__.rpartition(".")[2]))
