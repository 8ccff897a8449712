"""What no type says and the policy demands all the same, written into its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

Schema = dict[str, Any]

OFF: Final = {"const": False, "description": "`off`, as YAML reads it"}
_NUMBER: Final = r"^\s*[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$"  # quoted, it is a number too
# They may be blank, as a rule may.
_SECTIONS: Final = ("ExportsSettings", "FloorSettings", "Stacking", "Rules")


def refine(schema: Schema) -> None:
    """Narrow the schema of a policy to what its checks take, and widen it by the blanks that they take."""
    parts: dict[str, Schema] = schema["$defs"]
    for part in _all(schema):
        _numbers(part)
    for part in parts.values():
        if "severity" in part.get("properties", {}):
            severity = part["properties"]["severity"]
            severity["anyOf"] = [*severity.get("anyOf", ()), OFF]
    for name in (*_SECTIONS, *parts):
        if name in _SECTIONS or "severity" in parts[name].get("properties", {}):
            parts[name]["type"] = ["object", "null"]
    schema["properties"]["overrides"]["type"] = ["array", "null"]
    _floors(parts)
    _overrides(parts["OverrideSettings"])


def _all(schema: Any) -> Iterator[Schema]:
    if isinstance(schema, dict):
        yield schema
        for each in schema.values():
            yield from _all(each)
    for each in schema if isinstance(schema, list) else ():
        yield from _all(each)


def _numbers(part: Schema) -> None:
    """An exact number may be written as text; no other text may."""
    choices = part.get("anyOf", ())
    if any(each.get("type") == "number" for each in choices):
        for each in choices:
            if each == {"type": "string"}:
                each["pattern"] = _NUMBER


def _floors(parts: dict[str, Schema]) -> None:
    parts["Clearance"]["anyOf"] = [
        {"required": ["min_price"], "properties": {"min_price": {"minProperties": 1}}},
        {"required": ["min_percent_of_price"]},
    ]


def _overrides(part: Schema) -> None:
    """An entry says where it holds; rates hold everywhere."""
    keys = part["properties"]
    part["anyOf"] = [{"required": [name]} for name in ("store", "marketplace", "brand")]
    of = {name: keys[name]["description"] for name in ("floors", "rules")}
    rates = {"exchange_rates": False}
    keys["floors"] = {"description": of["floors"], "$ref": "#/$defs/FloorSettings", "properties": rates}
    keys["rules"] = {"description": of["rules"], "$ref": "#/$defs/Rules"}
