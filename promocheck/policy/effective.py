"""The effective policy, setting by setting, and where each was written: for people who ask why something holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel

from promocheck.model.address import masked
from promocheck.model.value import dataclass
from promocheck.policy.check import RuleTypes
from promocheck.policy.overrides import Override, Scope
from promocheck.policy.policy import Policy
from promocheck.policy.written import leaves
from promocheck.policy.yaml_lines import Path

_SECTIONS: Final = ("exports", "floors", "stacking", "ledger", "nightly", "notify")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its section, its name in that section, its value as YAML says it, and where it was written.

    `place` is `rules.yaml:14`, or a preset's line; None for a default.
    """

    section: str
    name: str
    value: str
    place: str | None


def settings_of(policy: Policy, rule_types: RuleTypes) -> tuple[Setting, ...]:
    """Every setting that holds, in the order of rules.yaml."""
    waivers = Setting("waivers", "file", policy.waivers.path, policy.written.of(("waivers",)))
    return (*_sections(policy), waivers, *_rules(policy, rule_types), *_overrides(policy, rule_types))


def _sections(policy: Policy) -> Iterator[Setting]:
    for section in _SECTIONS:
        for path, value in leaves(getattr(policy, section), (section,)):
            if path[-1] == "id":  # it is part of the other names
                continue
            name = _name(path[1:], getattr(policy, section))
            yield Setting(section, name, masked(as_yaml(value)), policy.written.of(path))


def _rules(policy: Policy, rule_types: RuleTypes) -> Iterator[Setting]:
    for rule, (name, _) in rule_types.items():
        for path, value in leaves(policy.rules[rule], ("rules", rule)):
            yield Setting("rules", f"{name}.{_name(path[2:])}", as_yaml(value), policy.written.of(path))


def _overrides(policy: Policy, rule_types: RuleTypes) -> Iterator[Setting]:
    for entry in policy.overrides.entries:
        where = _scope(entry.scope)
        for path, value in _said(entry):
            yield Setting(
                "overrides", f"{where}: {_called(path, rule_types)}", as_yaml(value), entry.of(path)
            )


def _called(path: Path, rule_types: RuleTypes) -> str:
    """A path of an override, the rule in it by its name."""
    if path[0] == "rules":
        path = ("rules", rule_types[str(path[1])][0], *path[2:])
    return _name(path)


def _scope(scope: Scope) -> str:
    given = ((name, getattr(scope, name)) for name in Scope.model_fields)
    return ", ".join(f"{name} {' or '.join(names)}" for name, names in given if names is not None)


def _said(entry: Override) -> Iterator[tuple[Path, Any]]:
    """What an entry says, leaf by leaf, rules by their ids."""
    if entry.floors:
        yield from _leaves(entry.floors, ("floors",))
    for rule, options in entry.rules.items():
        yield from _leaves(options, ("rules", rule))


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping) and value:
        for name, item in value.items():
            yield from _leaves(item, (*path, name))
    else:
        yield path, value


def _name(path: Path, within: object = None) -> str:
    """A path in one word; an entry of a list is called by its id, where `within` has one, else it counts from 1."""
    words = []
    for part in path:
        if isinstance(part, int):
            within = within[part] if isinstance(within, tuple) else None
            words.append(str(getattr(within, "id", None) or part + 1))
        else:
            within = getattr(within, part, None)
            words.append(part)
    return ".".join(words)


def as_yaml(value: Any) -> str:
    """A value as a person would write it in rules.yaml, on one line."""
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(key)}: {as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple | list | frozenset):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    return _word(value)


def _word(value: Any) -> str:
    """A single value: our own words as sheets and policies write them."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, Enum):
        return str(getattr(value, "word", value.value if isinstance(value, str) else value.name.lower()))
    return f'"{value}"' if value == "" or str(value) != str(value).strip() else str(value)
