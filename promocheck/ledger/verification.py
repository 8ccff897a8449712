"""What lies here now against what was approved: SKU by SKU, by the rows that prices come from and by the prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from promocheck.model.approval import WAIVER_UNUSED, Moved
from promocheck.model.finding import Severity
from promocheck.model.run import Approval, Key, Run, Seen, Worst
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

_NOT_PROMOTED = say("It was not among the promoted SKUs that were approved.")


@dataclass(frozen=True, slots=True)
class Approved:
    """A SKU as it was approved, with the findings on it, waived ones too, by which approval, and the run that this one is of."""

    approval: Approval
    run: Run
    worst: Worst
    findings: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Promoted SKUs by what became of them since they were approved."""

    same: tuple[Key, ...]
    better: tuple[Moved, ...]
    moved: tuple[Moved, ...]


def compared(prices: Sequence[Worst], findings: Sequence[Seen], approved: Mapping[Key, Approved]) -> Compared:
    """Every promoted SKU of a run, with the findings on it, against its approval.

    It is the same where every row that counts for it was approved as it is, and neither floor nor price nor findings are worse.
    It is only better where, besides, its lowest price rose, because something has ended since.
    """
    found, noted = by_sku(findings), _by_fingerprint(approved.values())
    same: list[Key] = []
    better: list[Moved] = []
    moved: list[Moved] = []
    for worst in prices:
        known = approved.get(worst.key)
        if known is None:
            moved.append(Moved(worst.key, None, worst.price, None, (_NOT_PROMOTED,)))
            continue
        mine = found.get(worst.key, ())
        why = (*_came(known, worst, mine, _then(known, mine, noted)), *_touched(known.worst, worst))
        change = Moved(worst.key, known.worst.price, worst.price, known.approval, why)
        if why:
            moved.append(change)
        elif worst.price.minor > known.worst.price.minor:
            better.append(change)
        else:
            same.append(worst.key)
    return Compared(tuple(same), tuple(better), tuple(moved))


def by_sku(findings: Iterable[Seen]) -> Mapping[Key, tuple[Seen, ...]]:
    """The findings about a SKU's prices, also those about several and those that somebody accepts."""
    found: dict[Key, tuple[Seen, ...]] = {}
    for each in findings:
        if each.sku and each.marketplace and each.rule != WAIVER_UNUSED:
            for sku in each.every_sku:
                key = (each.store, each.marketplace, sku)
                found[key] = (*found.get(key, ()), each)
    return found


def _touched(before: Worst, now: Worst) -> Iterator[Text]:
    """Which of the approved rows say something else now."""
    if now.listing != before.listing:
        yield say("The listing's own prices are not those that were approved.")
    known = {promotion for promotion, _ in before.rows}
    for promotion in sorted({promotion for promotion, _ in set(now.rows) - set(before.rows)} & known):
        yield say("{promotion} is not as it was approved.", promotion=_name(promotion))
    if now.floor != before.floor:
        yield say("The floor is {now} instead of {before}.", now=_or_none(now), before=_or_none(before))


def _came(known: Approved, now: Worst, findings: Sequence[Seen], then: Found) -> Iterator[Text]:
    """What came to a SKU since it was approved, and whether it may sell for less."""
    before = known.worst
    if now.price.minor < before.price.minor or now.price.currency != before.price.currency:
        yield say("A buyer can reach {now} instead of {before}.", now=now.price, before=before.price)
    named = {promotion for promotion, _ in before.rows}
    for promotion in sorted({promotion for promotion, _ in now.rows} - named):
        yield say("{promotion} was not approved.", promotion=_name(promotion))
    for rule, name, again in sorted(
        {(each.rule, each.name, then.waives(each)) for each in findings if then.lacks(each)}
    ):
        if again:
            yield say("{rule} {name} was waived, and counts again.", rule=rule, name=name)
        else:
            yield say("{rule} {name} is new.", rule=rule, name=name)


def _by_fingerprint(approved: Iterable[Approved]) -> Mapping[int, Mapping[str, Seen]]:
    """The findings of approved runs that noted only the first SKU of each, by the run and by their fingerprints."""
    runs = {each.approval.run: each.run for each in approved if not each.run.names_all}
    return {number: {each.fingerprint: each for each in run.findings} for number, run in runs.items()}


def _then(known: Approved, findings: Sequence[Seen], noted: Mapping[int, Mapping[str, Seen]]) -> Found:
    """What was found on a SKU; of a run that noted only first SKUs also what may have been: it is found on this one now."""
    others = noted.get(known.approval.run)
    if others is None:
        return Found.of(known.findings)
    perhaps = (others.get(each.fingerprint) for each in findings if each.sku != known.worst.sku)
    return Found.of((*known.findings, *filter(None, perhaps)))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found when something was approved: by rule the rank of its gravest open finding, and what was accepted."""

    gravest: Mapping[str, int]
    waived: frozenset[str]

    @staticmethod
    def of(findings: Iterable[Seen]) -> Found:
        """Of these findings."""
        some = tuple(findings)
        gravest: dict[str, int] = {}
        for each in filter(weighs, some):
            gravest[each.rule] = min(gravest.get(each.rule, each.severity.rank), each.severity.rank)
        waived, counted = (
            frozenset(each.fingerprint for each in some if each.waived is accepted)
            for accepted in (True, False)
        )
        return Found(gravest, waived - counted)

    def lacks(self, seen: Seen) -> bool:
        """Whether a finding counts that was not there then: nothing as grave of its rule was, or it was accepted."""
        known = self.gravest.get(seen.rule)
        return weighs(seen) and (known is None or seen.severity.rank < known or self.waives(seen))

    def waives(self, seen: Seen) -> bool:
        """Whether somebody had accepted this very finding."""
        return seen.fingerprint in self.waived


def weighs(seen: Seen) -> bool:
    """Whether a finding is open, and more than a note."""
    return not seen.waived and seen.severity is not Severity.INFO


def _name(promotion: str) -> Text | str:
    return promotion or say("What the listing itself offers")


def _or_none(worst: Worst) -> object:
    return say("none") if worst.floor is None else worst.floor
