"""HTML from functions. Every text is escaped; only an `Html` goes into a page as it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = [
    "Html",
    "Part",
    "bullets",
    "folded",
    "join",
    "linked",
    "scrolled",
    "section",
    "table",
    "tag",
]


@dataclass(frozen=True)
class Html:
    """Text that is HTML already: made by the functions of this module, never from a scenario."""

    text: str


Part = Html | str
"""What a tag may hold: HTML, or plain text that is escaped."""

_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?P<host>[\w.:-]*\w)(?:[/?#][^\s<>\"']*[^\s<>\"'.,;:)])?"
)
_VOID = {"meta", "link", "br"}


def _safe(part: Part) -> str:
    return part.text if isinstance(part, Html) else escape(part, quote=True)


def join(parts: Iterable[Part], between: str = "") -> Html:
    """Parts one after the other, with a plain text between them."""
    return Html(escape(between).join(_safe(part) for part in parts))


def tag(name: str, /, *parts: Part, **attributes: str) -> Html:
    """An element. In the names of attributes `_` stands for `-`; one at the end is dropped."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value, quote=True)}"'
        for key, value in attributes.items()
    )
    if name in _VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{join(parts).text}</{name}>")


def section(anchor: str, title: str, *parts: Part) -> Html:
    """A section of the page under its heading."""
    return tag(
        "section", tag("h2", title, id=anchor), join(parts), aria_labelledby=anchor, class_=anchor
    )


def linked(text: str, *, brief: bool = False) -> Html:
    """A text in which addresses of the web can be followed; nothing is fetched unless they are.

    If `brief`, only the host of an address is seen.
    """
    parts: list[Part] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        seen = found["host"] if brief else found[0]
        link = tag("a", seen, href=found[0], rel="noreferrer")
        parts += [text[end : found.start()], link]
        end = found.end()
    return join([*parts, text[end:]])


def bullets(items: Iterable[Part]) -> Html:
    """A list of points."""
    return tag("ul", join(tag("li", item) for item in items))


def folded(summary: str, *parts: Part) -> Html:
    """Content that opens on demand, and that a printed page shows."""
    return tag("details", tag("summary", summary), join(parts))


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Part]],
    *,
    numbers: range = range(0),
) -> Html:
    """A table whose first column names the row; the columns of `numbers` are numbers.

    On a narrow screen a row of a table without numbers becomes a block with its heads beside the
    cells; the roles keep it a table to screen readers even then.
    """
    stacked = {} if numbers else {"class_": "stacked"}

    def cell(i: int, content: Part) -> Html:
        if i == 0:
            return tag("th", content, scope="row", role="rowheader")
        kind = {"class_": "number"} if i in numbers else {}
        return tag("td", content, role="cell", data_head=heads[i], **kind)

    def head(i: int, name: str) -> Html:
        kind = {"class_": "number"} if i in numbers else {}
        return tag("th", name, scope="col", role="columnheader", **kind)

    head_row = tag("tr", join(head(i, name) for i, name in enumerate(heads)), role="row")
    body = join(
        tag("tr", join(cell(i, content) for i, content in enumerate(row)), role="row")
        for row in rows
    )
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", head_row, role="rowgroup"),
        tag("tbody", body, role="rowgroup"),
        role="table",
        **stacked,
    )


def scrolled(label: str, content: Html) -> Html:
    """A wide table in a frame that scrolls by itself, with the keyboard too."""
    return tag("div", content, class_="scrolled", role="region", tabindex="0", aria_label=label)
