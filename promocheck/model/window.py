"""Instants: UTC seconds that remember on whose clock a person reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
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


@lru_cache(maxsize=2**13)
def midnight(day: date, zone: str) -> int:
    """The UTC second in which a day begins on a zone's clock."""
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp())


@lru_cache(maxsize=2**13)
def midnight_from(seconds: int, zone: str) -> int:
    """The first midnight on a zone's clock that is no earlier than an instant, all in UTC seconds."""
    day = Instant(seconds, zone).local().date()
    begins = midnight(day, zone)
    return begins if begins >= seconds else midnight(day + timedelta(days=1), zone)


@lru_cache(maxsize=2**13)
def midnight_until(seconds: int, zone: str) -> int:
    """Likewise the last one that is no later."""
    return midnight(Instant(seconds, zone).local().date(), zone)


def month_of(seconds: int) -> str:
    """The month of an instant by UTC, `2026-11`."""
    return iso_utc(seconds)[:7]
