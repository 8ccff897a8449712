"""Instants: UTC seconds that remember on whose clock a person reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from promocheck.model.value import dataclass

DAY = 86_400
HOUR = 3_600


@lru_cache(maxsize=2**13)
def iso_utc(seconds: int) -> str:
    """The instant as ISO 8601 in UTC with `Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Instant:
    """UTC seconds and the zone in which a person reads them."""

    seconds: int
    zone: str = "UTC"

    def local(self) -> datetime:
        """The instant on the zone's clock."""
        return datetime.fromtimestamp(self.seconds, ZoneInfo(self.zone))


def month_of(seconds: int) -> str:
    """The month of an instant by UTC, `2026-11`."""
    return iso_utc(seconds)[:7]
