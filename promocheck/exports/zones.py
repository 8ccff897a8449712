"""Clocks as exports name them: IANA names, offsets, and the abbreviations of Amazon's reports (`PST`, `BST`, `MEZ`).

An abbreviation says an offset, but people write PST all summer. Where the clock of its region shows another offset at
that moment, both are kept, and the reader takes the one by which no minute goes unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from promocheck.model.marketplace import BY_CODE
from promocheck.model.value import dataclass

# Offsets people live by: -12:00 to +14:00 in quarters of an hour. 09:00-18:00 is no time in a zone.
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?(00|15|30|45))?")
_FURTHEST: Final = {"+": 14 * 60, "-": 12 * 60}

# Abbreviations by the region whose clock they name, with the hours they say; `PT` says none, it is both.
_REGIONS: Final[Mapping[str, Mapping[str, float | None]]] = {
    "America/Los_Angeles": {"PST": -8, "PDT": -7, "PT": None, "太平洋时间": None, "美西时间": None},
    "America/Denver": {"MST": -7, "MDT": -6, "MT": None},
    "America/New_York": {"EST": -5, "EDT": -4, "ET": None, "美东时间": None},
    "America/Sao_Paulo": {"BRT": -3, "BRST": -2},
    "Europe/London": {"BST": 1, "英国时间": None},
    "Europe/Lisbon": {"WET": 0, "WEST": 1},
    "Europe/Berlin": {"CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "MET": 1, "MEST": 2, "德国时间": None},
    "Europe/Athens": {"EET": 2, "EEST": 3},
    "Europe/Istanbul": {"TRT": 3},
    "Africa/Johannesburg": {"SAST": 2},
    "Asia/Dubai": {"GST": 4},
    "Asia/Singapore": {"SGT": 8},
    "Asia/Tokyo": {"JST": 9, "日本时间": None},
    "Asia/Shanghai": {"北京时间": None, "中国时间": None, "中国标准时间": None, "东八区": None},
    "Australia/Sydney": {"AEST": 10, "AEDT": 11},
    "Australia/Perth": {"AWST": 8},
}
# What an abbreviation means depends on who writes it; elsewhere these name no zone. CST is none in America: its marketplaces'
# sellers are Chinese as often as not, and their own time is 14 hours away.
_LOCAL: Final[Mapping[str, tuple[Mapping[str, float | None], set[str]]]] = {
    "America/Chicago": ({"CDT": -5, "CT": None}, {"US", "CA", "MX"}),
    "Asia/Shanghai": ({"CST": 8}, {"CN"}),
    "Asia/Kolkata": ({"IST": 5.5}, {"IN"}),
    "Europe/Dublin": ({"IST": 1, "GMT": 0}, {"IE"}),
    "Europe/London": ({"GMT": 0}, {"UK"}),
    "Asia/Riyadh": ({"AST": 3}, {"SA"}),
    "Africa/Cairo": ({"EET": 2, "EEST": 3}, {"EG"}),
}
_NOT_THERE: Final = {"AU": {"EST", "EDT", "ET"}}  # in Australia EST once was Sydney's time


@dataclass(frozen=True, slots=True)
class Clock:
    """A zone as it was named: the clock, and the offset from UTC that its name says, where it says one."""

    zone: tzinfo
    said: timedelta | None = None

    def moments(self, local: datetime) -> tuple[int, ...]:
        """The instants (UTC seconds) that a naive local time may mean, earliest first.

        Two where the clock shows the time twice or never, or where the offset said is not the one it shows.
        """
        shown = {int(local.replace(tzinfo=self.zone, fold=fold).timestamp()) for fold in (0, 1)}
        if self.said is None:
            return tuple(sorted(shown))
        said = int(local.replace(tzinfo=timezone(self.said)).timestamp())
        return (said,) if said in shown else tuple(sorted({said, *shown}))


@lru_cache(maxsize=1024)
def find_clock(name: str, marketplace: str = "") -> Clock | None:
    """The clock of that name as a seller of that marketplace means it; UTC for a blank, None for an unknown name."""
    name = name.strip()
    found = _abbreviations(marketplace).get(name.upper())
    if found:
        return found
    if name == "":
        return Clock(UTC)
    if offset := _OFFSET.fullmatch(name.upper()):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes > _FURTHEST[offset[1]]:
            return None
        return Clock(timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes)))
    return None if name.upper() in _everywhere_known() else _iana(name)


def own_clock(marketplace: str) -> Clock:
    """The marketplace's own clock."""
    found = _iana(BY_CODE[marketplace].zone)
    assert found is not None
    return found


def _iana(name: str) -> Clock | None:
    try:
        return Clock(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=64)
def _abbreviations(marketplace: str) -> Mapping[str, Clock]:
    """The abbreviations that a marketplace's sellers write, with their clocks."""
    tables = list(_REGIONS.items())
    tables += [(zone, names) for zone, (names, where) in _LOCAL.items() if marketplace in where]
    clocks = {"Z": Clock(UTC), "UTC": Clock(UTC), "GMT": Clock(UTC)}
    if marketplace:
        clocks |= dict.fromkeys(("站点时间", "当地时间"), own_clock(marketplace))
    for zone, names in tables:
        for name, hours in names.items():
            clocks[name] = Clock(ZoneInfo(zone), None if hours is None else timedelta(hours=hours))
    return {name: clock for name, clock in clocks.items() if name not in _NOT_THERE.get(marketplace, ())}


@lru_cache(maxsize=1)
def _everywhere_known() -> frozenset[str]:
    """Every abbreviation of the tables: where one is not understood, no zone file of that name is taken instead."""
    local = {name for names, _ in _LOCAL.values() for name in names}
    return frozenset({name for names in _REGIONS.values() for name in names} | local)
