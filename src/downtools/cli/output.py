"""Where output goes: results to stdout, all else to stderr."""

import json
import sys
from typing import Any

__all__ = ["say", "show", "show_json"]


def show(text: str) -> None:
    """A result, to stdout."""
    if sys.stdout is not None:  # a closed stream is nobody to tell
        sys.stdout.write(f"{text}\n")


def say(text: str) -> None:
    """Progress, warnings and errors, to stderr."""
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")


def show_json(answer: dict[str, Any]) -> None:
    """The one JSON object of `--json`, to stdout; dates are ISO."""
    show(json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False, default=str))
