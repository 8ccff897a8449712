"""Hits made findings, a batch at a time: what is known of whom they are about is looked up for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, repeat
from operator import add
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from promocheck.model.batch import Batch, PlaceColumns
from promocheck.model.finding import Severity, fingerprints
from promocheck.model.money import Money, decimal_text
from promocheck.model.place import Place
from promocheck.model.steps import StepColumns, StepsAt
from promocheck.model.text import Text
from promocheck.model.texts import NO_TEXT, Amounts, Picked, Same, texts_at
from promocheck.model.window import iso_utc
from promocheck.rules.context import Context
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NO_INSTANT, NOBODY, Hits
from promocheck.rules.known import instants, known_of, names_of, offered_of, prices_of, skus_of
from promocheck.rules.others import others_among, with_others
from promocheck.rules.primary import Primaries
from promocheck.rules.rule import Rule
from promocheck.rules.subjects import Subjects
from promocheck.rules.telling_columns import with_other_skus
from promocheck.tables.explained import Explained
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import numbered
from promocheck.tables.spans import Parts

Ints = NDArray[np.int64]


class Reported(NamedTuple):
    """Hits, by which rules, each of so many of them after the other, and how grave each is."""

    hits: Hits
    rules: Sequence[tuple[Rule, int]]
    severity: Sequence[Severity]

    @staticmethod
    def together(parts: Sequence[Reported]) -> Reported:
        """Those of several, one after the other."""
        if len(parts) == 1:
            return parts[0]
        return Reported(
            Hits.together([each.hits for each in parts]),
            [*chain.from_iterable(each.rules for each in parts)],
            [*chain.from_iterable(each.severity for each in parts)],
        )


def stamped(reported: Reported, evidence: Evidence, context: Context) -> Batch:
    """The findings of some hits, in their order; field by field, each for all of them at once."""
    hits = reported.hits
    how, price = _arithmetic(hits.segment, context)
    fix, primary = _mended(hits, how, price, context)
    subjects = Subjects.of(hits, how.promotions.of_owners(price), primary)
    making = subjects.promotions
    others = others_among(_beside(hits, making, context), making, evidence)
    subjects = replace(subjects, others=hits.others.beside(others.told))
    message = with_other_skus(evidence, hits.message, hits.also_on)
    known = known_of(hits, subjects, evidence, context)
    columns: dict[str, Sequence[Any]] = {
        **_of_rules(reported.rules),
        "severity": reported.severity,
        **known,
        "start": instants(hits.start, NO_INSTANT),
        "end": instants(np.where(hits.end == context.open_end, NO_INSTANT, hits.end), NO_INSTANT),
        "others": names_of(evidence, hits.others.beside(others.promotions)),
        "others_price": prices_of(others.lowest, known["currency"]),
        "offered": offered_of(evidence, making.where(_by_itself(hits, making, evidence)[making.owner])),
        "assumptions": how.assumed(price),
        "also_on": skus_of(evidence, hits.also_on),
        **{name: hits.says(name) for name in ("own_price", "own_floor")},
        "message": with_others(message, hits, others, evidence),
        "fix": fix,
        **dict.fromkeys(("waiver", "since", "before"), Same(None, len(hits))),
        **dict.fromkeys(("blamed", "joined"), Same((), len(hits))),
    }
    columns["fingerprint"] = _fingerprints(hits, columns, context)
    return Batch(columns, _steps(hits, how, price), _places(hits, subjects, context))


def _by_itself(hits: Hits, making: Ragged, evidence: Evidence) -> NDArray[np.bool_]:
    """Of which hits what the listing offers itself is too low: no promotion has a part in the price, or the selling price is below the floor."""
    found = ~making.any(evidence.identified[making.rows])
    here = np.flatnonzero(hits.segment != NOBODY)
    selling, floor = (evidence.segments.some(name, hits.segment[here]) for name in ("selling", "floor"))
    found[here] |= selling < floor
    return found


def _beside(hits: Hits, making: Ragged, context: Context) -> Parts:
    """What makes prices in the runs of hits besides what makes the worst one: of those with limits whatever some buyer pays less with."""
    limited = (hits.limits.counts > 0)[hits.run.owner]
    return Parts.below(
        context.taking_part(hits.run.where(~limited), making),
        context.undercutting(hits.run.where(limited), hits.limits.rows, making),
    )


def _steps(hits: Hits, how: Explained, price: Ints) -> Picked[StepsAt]:
    """What leads to the prices of hits: as explained, or what a hit itself says."""
    own = hits.saying("at_price")
    if not own:
        return Picked((how.told,), price.tolist())
    place = price.tolist()
    for number, (at, _) in enumerate(own, len(how)):
        place[at] = number
    return Picked((how.told, StepColumns.of([each.steps for _, each in own])), place)


def _places(hits: Hits, subjects: Subjects, context: Context) -> Picked[tuple[Place, ...]]:
    """The cells behind hits: what a hit itself says comes first."""
    known = context.places(subjects)
    own = hits.saying("places")
    if not own:
        return Picked((known,), range(len(hits)))
    place = list(range(len(hits)))
    for number, (at, _) in enumerate(own, len(hits)):
        place[at] = number
    return Picked((known, PlaceColumns.of([each for _, each in own])), place)


def _of_rules(rules: Sequence[tuple[Rule, int]]) -> dict[str, Sequence[Any]]:
    """What findings say of their rules."""
    return {field: _in_runs([(getattr(rule, name), many) for rule, many in rules]) for field, name in _NAMED}


_NAMED: Final = (("rule", "id"), ("name", "name"), ("trust", "trust"))


def _in_runs(values: Sequence[tuple[Any, int]]) -> Sequence[Any]:
    """Each value so many times."""
    if len(values) == 1:
        return Same(*values[0])
    return [*chain.from_iterable(repeat(value, many) for value, many in values)]


def _fingerprints(hits: Hits, columns: Mapping[str, Sequence[Any]], context: Context) -> list[str]:
    """What tells findings apart. The start moves with the clock where it is clipped, and so does an end at the horizon."""
    named = (_or_nothing(columns[name]) for name in ("rule", "store", "marketplace", "sku"))
    ends = {
        each: "" if each is None or each == context.until else iso_utc(each) for each in set(columns["end"])
    }
    until = map(ends.__getitem__, columns["end"])
    first = zip(*named, until, _written(columns["stacked_price"]), strict=True)
    parts = map(add, first, columns["promotions"])
    return fingerprints(map(add, parts, hits.said["key"]) if "key" in hits.said else parts)


def _or_nothing(texts: Sequence[str | None]) -> Iterable[str]:
    return (
        repeat(texts.value or "", len(texts)) if isinstance(texts, Same) else [each or "" for each in texts]
    )


def _written(prices: Sequence[Money | None]) -> Sequence[str]:
    """Prices as text, nothing for none."""
    if isinstance(prices, Amounts):
        return list(map(decimal_text, prices.minor, prices.currency))
    return ["" if each is None else str(each) for each in prices]


def _arithmetic(segment: Ints, context: Context) -> tuple[Explained, Ints]:
    """How the prices of segments come about, and which is each hit's; `NOBODY` where it has no segment."""
    here = np.flatnonzero(segment != NOBODY)
    first, number = numbered(segment[here])
    price = np.full(len(segment), NOBODY, dtype=np.int64)
    price[here] = number
    return context.explain(segment[here][first]), price


def _mended(hits: Hits, how: Explained, price: Ints, context: Context) -> tuple[Sequence[Text], Primaries]:
    """The fixes of the hits, and the cell to look at first; those that ask for it have a number in theirs, where there is one."""
    at = hits.mends.hit[price[hits.mends.hit] != NOBODY]
    if not len(at):
        return hits.fix, hits.primary
    mended = context.mended(hits.asked(at), how, price[at])
    found, place = np.array(mended.fix.place, dtype=np.int64), np.arange(len(hits))
    there = found != NO_TEXT
    place[at[there]] = len(hits) + found[there]
    led = np.flatnonzero(there | hits.primary.open[at])
    return (
        texts_at((hits.fix, *mended.fix.parts), place.tolist()),
        hits.primary.instead(at[led], mended.primary.where(led)),
    )
