"""Which listings a command means by SKUs, ASINs and brands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from promocheck import exports
from promocheck.model.calendar import Selection
from promocheck.model.errors import UnknownSku, UnknownWord
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.pricing.floor_rows import FloorRows, floor_rows_of
from promocheck.pricing.keys import Flags


def selected(selection: Selection, tables: exports.Tables, listings: pd.DataFrame) -> Flags:
    """Which listings are meant; all of them where nothing is named. A parent ASIN means its variations too.

    Raises `UnknownSku` for an SKU or ASIN that no listing has, `UnknownWord` for such a brand.
    """
    if not selection:
        return np.ones(len(listings), dtype=bool)
    found = np.zeros(len(listings), dtype=bool)
    for mine in _named(selection, tables, listings):
        found |= mine
    return found


def _named(selection: Selection, tables: exports.Tables, listings: pd.DataFrame) -> Iterator[Flags]:
    """What each name means."""
    for sku in selection.skus:
        yield _known(sku, "sku", (listings["sku"] == sku).to_numpy(), tables, listings)
    for asin in selection.asins:
        mine = (listings["asin"] == asin) | (listings["parent_asin"] == asin)
        yield _known(asin, "asin", mine.to_numpy(), tables, listings)
    if selection.brands:
        rows = floor_rows_of(listings, tables.floors)
        yield from (_of_brand(brand, rows, listings) for brand in selection.brands)


def _of_brand(brand: str, rows: FloorRows, listings: pd.DataFrame) -> Flags:
    found = rows.of_brand(brand)
    if not found.any():
        raise UnknownWord("--brand", brand, sorted(set(listings["brand"]) - {""}))
    return found


def _known(asked: str, name: str, found: Flags, tables: exports.Tables, listings: pd.DataFrame) -> Flags:
    if found.any():
        return found
    raise UnknownSku(
        asked,
        sorted(set(listings[name]) - {""}),
        targeted=bool((tables.targets[name] == asked).any()),
        unread=any(isinstance(each, UnreadCell | UnreadFile) for each in tables.problems),
    )
