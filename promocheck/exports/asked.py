"""Campaigns that somebody only speaks of, as the promotions sheet they would stand in: read like any other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from promocheck.model.value import dataclass

NAME: Final = "try"  # where the cells of such a sheet are said to stand
FIRST_ROW: Final = 2  # of the first campaign: the header stands above it
_WHO: Final = ("store", "marketplace", "sku")


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign's cells by column, and the listings that it is for, all of one store and marketplace."""

    cells: Mapping[str, str]
    store: str
    marketplace: str
    skus: tuple[str, ...]


def asked_sheet(rows: Iterable[Row]) -> bytes:
    """The sheet as CSV, a row per campaign."""
    given = list(rows)
    columns = sorted({name for row in given for name in row.cells})
    text = io.StringIO()
    writer = csv.DictWriter(text, [*_WHO, *columns], restval="", lineterminator="\n")
    writer.writeheader()
    for row in given:
        who = {"store": row.store, "marketplace": row.marketplace, "sku": ";".join(row.skus)}
        writer.writerow({**who, **row.cells})
    return text.getvalue().encode()
