"""Midnights on the clocks of marketplaces, those on which clocks change too."""

from __future__ import annotations

from datetime import datetime

import pytest

from promocheck.model.window import iso_utc, midnight_from, midnight_until, month_of

LOS_ANGELES, BERLIN, CAIRO = "America/Los_Angeles", "Europe/Berlin", "Africa/Cairo"


@pytest.mark.parametrize(
    ("zone", "instant", "until", "since"),
    [
        (BERLIN, "2026-12-01T23:00:00Z", "2026-12-01T23:00:00Z", "2026-12-01T23:00:00Z"),  # it is one
        (BERLIN, "2026-12-01T23:00:01Z", "2026-12-01T23:00:00Z", "2026-12-02T23:00:00Z"),
        (BERLIN, "2026-12-01T22:59:59Z", "2026-11-30T23:00:00Z", "2026-12-01T23:00:00Z"),
        (LOS_ANGELES, "2026-11-01T20:00:00Z", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"),  # 25 hours
        (LOS_ANGELES, "2026-03-08T20:00:00Z", "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"),  # 23 hours
        (
            CAIRO,
            "2026-04-23T21:59:59Z",
            "2026-04-22T22:00:00Z",
            "2026-04-23T22:00:00Z",
        ),  # the 24th begins at one
        (CAIRO, "2026-04-23T22:30:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"),
        (
            CAIRO,
            "2026-10-29T21:30:00Z",
            "2026-10-28T21:00:00Z",
            "2026-10-29T22:00:00Z",
        ),  # the last hour twice
    ],
)
def test_the_midnights_around_an_instant(zone: str, instant: str, until: str, since: str) -> None:
    seconds = int(datetime.fromisoformat(instant).timestamp())
    assert (iso_utc(midnight_until(seconds, zone)), iso_utc(midnight_from(seconds, zone))) == (until, since)


def test_a_month_is_told_by_utc() -> None:
    before = int(datetime.fromisoformat("2026-11-30T23:59:59Z").timestamp())
    assert (month_of(before), month_of(before + 1)) == ("2026-11", "2026-12")
