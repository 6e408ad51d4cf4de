"""The C++ compiler, if there is one: a source here becomes a library, kept by its content."""

import ctypes
import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from downtools.compiled import cache_folder

__all__ = ["FLAGS", "compiler", "library"]

FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-std=c++17", "-fopenmp", "-shared", "-fPIC")


def compiler() -> str | None:
    """The command of the compiler, or None if there is none."""
    return shutil.which(os.environ.get("CXX", "g++"))


@cache
def version() -> str:
    """What the compiler calls itself."""
    command = compiler()
    if command is None:
        return "none"
    told = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    return told.stdout.splitlines()[0]


def library(name: str) -> ctypes.CDLL:
    """The compiled source `name`.cpp of this folder. Raises `RuntimeError` without a compiler."""
    command = compiler()
    if command is None:
        raise RuntimeError("no C++ compiler: install g++, or name one in CXX")
    source = Path(__file__).with_name(f"{name}.cpp")
    told = f"{version()} {FLAGS}".encode() + source.read_bytes()
    target = cache_folder() / "benchmarks" / f"{name}-{hashlib.sha256(told).hexdigest()[:16]}.so"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_suffix(f".{os.getpid()}")
        subprocess.run([command, *FLAGS, str(source), "-o", str(aside)], check=True)
        aside.replace(target)
    return ctypes.CDLL(str(target))
