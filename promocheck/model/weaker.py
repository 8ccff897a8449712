"""Rules that weigh less than shipped: a run under them may say "clear" of what the shipped policy finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promocheck.model.value import dataclass

# Each of `store`, `marketplace` and `brand` that an override speaks of, with its names; none: everywhere.
Scope = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Weaker:
    """A rule, or an option of one that is a severity itself (`unknown-column.money`), and what it weighs where.

    `severity` and `shipped` are words of the policy: `error`, `warning`, `info` and `off`.
    """

    name: str
    severity: str
    shipped: str
    scope: Scope = ()


@dataclass(frozen=True, slots=True)
class Reweighed:
    """A rule that weighs something else than at an earlier run."""

    name: str
    before: str
    now: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class PolicyMoved:
    """That a run's policy says something else than that of an earlier `run`, and which rules' weights are known to have moved."""

    run: int
    rules: tuple[Reweighed, ...]


def reweighed(before: Sequence[Weaker] | None, now: Sequence[Weaker] | None) -> Iterator[Reweighed]:
    """The rules that weigh something else, as far as they weigh less than shipped before or now; None: nobody noted it."""
    if before is None or now is None:
        return
    was, is_now = ({(each.name, each.scope): each for each in some} for some in (before, now))
    for key in dict.fromkeys((*is_now, *was)):
        shipped = (is_now.get(key) or was[key]).shipped
        then, later = (some[key].severity if key in some else shipped for some in (was, is_now))
        if then != later:
            yield Reweighed(key[0], then, later, key[1])
