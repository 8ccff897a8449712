"""Waivers that were written in one go: a finding of many SKUs takes as many entries, and what is to be said of them is said once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final, TypeVar

from promocheck.model.few import first_few
from promocheck.model.finding import fingerprint
from promocheck.model.problem import EndingWaiver, ExpiredWaiver, UnusedWaiver
from promocheck.model.text import Text, say
from promocheck.model.waiver import Waiver
from promocheck.policy import SeverityOrOff
from promocheck.rules.rule import Hit

OfWaiver = TypeVar("OfWaiver", EndingWaiver, ExpiredWaiver, UnusedWaiver)

_FEW: Final = 5  # entries alike that are told one by one


def decisions(
    problems: Iterable[OfWaiver], said: Callable[[OfWaiver], Hashable]
) -> Iterator[tuple[OfWaiver, tuple[Waiver, ...]]]:
    """Each problem with the other waivers that it holds of: of many entries that differ in SKU and price alone it is one.

    `said` is what else is said of a problem. Of many the one of the first SKU stands for all, wherever its entry is.
    """
    alike: dict[Hashable, list[OfWaiver]] = {}
    for problem in problems:
        alike.setdefault((_decision(problem.waiver), said(problem)), []).append(problem)
    for some in alike.values():
        if len(some) > _FEW:
            first, *others = sorted(some, key=lambda each: each.waiver.sku)
            yield first, tuple(each.waiver for each in others)
        else:
            yield from ((each, ()) for each in some)


def _decision(waiver: Waiver) -> Hashable:
    """Whatever a person says once of all SKUs of a finding."""
    shop = waiver.store, waiver.marketplace
    return waiver.rule, shop, waiver.promotions, waiver.reason, waiver.owner, waiver.expires


def hit_of_waivers(
    waiver: Waiver,
    others: tuple[Waiver, ...],
    message: Text,
    fixes: tuple[Text, Text],
    severity: SeverityOrOff | None = None,
) -> Hit:
    """Something to be said of a waiver, and of others as well, as a hit at their entries in the file.

    `fixes` are what to do about one entry and about many. A SKU more or less is another finding.
    """
    key: tuple[str, ...] = (
        waiver.rule,
        waiver.expires.isoformat(),
        "" if waiver.promotions is None else "named",
    )
    if others:
        key = (*key, fingerprint(*(each.sku for each in others)))
        message = say(
            "{message} The same holds of {n} entries more, of {skus}.",
            message=message,
            n=len(others),
            skus=first_few([each.sku for each in others]),
        )
    return Hit(
        message=message,
        fix=fixes[bool(others)],
        store=waiver.store,
        marketplace=waiver.marketplace,
        sku=waiver.sku,
        promotions=waiver.promotions or (),
        owner=waiver.owner,
        places=tuple(each.place for each in (waiver, *others)),
        key=key,
        severity=severity,
    )
