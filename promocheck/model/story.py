"""One SKU's whole story, also when it is clear: what it is, what touches it, and every price until the horizon."""

from __future__ import annotations

from promocheck.model.finding import Arithmetic, Finding
from promocheck.model.money import Money, Percent
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.model.text import Text
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A price of the listing, or its floor: what it is called, how much, and the cell, where one says it."""

    name: Text
    value: Money
    place: Place | None


@dataclass(frozen=True, slots=True)
class Touching:
    """A promotion that names the SKU. `aside` says why it does not count; None: it does, also where it was `cancelled`.

    `unpriced`: nothing says at what price it runs, so the SKU's lowest price is not known. `terms` say how much has to be bought. `id` is "" for what stands in the listing itself. `start` and `end` are the official window in UTC seconds, None for
    since ever and without an end.
    """

    id: str
    name: str
    kind: str
    effect: str
    value: Money | Percent | None
    terms: tuple[Text, ...]
    start: int | None
    end: int | None
    aside: Text | None
    unpriced: bool
    cancelled: bool
    owner: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of time in which nothing changes: who runs, both prices with their arithmetic, the floor and its source.

    `running` and `perhaps` index the story's promotions: those that run, and those that may run only in the worst
    reading. `end` None means without an end.
    """

    start: int
    end: int | None
    running: tuple[int, ...]
    perhaps: tuple[int, ...]
    stacked_price: Money
    documented_price: Money
    floor: Money | None
    floor_source: Text | None
    stacked: Arithmetic
    documented: Arithmetic


@dataclass(frozen=True, slots=True)
class Story:
    """A listing, everything that touches it, its prices over time, and what the rules say of it."""

    store: str | None
    marketplace: str
    sku: str
    asin: str | None
    title: str | None
    brand: str | None
    owner: str | None
    zone: str
    prices: tuple[Named, ...]
    floor: Named | None
    promotions: tuple[Touching, ...]
    chapters: tuple[Chapter, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Stories:
    """The story of every listing that was asked for, in the listings' order.

    `report` is the run's, with the findings of these listings and of files that cannot be trusted: so its verdict and exit
    code are about them, and a row that could not be read is not forgotten.
    """

    stories: tuple[Story, ...]
    report: Report
