"""What a worst price takes for granted that nobody has said: named, so that a person can find out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from promocheck.model.kind import Form, Kind, Status, Switch, label_of
from promocheck.model.text import Text, say
from promocheck.model.window import DAY
from promocheck.pricing.plan import NO_CLASS, NOBODY, Plan, Terms
from promocheck.tables import Columns

_LONGEST_LIGHTNING: Final = DAY  # one that seems to last longer is known by its week only


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Says what the price of a segment assumes, in the worst reading."""

    plan: Plan
    terms: Terms
    promotions: Columns

    def __call__(self, rows: Sequence[int], setter: int, window: tuple[int, int]) -> tuple[Text, ...]:
        """A sentence for each open question that is answered by these promotion rows' making the price in this window."""
        by_class: dict[str, list[int]] = {}
        for row in rows:
            if self.terms.half[row] != NO_CLASS:
                by_class.setdefault(self._class(row), []).append(row)
        rules = (
            *self._of_base(by_class, rows, setter),
            *self._of_each(by_class),
            *self._of_pairs(by_class, setter),
        )
        return tuple(dict.fromkeys((*rules, *self._of_time(rows, window))))

    def _of_pairs(self, by_class: Mapping[str, Sequence[int]], setter: int) -> Iterator[Text]:
        for one, other in combinations(by_class, 2):
            yield from self._of_two(by_class[one], by_class[other], self.plan.word(one, other, setter))

    def _of_time(self, rows: Sequence[int], window: tuple[int, int]) -> Iterator[Text]:
        beyond = []
        for row in rows:
            start, end = (self.promotions.number(name, row) for name in ("start", "end"))
            if self.promotions.number("status", row) == Status.CANCELLED:
                yield say("{who} is cancelled, and may still be redeemed", who=self._named(row))
            if self._kind(row) is Kind.LIGHTNING_DEAL and end - start > _LONGEST_LIGHTNING:
                yield say("{who} is known by its week, and may run at any hour of it", who=self._named(row))
            if window[0] < start or window[1] > end:
                beyond.append(self._named(row))
        if beyond:
            yield say(
                "some hours before a start and after an end count: {promotions}", promotions=tuple(beyond)
            )

    def _of_base(
        self, by_class: Mapping[str, Sequence[int]], rows: Sequence[int], setter: int
    ) -> Iterator[Text]:
        """Whether a percentage is taken of another price than documented."""
        if setter == NOBODY:
            return
        documented = replace(self.plan, worst=False, sets={})
        off = [row for mine in by_class.values() for row in mine if self.terms.form[row] == Form.PERCENT]
        halves = (self.plan.halves[self.terms.half[row]] for row in off)
        if any(documented.bases(half, setter) != self.plan.bases(half, setter) for half in halves):
            deal = next(row for row in rows if self.terms.price_class[row] == setter)
            yield say("under {deal} percentages may be taken of the price before it", deal=self._named(deal))

    def _of_each(self, by_class: Mapping[str, Sequence[int]]) -> Iterator[Text]:
        for mine in by_class.values():
            itself = self.plan.halves[self.terms.half[mine[0]]].member.itself
            if len(mine) > 1 and itself == "open":
                yield say(
                    "{one} and {other} may both be taken off",
                    one=self._named(mine[0]),
                    other=self._named(mine[1]),
                )
            if len(mine) > 1 and itself == "handshake":
                yield from self._silent(mine)

    def _of_two(self, one: Sequence[int], other: Sequence[int], word: str) -> Iterator[Text]:
        if word in ("open", "forbid"):
            yield say(
                "{one} and {other} may both be taken off",
                one=self._named(one[0]),
                other=self._named(other[0]),
            )
        if word == "handshake":
            yield from self._silent((*one, *other))

    def _silent(self, rows: Sequence[int]) -> Iterator[Text]:
        for row in rows:
            if self.promotions.number("switch", row) == Switch.UNKNOWN:
                yield say("{who} does not say whether it stacks", who=self._named(row))

    def _class(self, row: int) -> str:
        return self.plan.halves[int(self.terms.half[row])].member.id

    def _kind(self, row: int) -> Kind:
        return Kind(self.promotions.number("kind", row))

    def _named(self, row: int) -> Text:
        kind = label_of(self._kind(row).word)
        name = self.promotions.text("id", row)
        return say("{kind} {promotion}", kind=kind, promotion=name) if name else kind
