"""How much rules weigh, where that is less than shipped, or not what it was: what a clear run may be clear of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from promocheck.model.text import Text, say
from promocheck.model.weaker import PolicyMoved, Reweighed, Scope, Weaker
from promocheck.reports.words import Words

_WHERE: Final[Mapping[str, Text]] = {
    "store": say("store"),
    "marketplace": say("marketplace"),
    "brand": say("brand"),
}


def weaker_line(weaker: Sequence[Weaker], words: Words) -> Iterator[str]:
    """Which rules weigh less than shipped, in one line; none where none does."""
    if weaker:
        told = (_there(f"{each.name} {each.severity}", each.scope, words) for each in weaker)
        yield words._("weaker than shipped: {rules}", rules=words._("; ").join(told))


def policy_moved(moved: PolicyMoved, words: Words) -> str:
    """That a policy is another than at an earlier run, and which rules weigh something else since, where that is known."""
    if not moved.rules:
        return words._("the policy says something else than in run {run}", run=moved.run)
    told = (_there(_reweighed(each, words), each.scope, words) for each in moved.rules)
    return words._(
        "the policy says something else than in run {run}: {rules}",
        run=moved.run,
        rules=words._("; ").join(told),
    )


def _reweighed(each: Reweighed, words: Words) -> str:
    now = f"{each.name} {each.now}"
    return words._("{now} instead of {before}", now=now, before=each.before)


def _there(told: str, scope: Scope, words: Words) -> str:
    if not scope:
        return told
    where = words.listed(
        words._("{key} {names}", key=_WHERE.get(key, key), names=_one_of(names)) for key, names in scope
    )
    return words._("{told}, in the override for {where}", told=told, where=where)


def _one_of(names: tuple[str, ...]) -> Text | str:
    return say("{words} or {last}", words=names[:-1], last=names[-1]) if names[1:] else names[0]
