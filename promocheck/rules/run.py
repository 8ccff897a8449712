"""Run the rules, stamp id and severity on what they report, and build the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Final

from promocheck.model.batch import Batch
from promocheck.model.finding import Finding, Severity
from promocheck.policy import RuleSettings
from promocheck.rules.context import Context
from promocheck.rules.rule import Evidence, Hit, Rule
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
    reported = (each for rule in rules for each in _reported(rule, settings, evidence, context))
    while some := tuple(islice(reported, _BATCH)):
        yield stamped(some, evidence, context)


def _reported(
    rule: Rule, settings: Sequence[Mapping[str, RuleSettings]], evidence: Evidence, context: Context
) -> Iterator[Reported]:
    """A rule's hits under each of the settings, of those listings for which these hold."""
    for each in settings:
        own = each[rule.id]
        if own.severity == "off":
            continue
        mine = replace(evidence, settings=each, judged=context.judged(each))
        for hit in rule.check(mine, own):
            severity = hit.severity or own.severity
            if severity != "off" and (len(settings) == 1 or _holds(mine, hit, context)):
                yield Reported(rule, hit, _SEVERITIES[severity])


_SEVERITIES: Final = {each.value: each for each in Severity}


def _holds(evidence: Evidence, hit: Hit, context: Context) -> bool:
    """Whether these are the settings where the hit is."""
    if hit.listing is not None:
        return bool(evidence.judged[hit.listing])
    return context.rules_of(None, hit.store or "", hit.marketplace or "") == evidence.settings
