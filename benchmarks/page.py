"""The tables of docs/speed.md, between two marks, and its pictures beside it."""

from collections.abc import Mapping
from pathlib import Path

from downtools.show.style import Picture

__all__ = ["fill_page"]

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "speed.md"
BEGIN, END = "<!-- made by python -m benchmarks --page -->", "<!-- end of what is made -->"


def fill_page(table: str, drawn: Mapping[str, Picture]) -> None:
    """Replace what stands between the marks; the rest is written by hand."""
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    shown: list[str] = []
    for name, picture in drawn.items():
        picture.save(DOCS / f"{name}.svg")
        shown.append(f"![{picture.title}: {picture.description}]({name}.svg)")
    middle = "\n\n".join([table, *shown])
    PAGE.write_text(f"{before}{BEGIN}\n\n{middle}\n\n{END}{after}", "utf-8")
