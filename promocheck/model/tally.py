"""What of all findings decides, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import attrgetter
from typing import Any, Final

from promocheck.model.batch import Batch
from promocheck.model.finding import Finding, Severity
from promocheck.model.money import Money, in_all
from promocheck.model.value import dataclass

_LOSING: Final = ("store", "marketplace", "sku", "exposure")
_DECIDING: Final = ("waiver", "trust", "severity", *_LOSING)
_Sku = tuple[str | None, str | None, str | None]  # store, marketplace and SKU


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the findings that nobody has accepted, which alone decide.

    `untrusted`: something that should have been checked could not be. `gravest`: the severity of the gravest one. `losses`
    are by SKU the most that one of them may lose.
    """

    untrusted: bool
    gravest: Severity | None
    losses: Mapping[_Sku, Money]

    @staticmethod
    def of(findings: Iterable[Finding]) -> Tally:
        """The tally of some findings."""
        every = list(findings)
        return Tally._of({field: list(map(attrgetter(field), every)) for field in _DECIDING})

    @staticmethod
    def of_batch(batch: Batch) -> Tally:
        """The tally of findings as columns."""
        return Tally._of(batch.columns)

    @staticmethod
    def _of(columns: Mapping[str, Sequence[Any]]) -> Tally:
        counts = [waiver is None for waiver in columns["waiver"]]
        kinds = set(compress(zip(columns["trust"], columns["severity"], strict=True), counts))
        losing = [
            each and exposure is not None for each, exposure in zip(counts, columns["exposure"], strict=True)
        ]
        losses: dict[_Sku, Money] = {}
        for store, marketplace, sku, exposure in compress(
            zip(*(columns[each] for each in _LOSING), strict=True), losing
        ):
            _lose(losses, (store, marketplace, sku), exposure.loss)
        untrusted = any(trust and severity is Severity.ERROR for trust, severity in kinds)
        return Tally(untrusted, _gravest(severity for _, severity in kinds), losses)

    @staticmethod
    def of_all(parts: Iterable[Tally]) -> Tally:
        """The tally of several parts' findings together."""
        untrusted, severities = False, set[Severity]()
        losses: dict[_Sku, Money] = {}
        for part in parts:
            untrusted |= part.untrusted
            severities |= {part.gravest} if part.gravest else set()
            for sku, loss in part.losses.items():
                _lose(losses, sku, loss)
        return Tally(untrusted, _gravest(severities), losses)

    @property
    def at_risk(self) -> tuple[Money, ...]:
        """The money at risk in each currency: of every SKU the most that one of its findings may lose."""
        return in_all(self.losses.values())

    @property
    def verdict(self) -> str:
        """`untrusted`, `findings` or `clear`; the last is a claim that all of it was checked."""
        if self.untrusted:
            return "untrusted"
        return "findings" if self.gravest is Severity.ERROR else "clear"

    def exit_code(self, fail_on: Severity | None) -> int:
        """3 before 1 before 0: `fail_on` and what is graver fails."""
        if self.untrusted:
            return 3
        if fail_on is None or self.gravest is None:
            return 0
        return int(self.gravest.rank <= fail_on.rank)


def _gravest(severities: Iterable[Severity]) -> Severity | None:
    return min(severities, key=lambda each: each.rank, default=None)


def _lose(losses: dict[_Sku, Money], sku: _Sku, loss: Money) -> None:
    losses[sku] = max(losses.get(sku, loss), loss)
