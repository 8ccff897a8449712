"""The README's table of the policy's options, made from their types: `UPDATE_README=1 pytest tests/test_readme.py` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from promocheck.model.manual import Option
from promocheck.policy import ExportsSettings, FloorDefaults, FloorSettings, Section
from promocheck.policy.effective import as_yaml
from promocheck.policy.load import TOP
from promocheck.policy.option import options_of
from promocheck.policy.preset import PRESETS
from promocheck.policy.schema import json_schema
from promocheck.policy.settings import Expectations
from promocheck.rules import ALL, RULE_TYPES, Rule
from promocheck.rules.manual import manual_of

BEGIN: Final = "<!-- options of the policy, made from their types -->"
END: Final = "<!-- end of options -->"
_STACKING: Final = (
    "How promotions combine: a preset, any of whose keys can stand here instead: "
    "[one page](promocheck/policy/presets/README.md)."
)
# A section's key → what stands below it.
_SECTIONS: Final[dict[str, type[Section]]] = {
    "exports": ExportsSettings,
    "exports.expect": Expectations,
    "floors": FloorSettings,
    "floors.default": FloorDefaults,
}


def table() -> str:
    """A row for each key of rules.yaml, in its order: what counts when nothing stands there, and what it says."""
    rows = (f"| `{key}` | {default} | {says.replace('|', '/')} |" for key, default, says in _rows())
    return "\n".join(("| key | default | |", "|---|---|---|", *rows))


def _rows() -> Iterator[tuple[str, str, str]]:
    top = json_schema(RULE_TYPES)["properties"]
    for key in TOP:
        if key in _SECTIONS:
            yield from _section(key)
        elif key == "stacking":
            yield "stacking.extends", PRESETS[0], _STACKING
        elif key == "rules":
            yield from map(_rule, ALL)
        else:
            default = top[key].get("default", 1 if key == "version" else [])
            yield key, _shown(default), top[key].get("description", "")


def _rule(rule: Rule) -> tuple[str, str, str]:
    """A rule's severity alone, or with its options."""
    severity, *own = options_of(rule.options)
    summary = " ".join(manual_of(rule).summary.split())
    listed = ", ".join(_option(each) for each in own)
    return f"rules.{rule.name}", as_yaml(severity.default), f"{summary} {listed}".strip()


def _option(option: Option) -> str:
    """An option with its default; names with many values only by their own."""
    long = isinstance(option.default, dict | list) and option.default
    return f"`{option.name}`" if long else f"`{option.name}: {as_yaml(option.default)}`"


def _section(key: str) -> Iterator[tuple[str, str, str]]:
    for option in options_of(_SECTIONS[key]):
        name = f"{key}.{option.name}"
        if name in _SECTIONS:
            yield from _section(name)
        else:
            yield name, _shown(option.default), option.description


def _shown(default: Any) -> str:
    return "" if default in (None, [], {}, ()) else as_yaml(default)
