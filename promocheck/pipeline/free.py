"""Where a wished promotion would be alone: on each SKU, or on all that are selected in a store and marketplace."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from promocheck.model.asked import Wish
from promocheck.model.calendar import Free, Period, Scheduled, Span
from promocheck.model.marketplace import BY_CODE
from promocheck.pipeline.scheduled import Schedule
from promocheck.pricing.free import free_windows
from promocheck.tables import KEY


def free_of(
    schedule: Schedule, period: Period, wish: Wish, bands: tuple[int, int], *, apart: bool
) -> Iterator[Free]:
    """The windows that begin in the period, by shop; `apart`: by SKU."""
    listings = schedule.priced.evidence.listings
    together: dict[tuple[str, str, str], list[int]] = {}
    for listing in schedule.listings(idle=True).tolist():
        store, marketplace, sku = (listings.text(name, listing) for name in KEY)
        together.setdefault((store, marketplace, sku if apart else ""), []).append(listing)
    for (store, marketplace, sku), rows in together.items():
        zone = BY_CODE[marketplace].zone
        scheduled = schedule.on_any(np.array(rows))
        yield Free(
            store=store or None,
            marketplace=marketplace,
            zone=zone,
            sku=sku or None,
            skus=len(rows),
            windows=tuple(_windows(schedule, scheduled, period.midnights(zone), wish, bands)),
            in_the_way=tuple(each for each in scheduled if each.shown_in(period)),
        )


def _windows(
    schedule: Schedule,
    scheduled: tuple[Scheduled, ...],
    midnights: tuple[int, ...],
    wish: Wish,
    bands: tuple[int, int],
) -> Iterator[Span]:
    horizon = schedule.priced.horizon
    busy = (
        (span.start, horizon.open if span.end is None else span.end)
        for each in scheduled
        for span in each.may_run
    )
    since = max(horizon.as_of, midnights[0])
    for start, end in free_windows(busy, bands, since, horizon):
        if end - start >= wish.seconds and start < midnights[-1]:
            yield Span(start, None if end == horizon.open else end)
