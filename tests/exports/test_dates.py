"""Dates: whose day, whose clock, which order of day and month, and what the clock changes do to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promocheck.exports.dates import Edge, instants, known_zones
from promocheck.model.marketplace import BY_CODE
from promocheck.model.window import iso_utc
from promocheck.tables import NO_END, NO_START

BLANK = -1


def column(*texts: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(texts, dtype=object)


def at(text: str, edge: Edge = "start", marketplace: str = "US", zone: str = "") -> str | None:
    """The cell's instant in UTC; None where it is not understood."""
    parsed = instants(column(text), column(marketplace), column(zone), edge, BLANK)
    return None if parsed.bad[0] else iso_utc(int(parsed.values[0])).removesuffix(":00Z")


# --- Days ----------------------------------------------------------------------------


def test_a_date_alone_is_the_whole_local_day() -> None:
    assert at("2026-12-01", "start") == "2026-12-01T08:00"
    assert at("2026-12-01", "end") == "2026-12-02T08:00"
    assert at("2026-12-01", "start", "JP") == "2026-11-30T15:00"
    assert at("2026-12-31", "end", "UK") == "2027-01-01T00:00"
    assert at("2028-02-28", "end", "UK") == "2028-02-29T00:00"


def test_a_day_of_a_clock_change_is_25_or_23_hours_long() -> None:
    assert (at("2026-11-01"), at("2026-11-01", "end")) == ("2026-11-01T07:00", "2026-11-02T08:00")
    assert (at("2027-03-14"), at("2027-03-14", "end")) == ("2027-03-14T08:00", "2027-03-15T07:00")


@pytest.mark.parametrize("clock", ["23:59", "23:59:59", "23:59:59.999", "11:59 PM", "11:59:59 pm"])
def test_an_end_in_the_last_minute_is_the_end_of_the_day(clock: str) -> None:
    assert at(f"2026-12-05 {clock}", "end") == "2026-12-06T08:00"


def test_other_ends_are_meant_as_written() -> None:
    assert at("2026-12-05 23:58", "end") == "2026-12-06T07:58"
    assert at("2026-12-05 23:59:30", "end") == "2026-12-06T07:59:30Z"
    assert at("2026-12-05 00:00", "end") == "2026-12-05T08:00"
    assert at("2026-12-05 23:59", "start") == "2026-12-06T07:59"


def test_the_last_minute_is_read_on_the_marketplaces_clock() -> None:
    """`2026-06-01T06:59:59Z` is how Amazon writes 31 May 23:59:59 in Seattle."""
    assert at("2026-06-01T06:59:59Z", "end") == "2026-06-01T07:00"
    assert at("2026-12-06T07:59:00+00:00", "end") == "2026-12-06T08:00"
    assert at("2026-12-06 15:59", "end", zone="Asia/Shanghai") == "2026-12-06T08:00"
    assert at("2026-12-05 23:59", "end", zone="Asia/Shanghai") == "2026-12-05T15:59"


# --- Zones ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01T17:30:00Z",
        "2026-12-01 17:30Z",
        "2026-12-01T17:30 UTC",
        "2026-12-01 17:30 GMT",
        "2026-12-01T09:30-08:00",
        "2026-12-01T09:30:00-0800",
        "2026-12-02T01:30:00.000+08:00",
    ],
)
def test_a_zone_in_the_cell(text: str) -> None:
    assert at(text) == at(text, zone="Asia/Tokyo") == "2026-12-01T17:30"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("", "2026-12-01T17:30"),
        ("America/Los_Angeles", "2026-12-01T17:30"),
        ("Asia/Shanghai", "2026-12-01T01:30"),
        ("UTC", "2026-12-01T09:30"),
        ("+08:00", "2026-12-01T01:30"),
        ("UTC+8", "2026-12-01T01:30"),
        ("GMT-0300", "2026-12-01T12:30"),
        ("Beijing", None),
        ("PST", None),
        ("+25:00", None),
        ("../etc/localtime", None),
        ("America", None),
    ],
)
def test_the_timezone_column(zone: str, expected: str | None) -> None:
    assert at("2026-12-01 09:30", zone=zone) == expected
    assert known_zones(column(zone)).bad.tolist() == [expected is None]


def test_a_date_alone_is_the_marketplaces_day_whatever_the_timezone_column_says() -> None:
    assert at("2026-12-01", zone="Asia/Shanghai") == "2026-12-01T08:00"


# --- Clock changes -------------------------------------------------------------------


def test_a_time_that_happens_twice_starts_early_and_ends_late() -> None:
    assert at("2026-11-01 01:30", "start") == "2026-11-01T08:30"
    assert at("2026-11-01 01:30", "end") == "2026-11-01T09:30"


def test_a_time_that_never_happens_starts_early_and_ends_late() -> None:
    assert at("2027-03-14 02:30", "start") == "2027-03-14T09:30"
    assert at("2027-03-14 02:30", "end") == "2027-03-14T10:30"


def test_midnight_may_never_happen() -> None:
    """Cairo puts its clocks forward at midnight: 24 April 2026 begins at 01:00, which is 22:00 UTC the day before."""
    assert at("2026-04-24", "start", "EG") == "2026-04-23T22:00"
    assert at("2026-04-23", "end", "EG") == "2026-04-23T22:00"
    assert at("2026-04-23 23:59", "end", "EG") == "2026-04-23T22:00"


