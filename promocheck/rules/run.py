"""Run the rules, stamp id and severity on what they report, and build the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from promocheck.model.batch import Batch
from promocheck.model.finding import Finding, Severity
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.context import Context
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY, Hits
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.stamp import Reported, stamped

_BATCH: Final = (
    8_192  # hits: so many that what is looked up for all of them at once costs each next to nothing
)


def run_rules(
    rules: Iterable[Rule],
    settings: Sequence[Mapping[str, RuleSettings]],
    evidence: Evidence,
    context: Context,
) -> tuple[Finding, ...]:
    """Every finding of every rule that is not off, in the catalogue's order.

    `settings` are those that hold anywhere in the run, each by rule id.
    """
    batches = in_batches(rules, settings, evidence, context)
    return tuple(chain.from_iterable(each.findings() for each in batches))


def in_batches(
    rules: Iterable[Rule],
    settings: Sequence[Mapping[str, RuleSettings]],
    evidence: Evidence,
    context: Context,
) -> Iterator[Batch]:
    """The same batch by batch: findings are heavy, and who only writes them down needs none."""
    held: list[Reported] = []
    for each in _in_columns(
        found for rule in rules for found in _reported(rule, settings, evidence, context)
    ):
        if held and sum(len(one.hits) for one in held) + len(each.hits) > _BATCH:
            yield stamped(Reported.together(held), evidence, context)
            held = []
        held.append(each)
    if held:
        yield stamped(Reported.together(held), evidence, context)


class _One(NamedTuple):
    """A hit, by which rule and how grave."""

    rule: Rule
    hit: Hit
    severity: Severity


def _in_columns(reported: Iterable[_One | Reported]) -> Iterator[Reported]:
    """What rules report one by one as columns too, that of several of them together."""
    waiting: list[_One] = []
    for each in reported:
        if isinstance(each, _One):
            waiting.append(each)
        if waiting and (not isinstance(each, _One) or len(waiting) == _BATCH):
            yield _together(waiting)
            waiting = []
        if isinstance(each, Reported):
            yield each
    if waiting:
        yield _together(waiting)


def _together(some: Sequence[_One]) -> Reported:
    runs = [(rule, len(list(each))) for rule, each in groupby(some, attrgetter("rule"))]
    return Reported(Hits.of([each.hit for each in some]), runs, [each.severity for each in some])


def _reported(
    rule: Rule, settings: Sequence[Mapping[str, RuleSettings]], evidence: Evidence, context: Context
) -> Iterator[_One | Reported]:
    """A rule's hits under each of the settings, of those listings for which these hold."""
    for each in settings:
        own = each[rule.id]
        if own.severity == "off":
            continue
        mine = replace(evidence, settings=each, judged=context.judged(each))
        everywhere = len(settings) == 1
        for hit in rule.check(mine, own):
            if isinstance(hit, Hits):
                yield from _told(
                    rule, own.severity, hit if everywhere else hit.where(_hold(mine, hit, context))
                )
                continue
            severity = hit.severity or own.severity
            if severity != "off" and (everywhere or _holds(mine, hit, context)):
                yield _One(rule, hit, _SEVERITIES[severity])


def _told(rule: Rule, usual: SeverityOrOff, hits: Hits) -> Iterator[Reported]:
    """Hits with what each weighs, without those that weigh nothing."""
    said = hits.said.get("severity")
    weighs = [usual] * len(hits) if said is None else [each or usual for each in said]
    if "off" in weighs:
        hits = hits.where(np.array([each != "off" for each in weighs], dtype=bool))
        weighs = [each for each in weighs if each != "off"]
    if weighs:
        yield Reported(hits, [(rule, len(weighs))], list(map(_SEVERITIES.__getitem__, weighs)))


_SEVERITIES: Final = {each.value: each for each in Severity}


def _hold(evidence: Evidence, hits: Hits, context: Context) -> NDArray[np.bool_]:
    """Whether these are the settings where each of the hits is."""
    found: NDArray[np.bool_] = (hits.listing != NOBODY) & evidence.judged[hits.listing]
    for at in np.flatnonzero(hits.listing == NOBODY).tolist():
        found[at] = _holds(evidence, hits[at], context)
    return found


def _holds(evidence: Evidence, hit: Hit, context: Context) -> bool:
    """Whether these are the settings where the hit is."""
    if hit.listing is not None:
        return bool(evidence.judged[hit.listing])
    return context.rules_of(hit.store or "", hit.marketplace or "") == evidence.settings
