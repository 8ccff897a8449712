"""YAML with line numbers, exact decimals, and nothing that executes, repeats or explodes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_NODES: Final = 200_000  # aliases of aliases grow beyond any policy a person writes

Path = tuple[str | int, ...]


class YamlFault(Exception):  # noqa: N818
    """The text is not usable YAML; `line` is 1-based, None where the parser names none."""

    def __init__(self, line: int | None, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


def read_yaml(text: str) -> tuple[Any, dict[Path, int]]:
    """The document as plain values, and the 1-based line on which each path stands.

    Numbers with a point come out as `Decimal`. Raises `YamlFault` for syntax errors, duplicate keys, tags and
    documents that unfold beyond all measure.
    """
    try:
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            lines: dict[Path, int] = {}
            return (None if node is None else _Unfolding(loader, lines).value(node, ())), lines
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(mark.line + 1 if mark else None, error.problem or "is not YAML") from None
    except yaml.YAMLError as error:
        raise YamlFault(None, str(error)) from None


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
            raise YamlFault(line, "unfolds to more than 200,000 values; write it without aliases")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            self._plain(node, "tag:yaml.org,2002:seq")
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        self._plain(node, "tag:yaml.org,2002:map")
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = str(key_node.value)
            if not isinstance(key_node, yaml.ScalarNode) or key in found:
                raise YamlFault(
                    line, f"{key!r} stands here a second time" if key in found else "expected a name"
                )
            self._lines[(*path, key)] = line
            found[key] = self.value(value_node, (*path, key))
        return found

    def _scalar(self, node: Any) -> Any:
        if node.tag == "tag:yaml.org,2002:float":
            return Decimal(node.value.replace("_", ""))
        if node.tag not in {f"tag:yaml.org,2002:{word}" for word in ("str", "int", "bool", "null")}:
            return str(node.value) if node.tag == "tag:yaml.org,2002:timestamp" else self._refuse(node)
        return self._loader.construct_object(node)

    def _plain(self, node: Any, tag: str) -> None:
        if node.tag != tag:
            self._refuse(node)

    def _refuse(self, node: Any) -> Any:
        raise YamlFault(node.start_mark.line + 1, f"the tag {node.tag!r} is not allowed here")
