"""YAML with line numbers, exact decimals, and nothing that executes, repeats or explodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import yaml
from yaml.reader import Reader

from promocheck.model.text import Text, say

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_NODES: Final = 200_000  # aliases of aliases grow beyond any policy a person writes
_DEEPEST: Final = 50  # an alias inside what it stands for never ends
_SCALARS: Final = {
    f"tag:yaml.org,2002:{word}" for word in ("str", "int", "float", "bool", "null", "timestamp")
}
# YAML 1.1 also reads 010 as 8 and 1:30 as 90.
_PLAIN_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9_]{0,30})")
_UNPRINTABLE: Final = Reader.NON_PRINTABLE  # what YAML does not allow; the parser would name no line

Path = tuple[str | int, ...]
# What is wrong with a section that is read: where below it, and what.
Faults = Iterator[tuple[Path, Text]]


class YamlFault(Exception):
    """The text is not usable YAML; `line` is 1-based, None where the parser names none."""

    def __init__(self, line: int | None, what: Text) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


def read_yaml(text: str) -> tuple[Any, dict[Path, int]]:
    """The document as plain values, and the 1-based line on which each path stands.

    Numbers with a point come out as `Decimal`. Raises `YamlFault` for syntax errors, duplicate keys, tags, numbers
    that people read differently, and documents that unfold beyond all measure.
    """
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        raise YamlFault(
            line, say("holds the control character U+{code}. Delete it.", code=f"{ord(unprintable[0]):04X}")
        )
    try:
        _bounded(text)
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            lines: dict[Path, int] = {}
            return (None if node is None else _Unfolding(loader, lines).value(node, ())), lines
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise _syntax(error, text) from None


def _bounded(text: str) -> None:
    """Refuse what nests beyond measure while it is still a flat stream: the composer would overflow the C stack."""
    depth = 0
    for event in yaml.parse(text, _LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise _too_deep(line)


def _too_deep(line: int | None) -> YamlFault:
    return YamlFault(line, say("nests deeper than {deepest} levels.", deepest=_DEEPEST))


def _syntax(error: yaml.YAMLError, text: str) -> YamlFault:
    """The parser's own words, at its line; where it went astray earlier, that line too."""
    mark = getattr(error, "problem_mark", None)
    began = getattr(error, "context_mark", None) or mark
    words = str(getattr(error, "problem", None) or error)
    # The parser's own limit, which newer ones reach before its events are counted.
    if "maximum nesting depth" in words:
        return _too_deep(mark.line + 1 if mark else None)
    if words.startswith("but "):
        words = f"{getattr(error, 'context', '')}, {words}"
    since = Text("")
    if began and mark and began.line != mark.line:
        since = say(", in what begins on line {line}", line=str(began.line + 1))
    line = "".join(text.splitlines()[mark.line : mark.line + 1]) if mark else ""
    return YamlFault(
        mark.line + 1 if mark else None,
        say("is not YAML: {words}{since}.{advice}", words=words, since=since, advice=_advice(words, line)),
    )


def _advice(words: str, line: str) -> Text:
    """What is to be done about the parser's words on a line."""
    if "\t" in line:
        return say(" Indent with spaces, not tabs.")
    if "\\" in line and ("escape" in words or "hexdecimal" in words):  # as the parser spells it
        return say(" In double quotes a backslash is no part of a path: write / for it.")
    return Text("")


class _Unfolding:
    """One walk over the node tree, recording lines."""

    def __init__(self, loader: Any, lines: dict[Path, int]) -> None:
        self._loader = loader
        self._lines = lines
        self._seen = 0

    def value(self, node: Any, path: Path) -> Any:
        line = node.start_mark.line + 1
        self._lines.setdefault(path, line)
        self._seen += 1
        if self._seen > _MOST_NODES:
            raise YamlFault(line, say("unfolds to more than 200,000 values. Write it without aliases."))
        if len(path) > _DEEPEST:
            raise YamlFault(
                line, say("nests deeper than {deepest} levels. Write it without aliases.", deepest=_DEEPEST)
            )
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            self._plain(node, "tag:yaml.org,2002:seq")
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, line)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        self._plain(node, "tag:yaml.org,2002:map")
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlFault(line, say("expected a name before the colon."))
            key = str(key_node.value)
            if key in found:
                raise YamlFault(line, twice(key, self._lines[(*path, key)]))
            self._lines[(*path, key)] = line
            found[key] = self.value(value_node, (*path, key))
        return found

    def _scalar(self, node: Any, line: int) -> Any:
        if node.tag not in _SCALARS:
            self._refuse(node)
        kind, text = node.tag.rpartition(":")[2], str(node.value)
        if kind == "timestamp":
            return text
        if kind == "int" and not _PLAIN_INTEGER.fullmatch(text):
            raise YamlFault(
                line,
                say(
                    "expected a plain number such as 12, found {text}. Is it text? Quote it.", text=repr(text)
                ),
            )
        try:
            return Decimal(text.replace("_", "")) if kind == "float" else self._loader.construct_object(node)
        except (InvalidOperation, KeyError, ValueError):
            raise YamlFault(
                line,
                say(
                    "expected a plain number such as 12.50, found {text}. Is it text? Quote it.",
                    text=repr(text),
                ),
            ) from None

    def _plain(self, node: Any, tag: str) -> None:
        if node.tag != tag:
            self._refuse(node)

    def _refuse(self, node: Any) -> None:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        raise YamlFault(
            node.start_mark.line + 1, say("the tag {tag} is not allowed here. Delete it.", tag=repr(tag))
        )


def twice(name: Text | str, first: int | None) -> Text:
    """The fault of a name that is given a second time."""
    return say(
        "{name} stands here a second time; the first is on line {first}. Keep one.",
        name=repr(name) if isinstance(name, str) else Text("'{name}'", (("name", name),)),
        first=str(first),
    )
