"""Run the rules, stamp id and severity on what they report, and build the findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Arithmetic, Exposure, Finding, Severity, fingerprint
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.place import Place
from promocheck.model.text import Text
from promocheck.model.window import iso_utc
from promocheck.policy import RuleSettings
from promocheck.rules.rule import Evidence, Hit, Rule


@dataclass(frozen=True, slots=True)
class Context:
    """What turns a hit into a finding: the arithmetic of segments, the places of numbers, the end of time.

    `mended(hits, arithmetic)` are the fixes with a number of hits that ask for one, in their order, None where there is none;
    `places(listing, promotion rows, segment)` are the cells behind a finding, `floor_source` what gives a segment's floor,
    `rules_of(listing, store, marketplace)` the settings that hold there, `judged` the listings for which settings hold; `until` and `open_end` are the horizon and what
    stands for "without an end".
    """

    explain: Callable[[Sequence[int]], Sequence[Arithmetic]]
    mended: Callable[[Sequence[Hit], Sequence[Arithmetic]], Sequence[Text | None]]
    places: Callable[[int | None, tuple[int, ...], int | None], tuple[Place, ...]]
    floor_source: Callable[[int], Text | None]
    rules_of: Callable[[int | None, str, str], Mapping[str, RuleSettings]]
    judged: Callable[[Mapping[str, RuleSettings]], NDArray[np.bool_]]
    until: int
    open_end: int


def run_rules(
    rules: Iterable[Rule],
    settings: Sequence[Mapping[str, RuleSettings]],
    evidence: Evidence,
    context: Context,
) -> tuple[Finding, ...]:
    """Every finding of every rule that is not off, in the catalogue's order.

    `settings` are those that hold anywhere in the run, each by rule id.
    """
    hits = [pair for rule in rules for pair in _hits(rule, settings, evidence, context)]
    segments = sorted({hit.segment for _, hit, _ in hits if hit.segment is not None})
    arithmetic = dict(zip(segments, context.explain(segments), strict=True))
    return tuple(
        _finding(
            rule, hit, severity, evidence, context, arithmetic.get(-1 if hit.segment is None else hit.segment)
        )
        for rule, hit, severity in _with_fixes(hits, arithmetic, context)
    )


def _with_fixes(
    hits: Sequence[tuple[Rule, Hit, Severity]], arithmetic: Mapping[int, Arithmetic], context: Context
) -> Iterator[tuple[Rule, Hit, Severity]]:
    """The hits; those that ask for it have a number in their fix, where there is one."""
    asking = [hit for _, hit, _ in hits if hit.mend is not None and hit.segment is not None]
    fixes = context.mended(asking, [arithmetic[hit.segment] for hit in asking if hit.segment is not None])
    fix_of = {id(hit): fix for hit, fix in zip(asking, fixes, strict=True)}
    for rule, hit, severity in hits:
        fix = fix_of.get(id(hit))
        yield rule, hit if fix is None else replace(hit, fix=fix), severity


def _hits(
    rule: Rule, settings: Sequence[Mapping[str, RuleSettings]], evidence: Evidence, context: Context
) -> Iterator[tuple[Rule, Hit, Severity]]:
    """A rule's hits under each of the settings, of those listings for which these hold."""
    for each in settings:
        own = each[rule.id]
        if own.severity == "off":
            continue
        mine = replace(evidence, settings=each, judged=context.judged(each))
        for hit in rule.check(mine, own):
            severity = hit.severity or own.severity
            if severity != "off" and (len(settings) == 1 or _holds(each, hit, context)):
                yield rule, hit, Severity(severity)


def _holds(settings: Mapping[str, RuleSettings], hit: Hit, context: Context) -> bool:
    """Whether these are the settings where the hit is."""
    return context.rules_of(hit.listing, hit.store or "", hit.marketplace or "") == settings


def _finding(
    rule: Rule, hit: Hit, severity: Severity, evidence: Evidence, context: Context, how: Arithmetic | None
) -> Finding:
    rows = hit.promotion_rows if hit.promotion_rows is not None else how.promotion_rows if how else ()

    def of_listing(column: str) -> str | None:
        return None if hit.listing is None else evidence.listings.text(column, hit.listing) or None

    store, marketplace, sku = (
        hit.store or of_listing("store"),
        hit.marketplace or of_listing("marketplace"),
        hit.sku or of_listing("sku"),
    )
    promotions = hit.promotions or _ids(evidence, rows)
    stacked, documented, floor = _prices(evidence, hit)
    end = None if hit.end == context.open_end else hit.end
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=severity,
        trust=rule.trust,
        store=store,
        marketplace=marketplace,
        sku=sku,
        asin=hit.asin or of_listing("asin"),
        start=hit.start,
        end=end,
        stacked_price=stacked,
        documented_price=documented,
        floor=floor,
        floor_source=None if hit.segment is None or floor is None else context.floor_source(hit.segment),
        currency=BY_CODE[marketplace].currency if marketplace else None,
        promotions=promotions,
        steps=how.steps if how else (),
        assumptions=how.assumptions if how else (),
        exposure=_exposure(evidence, hit, rows, stacked, floor),
        message=hit.message,
        fix=hit.fix,
        owner=hit.owner or _owners(evidence, rows) or of_listing("owner"),
        places=hit.places or context.places(hit.listing, rows, hit.segment),
        zone=BY_CODE[marketplace].zone if marketplace else "UTC",
        title=of_listing("title"),
        worst=None if hit.segment is None else _worst(evidence, hit.segment, context),
        fingerprint=fingerprint(
            rule.id,
            store or "",
            marketplace or "",
            sku or "",
            # The start moves with the clock where it is clipped, and so does an end at the horizon.
            "" if end is None or end == context.until else iso_utc(end),
            str(stacked or ""),
            *promotions,
            *hit.key,
        ),
    )


def _worst(evidence: Evidence, segment: int, context: Context) -> tuple[int, int | None]:
    """The window of a segment."""
    start, end = evidence.at(segment, "start"), evidence.at(segment, "end")
    return start, None if end == context.open_end else end


def _prices(evidence: Evidence, hit: Hit) -> tuple[Money | None, Money | None, Money | None]:
    if hit.segment is None or hit.listing is None:
        return None, None, None
    stacked, documented, floor = (
        evidence.money(hit.listing, evidence.at(hit.segment, name))
        for name in ("stacked", "documented", "floor")
    )
    return stacked, documented, floor


def _exposure(
    evidence: Evidence, hit: Hit, rows: tuple[int, ...], stacked: Money | None, floor: Money | None
) -> Exposure | None:
    """What may be lost below the floor, on all units that can be sold."""
    if hit.listing is None or stacked is None or floor is None or stacked >= floor:
        return None
    units = evidence.reachable(hit.listing, rows)
    if units is None:
        return None
    return Exposure(units, Money(units * (floor.minor - stacked.minor), floor.currency))


def _ids(evidence: Evidence, rows: tuple[int, ...]) -> tuple[str, ...]:
    """The ids of promotion rows, each once; a sale price that stands in the listing has none."""
    return tuple(sorted({evidence.promotions.text("id", row) for row in rows} - {""}))


def _owners(evidence: Evidence, rows: tuple[int, ...]) -> str | None:
    return ", ".join(sorted({evidence.promotions.text("owner", row) for row in rows} - {""})) or None
