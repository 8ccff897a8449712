"""The fix of a finding as a number: which promotion to set to what, when to start or end it, or where to take it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from promocheck.model.finding import Arithmetic
from promocheck.model.kind import Form, Kind, Status
from promocheck.model.text import Text
from promocheck.pipeline.fix_dates import DateFixes
from promocheck.pipeline.fix_words import set_to, still_clipped, taken_out, then
from promocheck.pricing.copies import Ground
from promocheck.pricing.deepest import Bears, Deepest, Questions, deepest
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints
from promocheck.rules import Evidence, outside_platform_range
from promocheck.rules.rule import Hit, Mend

_TRIED: Final = 4  # promotions of a finding, the best to change first


@dataclass(frozen=True, slots=True)
class Fixes:
    """Finds the fixes of all hits at once.

    By promotion row: `drafted`, not saved yet, which are changed first; `clipped`, may be in buyers' hands, which are changed
    last: they keep them as they are.
    """

    ground: Ground
    evidence: Evidence
    drafted: Flags
    clipped: Flags

    def __call__(self, hits: Sequence[Hit], arithmetic: Sequence[Arithmetic]) -> list[Text | None]:
        """Of each hit what has been priced and mends it; None where no number does."""
        if not hits:
            return []
        tried = [self._candidates(how) for how in arithmetic]
        found = DateFixes.of(self.ground, self.evidence, self.drafted, self.clipped)(hits, tried)
        able = [at for at, hit in enumerate(hits) if found[at] is None and self._by_depth(hit)]
        for together in (False, True):
            for step in range(int(together), _TRIED):
                open_ = [at for at in able if found[at] is None and step < len(tried[at])]
                gone = [tried[at][:step] if together else () for at in open_]
                asked = [(hits[at], tried[at][step]) for at in open_]
                for at, fix in zip(open_, self._by_depths(asked, gone), strict=True):
                    found[at] = fix
        return found

    def _by_depth(self, hit: Hit) -> bool:
        """Whether a discount can mend it: not where dates must, or the listing is too cheap by itself."""
        assert hit.mend is not None
        assert hit.listing is not None
        assert hit.segment is not None
        least = max(int(self.ground.lowest[hit.listing]), self.evidence.at(hit.segment, "floor"))
        return not hit.mend.rows and self.evidence.listings.number("price", hit.listing) >= least

    def _candidates(self, how: Arithmetic) -> tuple[int, ...]:
        """The promotion rows that make the price and can be changed: drafts first, then what takes off most."""
        promotions, off = self.evidence.promotions, dict[str, int]()
        for step in how.steps:
            taken = step.base.minor - step.price_after.minor if step.promotion is None and step.base else 0
            off[step.promotion or step.kind] = (
                off.get(step.promotion or step.kind, 0) + step.amount.minor + taken
            )
        by_id: dict[str, int] = {}
        for row in how.promotion_rows:
            cancelled = promotions.number("status", row) == Status.CANCELLED
            if promotions.number("kind", row) != Kind.POINTS and not cancelled:
                by_id.setdefault(promotions.text("id", row) or Kind(promotions.number("kind", row)).word, row)

        def rank(name: str) -> tuple[bool, bool, int, int]:
            row = by_id[name]
            return not self.drafted[row], bool(self.clipped[row]), -off.get(name, 0), row

        return tuple(by_id[name] for name in sorted(by_id, key=rank))

    def _by_depths(
        self, asked: Sequence[tuple[Hit, int]], gone: Sequence[tuple[int, ...]]
    ) -> Iterator[Text | None]:
        """Of each hit the fix by this promotion row alone, with those in `gone` taken out before."""
        listings = [_listings(hit) for hit, _ in asked]
        at = np.repeat(np.arange(len(asked)), [len(each) for each in listings])
        answer = deepest(self.ground, self._questions(asked, listings, at), _columns(gone, at))
        first = np.searchsorted(at, np.arange(len(asked) + 1))
        for number, (hit, row) in enumerate(asked):
            mine = np.arange(first[number], first[number + 1])
            fix = self._fix(hit, row, answer, mine)
            before = [taken_out(self.evidence, _listings(hit)[0], each) for each in gone[number]]
            yield None if fix is None else then((*before, fix))

    def _questions(
        self, asked: Sequence[tuple[Hit, int]], listings: Sequence[tuple[int, ...]], at: Ints
    ) -> Questions:
        listing = np.array([each for found in listings for each in found], dtype=np.int64)
        rows, start, end, left = (
            np.array(column, dtype=np.int64)[at]
            for column in (
                [row for _, row in asked],
                [hit.start for hit, _ in asked],
                [hit.end for hit, _ in asked],
                [hit.mend.left if hit.mend else 0 for hit, _ in asked],
            )
        )
        documented = -(-self.ground.work.own[listing] * left // 10_000)
        return Questions(listing, rows, start, end, documented)

    def _fix(self, hit: Hit, row: int, answer: Deepest, mine: Ints) -> Text | None:
        """The fix by a promotion row, from the answers about the hit's listings."""
        assert hit.mend is not None
        listing, bears = _listings(hit)[0], answer.bears[mine]
        if (bears == Bears.BREACH_WITHOUT).any() or (bears == Bears.NOT_ON_IT).any():
            return None
        value = None if (bears == Bears.NOTHING).any() else self._shallowest(row, answer.value[mine], listing)
        if value is not None:
            fix = set_to(self.evidence, listing, row, value, may_be_meant=hit.mend.may_be_meant)
        elif len(mine) == 1:
            fix = taken_out(self.evidence, listing, row)
        else:
            return None
        return still_clipped(fix) if self.clipped[row] else fix

    def _shallowest(self, row: int, values: Ints, listing: int) -> int | None:
        """The value that is safe for all; None where it would be no discount, or no shallower one than there is."""
        kind, form, present = (
            self.evidence.promotions.number(name, row) for name in ("kind", "form", "value")
        )
        if form == Form.PRICE:
            value = int(values.max())
            return value if present < value < self.evidence.listings.number("price", listing) else None
        value = int(values.min())
        least = self._least_percent(Kind(kind)) if form == Form.PERCENT else 1
        return value if least <= value < present else None

    def _least_percent(self, kind: Kind) -> int:
        """The smallest share that the platform takes of a kind, in basis points."""
        options = self.evidence.settings[outside_platform_range.RULE.id]
        assert isinstance(options, outside_platform_range.Options)
        return int(options.percent.get(kind, (1, 100))[0] * 100)


def _listings(hit: Hit) -> tuple[int, ...]:
    """The listings that a hit is about, the first of them first."""
    assert hit.listing is not None
    mend = hit.mend or Mend()
    return mend.listings or (hit.listing,)


def _columns(gone: Sequence[tuple[int, ...]], at: Ints) -> list[Ints]:
    """Promotion rows by question, the first of each, then the second."""
    depth = max((len(each) for each in gone), default=0)
    padded = np.array([[*each, *[NO_ROW] * (depth - len(each))] for each in gone], dtype=np.int64)
    return [padded[at, step] for step in range(depth)]
