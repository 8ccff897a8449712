"""A page taken apart: its tags and attributes, what stands between them, and its islands of data."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any, Final

_PARTS: Final = re.compile(
    r"(?<=<style>).*?(?=</style>)|(?<=<script>).*?(?=</script>)|sha256-[\w+/=]+", re.DOTALL
)


class Page(HTMLParser):
    """What a browser's parser makes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.comments: list[str] = []
        self._islands: dict[str, list[str]] = {}
        self._inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += given.items()
        self._inside = given.get("data-island") or given.get("id", "") if tag == "script" else ""
        if self._inside:
            self._islands.setdefault(self._inside, []).append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._islands[self._inside][-1] += data
        else:
            self.texts.append(data)

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        """All that is said outside of the data."""
        return " ".join(" ".join(self.texts).split())

    def islands(self, name: str) -> list[Any]:
        """The data of this name."""
        return [json.loads(each) for each in self._islands.get(name, [])]

    def column(self, name: str) -> list[str]:
        """What the table's data says of every finding in a column of texts."""
        return [island["texts"][at] for island in self.islands("rows") for at in island[name]]


def without_parts(html: str) -> str:
    """The page without its style and script, which are files of their own, and their hashes."""
    return _PARTS.sub("...", html)
