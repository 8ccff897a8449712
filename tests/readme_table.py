"""The README's table of the policy's options, made from their types: `UPDATE_README=1 pytest tests/test_readme.py` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from promocheck.policy import ExportsSettings, FloorDefaults, FloorSettings, Section
from promocheck.policy.effective import as_yaml
from promocheck.policy.load import TOP
from promocheck.policy.option import options_of
from promocheck.policy.schema import json_schema
from promocheck.policy.settings import Expectations
from promocheck.rules import RULE_TYPES

BEGIN: Final = "<!-- options of the policy, made from their types -->"
END: Final = "<!-- end of options -->"
# A section's key → what stands below it.
_SECTIONS: Final[dict[str, type[Section]]] = {
    "exports": ExportsSettings,
    "exports.expect": Expectations,
    "floors": FloorSettings,
    "floors.default": FloorDefaults,
}


def table() -> str:
    """A row for each key of rules.yaml, in its order: what counts when nothing stands there, and what it says."""
    rows = (f"| `{key}` | {default} | {says} |" for key, default, says in _rows())
    return "\n".join(("| key | default | |", "|---|---|---|", *rows))


def _rows() -> Iterator[tuple[str, str, str]]:
    top = json_schema(RULE_TYPES)["properties"]
    for key in TOP:
        if key in _SECTIONS:
            yield from _section(key)
        elif key == "stacking":
            yield (
                "stacking.extends",
                "amazon",
                "How promotions combine: a preset, any of whose keys can stand here instead.",
            )
        elif key == "rules":
            yield (
                "rules.NAME",
                "",
                "A severity (error, warning, info, off), or options: `promocheck explain NAME`.",
            )
        else:
            default = top[key].get("default", 1 if key == "version" else [])
            yield key, _shown(default), top[key].get("description", "")


def _section(key: str) -> Iterator[tuple[str, str, str]]:
    for option in options_of(_SECTIONS[key]):
        name = f"{key}.{option.name}"
        if name in _SECTIONS:
            yield from _section(name)
        else:
            yield name, _shown(option.default), option.description


def _shown(default: Any) -> str:
    return "" if default in (None, [], {}, ()) else as_yaml(default)
