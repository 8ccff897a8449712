"""Which names in drafts have to go, so that nothing is wrong that was not before: as few as are enough."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from promocheck import exports
from promocheck.model.finding import Finding, Severity, Since
from promocheck.model.text import Text
from promocheck.pipeline.named import Listing, Named, listings_of
from promocheck.pipeline.part import with_targets
from promocheck.pricing.keys import Flags

Reasons = dict[int, tuple[Text, ...]]  # by target row of the drafts, what is wrong there
Judge = Callable[[exports.Tables], tuple[Finding, ...]]


def without_failing(
    live: exports.Tables, drafts: exports.Tables, first: tuple[Finding, ...], judge: Judge
) -> tuple[Flags, Reasons]:
    """Which targets of the drafts may stay, and why each of the others may not.

    `first` are the findings with all of them there, and `judge` gives those of a shop, each with whether a draft brings it.
    A promotion goes from a listing where a finding names no other draft; of several the one that takes the most off goes
    first. Errors of a promotion as a whole take all of its targets. It is judged again until there is nothing left to take.
    """
    named = Named.of(exports.lay_over(live, drafts), len(live.targets))
    gone: Reasons = {}
    kept = np.ones(len(drafts.targets), dtype=bool)
    findings = first
    while fresh := _fresh(findings, named, kept):
        gone |= fresh
        kept[list(fresh)] = False
        findings = judge(exports.lay_over(live, with_targets(drafts, kept)))
    return kept, gone


def errors_brought(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The errors of prices and set-up that drafts bring, or make worse."""
    for each in findings:
        grave = each.severity is Severity.ERROR and not each.trust
        if grave and each.waiver is None and each.since is not Since.STANDING:
            yield each


def _fresh(findings: Iterable[Finding], named: Named, kept: Flags) -> Reasons:
    """What goes in this round, and why."""
    failing: dict[Listing | tuple[str, ...], list[Finding]] = defaultdict(list)
    for each in errors_brought(findings):
        first = listings_of(each, (each.joined or each.every_sku)[:1])
        failing[first[0] if first else each.promotions].append(each)
    found: dict[int, dict[Text, None]] = defaultdict(dict)
    for several in failing.values():
        spoken = [(each, named.by_promotion(each, kept)) for each in several]
        for promotion in _worst(spoken):
            for finding, targets in spoken:
                for at in targets.get(promotion, ()):
                    found[at][finding.message] = None
    return {at: tuple(reasons) for at, reasons in found.items()}


def _worst(spoken: Sequence[tuple[Finding, dict[str, list[int]]]]) -> set[str]:
    """The drafts that a listing has to lose: those that a finding names alone, else the one that takes the most off."""
    alone = {next(iter(targets)) for _, targets in spoken if len(targets) == 1}
    if alone:
        return alone
    last = {promotion: at[-1] for _, targets in spoken for promotion, at in targets.items()}
    off: Counter[str] = Counter()
    for finding, targets in spoken:
        for step in finding.steps:
            if step.promotion in targets:
                off[step.promotion] = max(off[step.promotion], step.amount.minor)
    # Of those that take as much the last one goes: what stands higher in the sheet was there first.
    return {max(last, key=lambda each: (off[each], last[each]))} if last else set()
