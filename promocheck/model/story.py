"""One SKU's whole story, also when it is clear: what it is, what touches it, and every price it has until the horizon."""

from __future__ import annotations

from dataclasses import dataclass

from promocheck.model.finding import Arithmetic, Finding
from promocheck.model.money import Money, Percent
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.model.text import Text


@dataclass(frozen=True, slots=True)
class Amount:
    """A field of the listing or of its floors: what it is called, how much, and where it stands."""

    name: Text
    value: Money
    place: Place | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Touching:
    """A promotion that names the SKU. `aside` says why it does not count; None: it does.

    `start` and `end` are the official window in UTC seconds, None for since ever and without an end.
    """

    id: str
    name: str
    kind: str
    effect: str
    value: Money | Percent | None
    start: int | None
    end: int | None
    aside: Text | None
    owner: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of time in which nothing changes: who runs, both prices with their arithmetic, the floor and its source.

    `end` None means without an end. `documented` is the arithmetic of the documented price; None where it is the same.
    """

    start: int
    end: int | None
    running: tuple[str, ...]
    stacked_price: Money
    documented_price: Money
    floor: Money | None
    floor_source: Text | None
    stacked: Arithmetic
    documented: Arithmetic | None


@dataclass(frozen=True, slots=True)
class Story:
    """A listing, everything that touches it, and its prices over time. `report` is that of the whole run."""

    store: str | None
    marketplace: str
    sku: str
    asin: str | None
    title: str | None
    brand: str | None
    owner: str | None
    zone: str
    place: Place
    amounts: tuple[Amount, ...]
    floor: Amount | None
    promotions: tuple[Touching, ...]
    chapters: tuple[Chapter, ...]
    findings: tuple[Finding, ...]
    unpriced: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Stories:
    """The stories of every listing that an SKU or ASIN names, in the order of the listings.

    `named` are promotions' targets that name it and find no listing; `report` is the run's, of these SKUs and of what
    belongs to no SKU.
    """

    asked: str
    stories: tuple[Story, ...]
    report: Report
