"""Which rules a policy lets weigh less than they do as shipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.finding import Severity
from promocheck.model.weaker import Scope, Weaker
from promocheck.policy.check import RuleTypes
from promocheck.policy.floors import FloorSettings
from promocheck.policy.overrides import Scope as ScopeSettings
from promocheck.policy.policy import Policy
from promocheck.policy.settings import RuleSettings
from promocheck.policy.stacking import Stacking
from promocheck.policy.written import leaves

_OFF: Final = "off"
_WEIGHTS: Final = (*(each.value for each in Severity), _OFF)  # the gravest first


def weaker_rules(policy: Policy, rule_types: RuleTypes) -> tuple[Weaker, ...]:
    """The rules that weigh less than shipped, in the catalogue's order: everywhere first, then where overrides speak.

    Before them what is not checked at all: that promoted SKUs have floors, or what runs beyond a nearer horizon.
    """
    return (*_unchecked(policy), *_everywhere(policy, rule_types), *_in_overrides(policy, rule_types))


def _unchecked(policy: Policy) -> Iterator[Weaker]:
    required, horizon = FloorSettings().required, Stacking.model_fields["horizon_days"].default
    if policy.floors.required != required:
        yield Weaker("floors.required", policy.floors.required, required)
    if policy.stacking.horizon_days < horizon:
        yield Weaker("stacking.horizon_days", str(policy.stacking.horizon_days), str(horizon))


def _everywhere(policy: Policy, rule_types: RuleTypes) -> Iterator[Weaker]:
    for rule, (name, kind) in rule_types.items():
        yield from _weaker(name, policy.rules[rule], kind.usual())


def _in_overrides(policy: Policy, rule_types: RuleTypes) -> Iterator[Weaker]:
    """What an entry says by itself, as far as it does not hold everywhere anyway."""
    for at, entry in enumerate(policy.overrides.entries):
        there = policy.where((at,)).rules
        for rule in entry.rules:
            name, kind = rule_types[rule]
            known = set(_weaker(name, policy.rules[rule], kind.usual()))
            for each in _weaker(name, there[rule], kind.usual()):
                if each not in known:
                    yield Weaker(each.name, each.severity, each.shipped, _scope(entry.scope))


def _weaker(name: str, settings: RuleSettings, shipped: RuleSettings) -> Iterator[Weaker]:
    """The rule itself, and its options that are severities; these say nothing once the rule is off."""
    usual = dict(leaves(shipped))
    for path, value in leaves(settings):
        now, then = _weight(value), _weight(usual.get(path))
        if now is None or then is None or _WEIGHTS.index(now) <= _WEIGHTS.index(then):
            continue
        called = name if path == ("severity",) else ".".join(map(str, (name, *path)))
        if path == ("severity",) or settings.severity != _OFF:
            yield Weaker(called, now, then)


def _weight(value: object) -> str | None:
    return str(value) if isinstance(value, str) and value in _WEIGHTS else None


def _scope(scope: ScopeSettings) -> Scope:
    given = ((name, getattr(scope, name)) for name in ScopeSettings.model_fields)
    return tuple((name, names) for name, names in given if names is not None)
