"""What a person asks for, as the command line hands it on: to be tried, to be found a place for, to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from promocheck.model.kind import Kind
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """What a campaign is for: SKUs, ASINs, brands, or everything that is listed."""

    skus: tuple[str, ...] = ()
    asins: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as somebody says it: the cells of a promotions sheet by column, and what it is for."""

    cells: Mapping[str, str]
    selection: Selection


@dataclass(frozen=True, slots=True)
class Wish:
    """A promotion that is looked for a place for: its kind, and how long it is to run, in seconds."""

    kind: Kind
    seconds: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a calendar is to show, by "campaign" or "sku". Without `first` from the run's day on, without `last` four weeks."""

    by: str
    selection: Selection
    first: date | None
    last: date | None
    wish: Wish | None