def test_the_last_minute_of_a_day_may_happen_twice() -> None:
    """Cairo puts its clocks back at midnight to 23:00: 29 October 2026 has two 23:59."""
    assert at("2026-10-29", "end", "EG") == at("2026-10-29 23:59", "end", "EG") == "2026-10-29T22:00"


# --- Forms ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01",
        "2026/12/1",
        "2026/12/01",
        "2026.12.1",
        "2026年12月1日",
        "2026年12月01",
        "12/1/2026",
        "12/01/2026",
        "12-1-2026",
        "2026-12-01 00:00",
        "2026-12-01T00:00:00",
        "2026/12/1 0:00:00",
        "12/1/2026 12:00 AM",
    ],
)
def test_the_first_of_december_in_the_us(text: str) -> None:
    assert at(text) == "2026-12-01T08:00"


@pytest.mark.parametrize(
    "text", ["01/12/2026", "1/12/2026", "01.12.2026", "2026-12-01", "01/12/2026 00:00:00"]
)
def test_the_first_of_december_in_the_uk(text: str) -> None:
    assert at(text, marketplace="UK") == "2026-12-01T00:00"


@pytest.mark.parametrize(
    ("text", "clock"),
    [("12/1/2026 9:05 AM", "17:05"), ("12/1/2026 12:05 pm", "20:05"), ("2026-12-01 1:05PM", "21:05")],
)
def test_half_days(text: str, clock: str) -> None:
    assert at(text) == f"2026-12-01T{clock}"


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "2027-02-29",
        "31/12/2026",
        "12/31/26",
        "1999-12-31",
        "2200-01-01",
        "0001-01-01",
        "2026-12-01 24:00",
        "2026-12-01 25:00",
        "2026-12-01 09:60",
        "2026-12-01 13:00 PM",
        "2026-12-01 0:30 AM",
        "2026-12-01 9",
        "2026-12-01x",
        "2026-12-01 09:00 PST",
        "Dec 1, 2026",
        "46357",
        "20261201",
        "2026-12",
        "12/1",
        "09:00",
        "tomorrow",
        "２０２６-12-01",
        "2026-12-01\u00a0",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert at(text) is None


def test_blanks_and_rows_without_a_marketplace() -> None:
    parsed = instants(column("", "2026-12-01"), column("US", ""), column("", ""), "start", NO_START)
    assert (parsed.values.tolist(), bool(parsed.bad.any())) == ([NO_START, NO_START], False)
    assert instants(column(), column(), column(), "end", NO_END).values.tolist() == []


# --- Two orders ----------------------------------------------------------------------


def test_a_column_that_contradicts_its_marketplaces_order_is_not_believed() -> None:
    """13/04 can only be April; then 03/04 may be April too."""
    texts = column("03/04/2027", "13/04/2027", "2027-04-05", "", "3/4/2027 09:00")
    parsed = instants(texts, column(*["US"] * 5), column(*[""] * 5), "start", BLANK)
    assert parsed.bad.tolist() == [True, True, False, False, True]


def test_each_marketplace_has_its_own_order() -> None:
    texts = column("04/13/2027", "13/04/2027", "03/04/2027", "03/04/2027")
    parsed = instants(texts, column("US", "UK", "US", "UK"), column(*[""] * 4), "start", BLANK)
    assert [iso_utc(int(each))[:10] for each in parsed.values] == [
        "2027-04-13",
        "2027-04-12",
        "2027-03-04",
        "2027-04-02",
    ]
    assert not parsed.bad.any()


# --- Properties ----------------------------------------------------------------------

MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2199, 12, 30)).map(  # noqa: DTZ001
    lambda each: each.replace(microsecond=0)
)


@settings(deadline=None)
@given(moment=MOMENTS, marketplace=st.sampled_from(sorted(BY_CODE)))
def test_iso_with_a_zone_is_that_instant(moment: datetime, marketplace: str) -> None:
    aware = moment.replace(tzinfo=UTC)
    for text in (
        aware.isoformat(),
        f"{moment.isoformat()}Z",
        aware.astimezone(ZoneInfo("Asia/Kolkata")).isoformat(),
    ):
        parsed = instants(column(text), column(marketplace), column(""), "start", BLANK)
        assert (parsed.values.tolist(), bool(parsed.bad.any())) == ([int(aware.timestamp())], False)


@settings(deadline=None)
@given(moment=MOMENTS, marketplace=st.sampled_from(sorted(BY_CODE)))
def test_no_minute_goes_unchecked(moment: datetime, marketplace: str) -> None:
    """A window from a local time to the same local time is never inside out; a day's end is the next day's start."""
    local, zone = column(moment.isoformat(sep=" ")), column("")
    start = instants(local, column(marketplace), zone, "start", BLANK).values[0]
    end = instants(local, column(marketplace), zone, "end", BLANK).values[0]
    assert start <= end
    today, tomorrow = column(f"{moment:%Y-%m-%d}"), column(f"{moment + timedelta(days=1):%Y-%m-%d}")
    assert (
        instants(today, column(marketplace), zone, "end", BLANK).values[0]
        == instants(tomorrow, column(marketplace), zone, "start", BLANK).values[0]
    )
