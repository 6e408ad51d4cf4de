"""A forecast frozen in a folder: what was said, on what samples, and when it was written.

`forecast.json` holds the answer, the moment at which it was written (UTC) and the SHA-256 of the
samples' files; nothing about whoever asked. Whoever publishes the hash of `forecast.json` can show
later that nothing was changed.
"""

import datetime as dt
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from downtools.errors import Fault, InputError
from downtools.run.aside import aside, flushed
from downtools.run.many.blocks import encoded
from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.study.forecast.answer import Forecast
from downtools.study.forecast.ask import Foreseen

__all__ = ["FILE", "freeze", "refuse_used"]

FILE = "forecast.json"


def refuse_used(folder: Path) -> None:
    """Raise `InputError` if the folder cannot take a forecast: it is a file, or holds something."""
    problem = ""
    if folder.exists() and not folder.is_dir():
        problem = "no folder"
    elif folder.is_dir() and any(folder.iterdir()):
        problem = "holds something; what was said once is not written over"
    if problem:
        cure = "give another folder"
        raise InputError([Fault(file="--out", value=str(folder), problem=problem, cure=cure)])


def freeze(found: Foreseen, forecast: Forecast, folder: Path) -> str:
    """Write a forecast and its samples; the SHA-256 of what was said.

    `forecast.json` is written last: without it the folder holds no forecast. Raises `OSError` as
    the system does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {"particles.parquet": _particles(found), "sites.parquet": _sites(found)}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name, content in files.items():
        _write(folder / name, content)
    said = {
        **forecast.plain(),
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "files": sums,
    }
    text = (json.dumps(said, indent=1, default=str, ensure_ascii=False) + "\n").encode()
    _write(folder / FILE, text)
    return hashlib.sha256(text).hexdigest()


def _write(path: Path, content: bytes) -> None:
    with aside(path.with_name(f".{path.name}.{os.getpid()}.new")) as made:
        flushed(made, content)
        made.replace(path)


def _particles(found: Foreseen) -> bytes:
    """A row a particle: how the wave went, and people out in the country on each day ahead."""
    import pyarrow as pa

    samples = found.samples
    return encoded(
        pa.table(
            {
                "particle": pa.array(range(len(samples.reach)), pa.int32()),
                "first": pa.array(samples.first, pa.int32()),
                "reach": pa.array([REACHES[at] for at in samples.reach]),
                "resolution": pa.array([RESOLUTIONS[at] for at in samples.resolution]),
                "out": pa.array(samples.out.tolist(), pa.list_(pa.int64())),
            }
        )
    )


def _sites(found: Foreseen) -> bytes:
    """A row a particle and named site: weight there, and by day ahead people out and
    how likely they are told of."""
    import pyarrow as pa

    samples = found.samples
    many, count, days = samples.site_out.shape
    names = [site.site for site in found.known.scenario.sites]

    def by_day(values: Any) -> list[Any]:
        return values.reshape(many * count, days).tolist()

    return encoded(
        pa.table(
            {
                "particle": pa.array(np.repeat(np.arange(many), count), pa.int32()),
                "site": pa.array(names * many).dictionary_encode(),
                "weight": pa.array(samples.shares.reshape(-1)),
                "out": pa.array(by_day(samples.site_out), pa.list_(pa.int64())),
                "told": pa.array(by_day(samples.told), pa.list_(pa.float64())),
                "numbered": pa.array(by_day(samples.numbered), pa.list_(pa.float64())),
                "size": pa.array(by_day(samples.size), pa.list_(pa.float64())),
            }
        )
    )
