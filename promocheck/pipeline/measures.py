"""Which earlier runs a scan is held against: each shop against the last one that saw it.

A scan may look at less than the night's: of what it was not to read nothing is missing. And it must not become the measure of
the next night, in which a whole shop may be missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from promocheck import exports
from promocheck.model.run import File, Kept, Run, Worst
from promocheck.model.value import dataclass

Shop = tuple[str, str]

_FAR: Final = 10  # runs: so many looks at less may lie between two nights
_TOLD: Final = "PC915"  # less-than-before


@dataclass(frozen=True)
class Measure:
    """An earlier run against which this one is held, and its number in the ledger."""

    number: int
    run: Run

    @cached_property
    def shops(self) -> frozenset[Shop]:
        """The shops that it saw, or said to be missing: somebody has let that pass."""
        told = {
            (each.store or "", each.marketplace or "") for each in self.run.findings if each.rule == _TOLD
        }
        return frozenset(map(shop_of, self.run.prices)) | told - {("", "")}


def measures(runs: Sequence[Kept], load: Callable[[int], Run]) -> tuple[Measure, ...]:
    """The last runs that could be trusted and had no drafts, the latest first.

    What shrank is not trusted, and so does not become the measure of the next run.
    """
    fit = (each for each in reversed(runs) if each.verdict != "untrusted" and not each.has_drafts)
    return tuple(Measure(each.number, load(each.number)) for each in islice(fit, _FAR))


@dataclass(frozen=True, slots=True)
class Look:
    """What a scan looks at: its paths, and the shops that it sees."""

    paths: tuple[str, ...]
    shops: frozenset[Shop]

    def of_shops(self, measures: Sequence[Measure]) -> dict[Shop, Measure]:
        """Each shop with the last run that knew it: those that are seen, and those that should have been."""
        found: dict[Shop, Measure] = {}
        for each in measures:
            for shop in sorted(each.shops):
                if shop in self.shops or self._reads_all(each):
                    found.setdefault(shop, each)
        return found

    def of_rows(self, measures: Sequence[Measure]) -> Measure | None:
        """The run that saw the most of these shops, of several the last; None where none saw one."""
        best = max(measures, key=lambda each: len(self.shops & each.shops), default=None)
        return best if best and self.shops & best.shops else None

    def files(self, before: Measure) -> tuple[File, ...]:
        """The files of a run of which something should be there now."""
        every = before.run.files
        return every if self._reads_all(before) else tuple(filter(self._below, every))

    def _reads_all(self, before: Measure) -> bool:
        """Whether all that the run read should be there now.

        Where none of its files lies in these paths each day has a folder or names of its own: so it should. A run that has no shop
        in common with this one is about something else.
        """
        if not before.shops & self.shops:
            return False
        below = [self._below(each) for each in before.run.files]
        return before.shops <= self.shops or all(below) or not any(below)

    def _below(self, file: File) -> bool:
        return any(_at(file.path).is_relative_to(_at(each)) for each in self.paths)


def _at(path: str) -> Path:
    return Path(path).absolute()


def shops_of(tables: exports.Tables) -> frozenset[Shop]:
    """The shops that the exports tell of."""
    frames = (tables.listings, tables.promotions)
    return frozenset(
        each for frame in frames for each in zip(frame["store"], frame["marketplace"], strict=True)
    )


def shop_of(priced: Worst) -> Shop:
    """The shop of a promoted SKU."""
    return priced.store or "", priced.marketplace
