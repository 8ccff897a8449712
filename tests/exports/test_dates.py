"""Dates: whose day, whose clock, which order of day and month, and what the clock changes do to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promocheck.exports.dates import (
    Edge,
    day_first,
    instants,
    iso_days,
    known_zones,
)
from promocheck.exports.day_texts import _MONTHS, MONTHS, Orders
from promocheck.exports.zones import _LOCAL, _REGIONS
from promocheck.model.marketplace import BY_CODE
from promocheck.model.window import iso_utc
from promocheck.tables import NO_END, NO_START
from tests.exports.texts import column

BLANK = -1
EDGES: tuple[Edge, Edge] = ("start", "end")
NAMES = {
    "PST": ("America/Los_Angeles", -8),
    "PDT": ("America/Los_Angeles", -7),
    "MST": ("America/Denver", -7),
    "CET": ("Europe/Paris", 1),
    "MESZ": ("Europe/Berlin", 2),
    "BST": ("Europe/London", 1),
    "JST": ("Asia/Tokyo", 9),
}


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
        ("PST", "2026-12-01T17:30"),
        ("pst", "2026-12-01T17:30"),
        ("CET", "2026-12-01T08:30"),
        ("北京时间", "2026-12-01T01:30"),
        ("中国标准时间", "2026-12-01T01:30"),
        ("XST", None),
        ("IST", None),
        ("AST", None),
        ("+14:00", "2026-11-30T19:30"),
        ("-12:00", "2026-12-01T21:30"),
        ("+15:00", None),
        ("-12:15", None),
        ("+08:20", None),
        ("+25:00", None),
        ("../etc/localtime", None),
        ("America", None),
    ],
)
def test_the_timezone_column(zone: str, expected: str | None) -> None:
    assert at("2026-12-01 09:30", zone=zone) == expected
    assert known_zones(column(zone)).bad.tolist() == [expected is None]


def test_an_abbreviation_is_read_where_it_is_written() -> None:
    """CDT in Chicago, CST in Shanghai, IST in Kolkata and in Dublin, AST in Riyadh and in Halifax."""
    zones, places = (
        column("IST", "IST", "IST", "CDT", "CST", "AST", ""),
        column("IN", "IE", "UK", "US", "UK", "SA", "US"),
    )
    assert known_zones(zones, marketplaces=places).bad.tolist() == [
        False,
        False,
        True,
        False,
        True,
        False,
        False,
    ]
    assert known_zones(zones).bad.tolist() == [True] * 6 + [False]
    assert at("2026-12-01 09:30 IST", marketplace="IN") == "2026-12-01T04:00"
    assert at("2026-07-01 09:30 IST", marketplace="IE") == "2026-07-01T08:30"
    assert at("2026-12-01 09:30 IST", marketplace="UK") is None
    assert at("2026-12-01 09:30 AST", marketplace="SA") == "2026-12-01T06:30"
    assert at("2026-07-01 09:30 CDT", marketplace="US") == "2026-07-01T14:30"
    assert at("2026-07-01 09:30 CDT", marketplace="JP") is None


def test_whose_time_cst_is_must_be_said() -> None:
    """Central time to an American, Beijing's to whoever runs the shop from there: 14 hours apart."""
    for parsed in (
        known_zones(column("CST"), marketplaces=column("US")),
        instants(column("2026-12-01 09:30"), column("US"), column("CST"), "start", -1),
        instants(column("2026-12-01 09:30 CST"), column("US"), column(""), "start", -1),
    ):
        [reason] = [reason.template for flags, reason in parsed.faults() if flags.any()]
        assert "+08:00 or America/Chicago" in reason
    assert at("2026-12-01 09:30 CST", marketplace="CN") == "2026-12-01T01:30"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-04 上午9:30", "2026-12-04T17:30"),
        ("2026/12/4 上午 09:30:00", "2026-12-04T17:30"),
        ("2026/12/4 下午 01:30:00", "2026-12-04T21:30"),
        ("2026-12-04 下午13:30", "2026-12-04T21:30"),
        ("2026-12-04 上午12:00", "2026-12-04T08:00"),  # so does Windows write midnight
        ("2026-12-04 凌晨0:30", "2026-12-04T08:30"),
        ("2026-12-04 中午12:00", "2026-12-04T20:00"),
        ("2026-12-04 中午11:30", "2026-12-04T19:30"),
        ("2026-12-04 中午1:00", "2026-12-04T21:00"),
        ("2026-12-04 下午12:00", "2026-12-04T20:00"),
        ("2026-12-04 下午 08:00", "2026-12-05T04:00"),
        ("2026-12-04 午後0:30", "2026-12-04T20:30"),
        ("2026-12-04 午後12:30", None),  # after noon to some, after midnight to others
        ("2026-12-04 午前12:30", None),
        ("2026年12月4日金曜日", "2026-12-04T08:00"),
        ("周五 2026年12月4日（周六）", None),
        ("2026-12-04 晚上20:00", "2026-12-05T04:00"),
        ("2026-12-04 晚上8:00 太平洋时间", "2026-12-05T04:00"),
        ("2026年12月4日9时30分", "2026-12-04T17:30"),
        ("2026年12月4日 9時00分", "2026-12-04T17:00"),
        ("2026年12月4日9点", "2026-12-04T17:00"),
        ("2026年12月4日24时", "2026-12-05T08:00"),
        ("2026年12月4号 09：30", "2026-12-04T17:30"),
        ("2026年12月4日 星期五", "2026-12-04T08:00"),
        ("2026-12-04 周五 9:30", "2026-12-04T17:30"),
        ("2026/12/4（周五）", "2026-12-04T08:00"),
        ("2026/12/4(金) 9:30", "2026-12-04T17:30"),
        ("２０２６－１２－０４", "2026-12-04T08:00"),
        ("20261204", "2026-12-04T08:00"),
        ("2026-12-04\n", "2026-12-04T08:00"),
        ("2026-12-04 上午13:00", None),
        ("2026-12-04 晚上12:00", None),  # of the fourth or of the fifth
        ("2026-12-04 晚上1:00", None),  # of the night to come
        ("2026-12-04 早上12:00", None),
        ("2026-12-04 下午24:00", None),
        ("2026-12-04 上午", None),
        ("2026/12/4（周四）", None),  # a Friday: the date or the day is wrong
        ("20261304", None),
        ("12月4日", None),
    ],
)
def test_dates_and_times_in_chinese_and_japanese(text: str, expected: str | None) -> None:
    assert at(text) == expected


def test_a_number_that_is_a_date_as_it_is_written() -> None:
    """Eight digits, not eight characters: 46360.25 is a quarter of a day."""
    assert serial("20261204") == serial("46360") == "2026-12-04T00:00"
    assert serial("46360.25") == "2026-12-04T06:00"
    assert serial("20261304") is None


@pytest.mark.parametrize("zone", ["美西时间", "站点时间", "当地时间"])
def test_the_marketplaces_own_time_in_chinese(zone: str) -> None:
    assert at("2026-12-01 09:30", zone=zone) == "2026-12-01T17:30"


@pytest.mark.parametrize("zone", ["中国时间", "东八区"])
def test_chinas_time_by_its_names(zone: str) -> None:
    assert at("2026-12-01 09:30", zone=zone) == "2026-12-01T01:30"


@pytest.mark.parametrize(
    ("text", "marketplace", "expected"),
    [
        ("2025-11-12 00:11:56 PST", "US", "2025-11-12T08:11:56Z"),
        ("2013-01-07 07:35:42 PST", "US", "2013-01-07T15:35:42Z"),
        ("2025-07-12 00:11 PDT", "US", "2025-07-12T07:11"),
        ("2025-07-12 00:11 PT", "US", "2025-07-12T07:11"),
        ("2025-07-12 12:11 AM PT", "US", "2025-07-12T07:11"),
        ("29/09/2025 16:19:39 BST", "UK", "2025-09-29T15:19:39Z"),
        ("29/11/2025 16:19 GMT", "UK", "2025-11-29T16:19"),
        ("14.03.2023 07:49:55 UTC", "DE", "2023-03-14T07:49:55Z"),
        ("14.03.2023 07:49 MEZ", "DE", "2023-03-14T06:49"),
        ("14.07.2023 07:49 MESZ", "DE", "2023-07-14T05:49"),
        ("14.07.2023 07:49 CEST", "FR", "2023-07-14T05:49"),
        ("14/07/2023 07:49 EEST", "EG", "2023-07-14T04:49"),
        ("2023/07/14 07:49:00 JST", "JP", "2023-07-13T22:49"),
        ("14/01/2023 07:49 AEDT", "AU", "2023-01-13T20:49"),
        ("14/07/2023 07:49 AEST", "AU", "2023-07-13T21:49"),
        ("14/07/2023 07:49 GST", "AE", "2023-07-14T03:49"),
        ("14/07/2023 07:49 BRT", "BR", "2023-07-14T10:49"),
        ("14.07.2023 07:49 TRT", "TR", "2023-07-14T04:49"),
        ("14/07/2023 07:49 SAST", "ZA", "2023-07-14T05:49"),
        ("14/07/2023 07:49 SGT", "SG", "2023-07-13T23:49"),
        ("14/07/2023 07:49 CDT", "MX", "2023-07-14T12:49"),
        ("2023-07-14 07:49 CDT", "CA", "2023-07-14T12:49"),
        ("2023-12-14 07:49 CT", "US", "2023-12-14T13:49"),
        ("2023-12-14 07:49 CST", "CN", "2023-12-13T23:49"),
        ("14/07/2022 07:49 EET", "EG", "2022-07-14T05:49"),  # Cairo had no summer time then, Athens had
        ("14/01/2019 07:49 BRST", "BR", "2019-01-14T09:49"),
        ("14.01.2023 07:49 MET", "DE", "2023-01-14T06:49"),
        ("14.07.2023 07:49 MEST", "DE", "2023-07-14T05:49"),
        ("2023-07-14 07:49 UTC+8", "US", "2023-07-13T23:49"),
        ("2023-07-14 07:49 +08:00", "US", "2023-07-13T23:49"),
        ("2023-07-14 07:49 北京时间", "US", "2023-07-13T23:49"),
        ("14/07/2023 07:49 EST", "AU", None),
        ("14/01/2023 07:49 EDT", "AU", None),
        ("14/01/2023 07:49 ET", "AU", None),
        ("2023-07-14 07:49 XYZ", "US", None),
        ("2023-07-14 09:00-18:00", "US", None),
    ],
)
def test_zones_as_reports_write_them(text: str, marketplace: str, expected: str | None) -> None:
    assert at(text, "start", marketplace) == expected
    assert at(text, "end", marketplace) == expected


def test_an_abbreviation_says_the_hours_that_its_clock_shows_under_that_name() -> None:
    local = ((zone, names) for zone, (names, _) in _LOCAL.items())
    for zone, names in (*_REGIONS.items(), *local):
        shown: dict[str | None, set[timedelta | None]] = {}
        for month in range(2000 * 12, 2027 * 12):
            moment = datetime(month // 12, month % 12 + 1, 1, tzinfo=ZoneInfo(zone))
            shown.setdefault(moment.tzname(), set()).add(moment.utcoffset())
        ever = set().union(*shown.values())
        for name, hours in names.items():
            assert hours is None or timedelta(hours=hours) in shown.get(name, ever), name


@pytest.mark.parametrize(
    ("text", "marketplace", "start", "end"),
    [
        ("2026-07-01 09:00 PST", "US", "2026-07-01T16:00", "2026-07-01T17:00"),
        ("2026-12-01 09:00 PDT", "US", "2026-12-01T16:00", "2026-12-01T17:00"),
        ("01/12/2026 09:00 BST", "UK", "2026-12-01T08:00", "2026-12-01T09:00"),
        ("01/07/2026 09:00 GMT", "UK", "2026-07-01T08:00", "2026-07-01T09:00"),
        ("01.07.2026 09:00 CET", "DE", "2026-07-01T07:00", "2026-07-01T08:00"),
        ("2026-07-01 09:00 GMT", "US", "2026-07-01T09:00", "2026-07-01T09:00"),
    ],
)
def test_the_other_seasons_name_starts_early_and_ends_late(
    text: str, marketplace: str, start: str, end: str
) -> None:
    assert (at(text, "start", marketplace), at(text, "end", marketplace)) == (start, end)


def test_a_name_tells_which_of_two_equal_times_is_meant() -> None:
    for edge in EDGES:
        assert at("2026-11-01 01:30 PDT", edge) == "2026-11-01T08:30"
        assert at("2026-11-01 01:30 PST", edge) == "2026-11-01T09:30"


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
    assert at("2026-04-23 24:00", "end", "EG") == "2026-04-23T22:00"


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
        "12/1/2026, 12:00:00 AM",
        "12/1/2026 12:00\u202fAM",
        "12/1/2026 12:00 a.m.",
        "2026-11-30 24:00",
        "2026-11-30 24:00:00",
        "2026年12月1日 00:00",
        "2026年12月1日0:00",
        "1 Dec 2026",
        "01-Dec-2026",
        "01-DEC-2026 00:00",
        "1 December 2026",
        "1st December, 2026",
        "Dec 1, 2026",
        "Dec. 1, 2026",
        "December 1 2026",
        "December 1st, 2026 12:00 AM",
        "Dec-01-2026",
        "2026-Dec-01",
        "1. Dezember 2026",
        "1. Dez. 2026 00:00 Uhr",
        "1er décembre 2026",
        "1 déc. 2026",
        "1 dicembre 2026",
        "1 dic 2026",
        "1 de diciembre de 2026",
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
    ("marketplace", "text", "instant"),
    [
        ("PL", "1 grudnia 2026", "2026-11-30T23:00"),
        ("PL", "1 gru 2026 00:00", "2026-11-30T23:00"),
        ("PL", "31 PAŹDZIERNIKA 2026", "2026-10-30T23:00"),
        ("PL", "2 marca 2026 09:30", "2026-03-02T08:30"),
        ("PL", "1 maja 2026", "2026-04-30T22:00"),
        ("TR", "13 Aralık 2026", "2026-12-12T21:00"),
        ("TR", "13 ARALIK 2026", "2026-12-12T21:00"),
        ("TR", "13 Ara 2026 09:00", "2026-12-13T06:00"),
        ("TR", "1 NİSAN 2026", "2026-03-31T21:00"),
        ("TR", "1 Şub. 2026", "2026-01-31T21:00"),
        ("BR", "13 de dezembro de 2026", "2026-12-13T03:00"),
        ("BR", "13 de DEZ. de 2026 09:00", "2026-12-13T12:00"),
        ("BR", "1º de março de 2026", "2026-03-01T03:00"),
        ("BR", "2 out 2026", "2026-10-02T03:00"),
    ],
)
def test_months_in_polish_turkish_and_portuguese(marketplace: str, text: str, instant: str) -> None:
    assert at(text, marketplace=marketplace) == instant


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
        "12/31/26",
        "31.12.26",
        "31-Dec-26",
        "Dec 1, 26",
        "13/13/2026",
        "31 Foo 2026",
        "31 Feb 2026",
        "31Dec2026",
        "December 2026",
        "2026-12-01 24:01",
        "2026-12-01 24:00:01",
        "2026-12-01 24:00 AM",
        "2026-12-01 09:00 EST5",
        "2026-12-01 09:00 09:00",
        "46357.5",
        "1999-12-31",
        "2200-01-01",
        "0001-01-01",
        "2026-12-01 25:00",
        "2026-12-01 09:60",
        "2026-12-01 13:00 PM",
        "2026-12-01 0:30 AM",
        "2026-12-01 9",
        "2026-12-01x",
        "46357",
        "202612",
        "2026-12",
        "12/1",
        "09:00",
        "tomorrow",
        "２０２６-12-32",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert at(text) is None


def test_blanks_and_rows_without_a_marketplace() -> None:
    parsed = instants(column("", "2026-12-01"), column("US", ""), column("", ""), "start", NO_START)
    assert (parsed.values.tolist(), bool(parsed.bad.any())) == ([NO_START, NO_START], False)
    assert instants(column(), column(), column(), "end", NO_END).values.tolist() == []


def test_a_month_has_one_meaning_in_all_languages() -> None:
    words = _MONTHS.split()
    meanings = {(name, number % 12 + 1) for number, word in enumerate(words) for name in word.split("/")}
    assert len(words) % 12 == 0
    assert meanings == set(MONTHS.items())


# --- Which comes first ---------------------------------------------------------------


def days(*texts: str, marketplace: str = "US", orders: Orders | None = None) -> list[str | None]:
    """The days on which windows begin that are written in one column; None for a cell that was refused."""
    places, zones = column(*[marketplace] * len(texts)), column(*["UTC"] * len(texts))
    noon = column(*(f"{text} 12:00" for text in texts))
    parsed = instants(noon, places, zones, "start", BLANK, orders=orders)
    return [
        None if bad else iso_utc(int(value))[:10]
        for value, bad in zip(parsed.values, parsed.bad, strict=True)
    ]


@pytest.mark.parametrize(
    ("texts", "marketplace", "expected"),
    [
        ("03/04/2027 | 04/13/2027", "US", ["2027-03-04", "2027-04-13"]),
        # one row of another hand does not turn the others round
        ("03/04/2027 | 13/04/2027 | 05/05/2027", "US", [None, "2027-04-13", "2027-05-05"]),
        ("03/04/2027 | 04/13/2027", "UK", [None, "2027-04-13"]),
        ("03/04/2027 | 13/04/2027", "UK", ["2027-04-03", "2027-04-13"]),
        ("03.04.2027 | 13-04-2027 | 2027-04-05", "US", ["2027-04-03", "2027-04-13", "2027-04-05"]),
        ("13/04/2027 | 04/13/2027 | 03/04/2027 | 2027-04-05", "US", [None, None, None, "2027-04-05"]),
        ("13/04/2027 | 04/13/2027 | 5 Apr 2027", "UK", [None, None, "2027-04-05"]),
        ("03/04/2027 | 05/06/2027", "US", ["2027-03-04", "2027-05-06"]),
        ("03/04/2027 | 05/06/2027", "UK", ["2027-04-03", "2027-06-05"]),
        ("03/04/2027 | 13/13/2027", "US", ["2027-03-04", None]),
        # dots have the day first everywhere, and prove nothing of slashes; nor do dashes
        ("05.12.2026 | 03/04/2027", "US", ["2026-12-05", "2027-03-04"]),
        ("13.12.2026 | 13-12-2026 | 03/04/2027", "US", ["2026-12-13", "2026-12-13", "2027-03-04"]),
        ("12.13.2026", "US", [None]),
    ],
)
def test_the_column_decides_the_order(texts: str, marketplace: str, expected: list[str | None]) -> None:
    assert days(*texts.split(" | "), marketplace=marketplace) == expected


def test_start_and_end_are_decided_together() -> None:
    """A window from 03/04 to 13/04 begins in April, though no start says so."""
    places = column("US", "US", "")
    orders = day_first([column("03/04/2027", "", "x"), column("13/04/2027", "", "04/30/2027")], places)
    assert orders == Orders({("US", "/"): True})
    assert days("03/04/2027", "13/04/2027", orders=orders) == [None, "2027-04-13"]
    assert days("03/04/2027", marketplace="UK", orders=orders) == ["2027-04-03"]
    torn = day_first([column("03/13/2027", "", ""), column("13/04/2027", "", "")], places)
    assert torn.of("US", "/") is None
    assert days("03/04/2027", "2027-04-03", orders=torn) == [None, "2027-04-03"]


@pytest.mark.parametrize("marketplace", ["JP", "CA", "CN", "TW", "KR"])
def test_where_neither_order_is_the_marketplaces_own_a_date_has_to_tell(marketplace: str) -> None:
    """The year stands first in Japan, and Canada writes both."""
    assert days("05/06/2027", "05-06-2027", marketplace=marketplace) == [None, None]
    assert days("05/06/2027", "13/06/2027", marketplace=marketplace)[0] == "2027-06-05"
    assert days("05/06/2027", "06/13/2027", marketplace=marketplace)[0] == "2027-05-06"
    assert days("06/06/2027", "05.06.2027", marketplace=marketplace) == ["2027-06-06", "2027-06-05"]
    refused = instants(column("05/06/2027"), column(marketplace), column(""), "start", BLANK)
    *_, (flags, reason) = refused.faults()
    assert flags.tolist() == [True]
    assert reason.template.startswith("a date that reads in one order only")


def test_a_layouts_word_is_the_order() -> None:
    orders = day_first([column("04/13/2027")], column("US"), stated=True)
    assert days("03/04/2027", "04/13/2027", orders=orders) == ["2027-04-03", None]


def test_why_dates_of_two_orders_were_refused() -> None:
    parsed = instants(
        column("13/04/2027", "04/13/2027", "x"), column(*["US"] * 3), column(*[""] * 3), "start", 0
    )
    reasons = {reason.template: flags.tolist() for flags, reason in parsed.faults()}
    assert list(reasons.values()) == [[False, False, True], [True, True, False]]


@pytest.mark.parametrize("text", ["9999-12-31", "2200-01-01 09:00", "31 Dec 1999", "12/31/2999"])
def test_a_day_beyond_all_calendars_is_refused_as_that(text: str) -> None:
    *_, (flags, reason) = instants(column(text), column("US"), column(""), "end", BLANK).faults()
    assert flags.tolist() == [True]
    assert reason.template == "a date from 2000 to 2199; where there is no end, leave the cell blank"


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


def test_every_spelling_of_a_day_is_one() -> None:
    texts = column("03/04/2027", "13/04/2027", "3 Apr 2027", "2027/4/3", "2027-04-03 09:00", "", "x")
    places = column(*["UK"] * 7)
    assert iso_days(texts, places).tolist() == [
        "2027-04-03",
        "2027-04-13",
        "2027-04-03",
        "2027-04-03",
        "2027-04-03 09:00",
        "",
        "x",
    ]
    month_first = day_first([texts], places, stated=False)
    assert iso_days(texts, places, orders=month_first).tolist()[:2] == ["2027-03-04", "13/04/2027"]
    assert iso_days(column("03/04/2027", "2027/4/3"), column("", "")).tolist() == ["03/04/2027", "2027/4/3"]
    assert iso_days(column(), column()).tolist() == []


# --- A workbook's numbers ------------------------------------------------------------

WINDOWS, MAC = date(1899, 12, 30), date(1904, 1, 1)


def serial(
    text: str, edge: Edge = "start", epoch: date | None = WINDOWS, marketplace: str = "UK"
) -> str | None:
    parsed = instants(
        column(text), column(marketplace), column(""), edge, BLANK, numeric=np.array([True]), epoch=epoch
    )
    return None if parsed.bad[0] else iso_utc(int(parsed.values[0])).removesuffix(":00Z")


@pytest.mark.parametrize(
    ("text", "epoch", "start", "end"),
    [
        ("46357", WINDOWS, "2026-12-01T00:00", "2026-12-02T00:00"),
        ("44895", MAC, "2026-12-01T00:00", "2026-12-02T00:00"),
        ("46357.5", WINDOWS, "2026-12-01T12:00", "2026-12-01T12:00"),
        ("46357.3958333333", WINDOWS, "2026-12-01T09:30", "2026-12-01T09:30"),
        ("46357.9993055556", WINDOWS, "2026-12-01T23:59", "2026-12-02T00:00"),
        ("46357.9999999", WINDOWS, "2026-12-02T00:00", "2026-12-02T00:00"),
        ("36526", WINDOWS, "2000-01-01T00:00", "2000-01-02T00:00"),
        ("109574", WINDOWS, "2199-12-31T00:00", "2200-01-01T00:00"),
    ],
)
def test_days_since_the_workbooks_epoch(text: str, epoch: date, start: str, end: str) -> None:
    assert (serial(text, "start", epoch), serial(text, "end", epoch)) == (start, end)


@pytest.mark.parametrize("text", ["36525", "109575", "20261301", "2026", "-1", "46357%", "2026-12-01", "1e5"])
def test_what_is_no_serial(text: str) -> None:
    assert serial(text) is None


def test_a_number_without_an_epoch_is_no_date() -> None:
    assert serial("46357", epoch=None) is None
    assert serial("46357", marketplace="US") == "2026-12-01T08:00"
    texts, numeric = column("46357", "46357.5", "46357"), np.array([True, True, False])
    days = iso_days(texts, column(*["US"] * 3), numeric=numeric, epoch=WINDOWS)
    assert days.tolist() == ["2026-12-01", "46357.5", "46357"]


# --- Properties ----------------------------------------------------------------------

MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2199, 12, 30)).map(
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


FORMS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%d %b %Y",
    "%d-%b-%Y",
    "%B %d, %Y",
)
CLOCKS = ("%H:%M:%S", "%I:%M:%S %p")


@settings(deadline=None, max_examples=300)
@given(
    moments=st.lists(st.tuples(MOMENTS, st.sampled_from(FORMS), st.booleans()), min_size=1, max_size=6),
    ours=st.booleans(),
    clock=st.sampled_from(CLOCKS),
    zone=st.sampled_from([" Z", " UTC", " +00:00"]),
    marketplace=st.sampled_from(["US", "UK"]),
    mark=st.sampled_from("/-."),
)
def test_every_spelling_is_read_back(
    moments: list[tuple[datetime, str, bool]], ours: bool, clock: str, zone: str, marketplace: str, mark: str
) -> None:
    """Numeric dates in one order: each is that instant where the order is the marketplace's; dots always.

    Where it is proven, and another one, those that read both ways are refused.
    """
    ours = ours or mark == "."
    numeric = mark.join(("%d", "%m", "%Y") if ours else ("%m", "%d", "%Y"))
    forms = [numeric if own else form for _, form, own in moments]
    texts = [
        moment.strftime(f"{form} {clock}") + zone for (moment, *_), form in zip(moments, forms, strict=True)
    ]
    column_of = column(*texts), column(*[marketplace] * len(texts)), column(*[""] * len(texts))
    parsed = instants(*column_of, "start", BLANK)
    proven = any(own and moment.day > 12 for moment, _, own in moments)
    own_order = mark == "." or ours is BY_CODE[marketplace].day_first
    if proven or own_order:
        both_ways = [own and moment.day <= 12 and moment.day != moment.month for moment, _, own in moments]
        bad = [not own_order and each for each in both_ways]
        instant = [int(moment.replace(tzinfo=UTC).timestamp()) for moment, *_ in moments]
        expected = [BLANK if refused else each for each, refused in zip(instant, bad, strict=True)]
        assert (parsed.values.tolist(), parsed.bad.tolist()) == (expected, bad)


@settings(deadline=None)
@given(moment=MOMENTS, marketplace=st.sampled_from(sorted(BY_CODE)), name=st.sampled_from(sorted(NAMES)))
def test_a_named_zone_never_loses_a_minute(moment: datetime, marketplace: str, name: str) -> None:
    """An abbreviation's start is no later, and its end no earlier, than its region's clock and its own offset say."""
    text = f"{moment.isoformat(sep=' ')} {name}"
    start, end = (
        instants(column(text), column(marketplace), column(""), edge, BLANK).values[0] for edge in EDGES
    )
    zone, hours = NAMES[name]
    meant = {int(moment.replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()) for fold in (0, 1)}
    said = int((moment.replace(tzinfo=UTC) - timedelta(hours=hours)).timestamp())
    assert start <= said <= end
    assert said in meant or start <= min(meant) <= max(meant) <= end
    assert end - start <= 3600 + 60


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("end", ["Z", "+00:00"])
def test_thousands_of_instants_are_read_as_each_of_them_is(edge: Edge, end: str) -> None:
    """Each of 3,000 different cells in a row of its own, among them every marketplace's last minute of a day, and what is no instant."""
    codes = sorted(BY_CODE)
    last = [
        datetime(2028, 2, 29, 23, 59, second, tzinfo=ZoneInfo(BY_CODE[code].zone))
        for code in codes
        for second in (0, 30, 59)
    ]
    more = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=7_919 * at) for at in range(3_000)]
    texts = [f"{each.astimezone(UTC):%Y-%m-%dT%H:%M:%S}{end}" for each in (*last, *more)]
    homes = [codes[at // 3 % len(codes)] for at in range(len(texts))]
    others = [
        "",
        "2026-12-01",
        "2026-12-01T09:00",
        f"1999-12-31T23:00:00{end}",
        f"2026-02-30T00:00:00{end}",
        "never",
    ]
    texts += [*others, texts[0]]
    homes += [*["JP"] * len(others), ""]  # the last row is of no marketplace
    zones = [("", "America/New_York")[at % 2] for at in range(len(texts))]
    together = instants(column(*texts), column(*homes), column(*zones), edge, BLANK)
    one_by_one = [
        instants(column(text), column(home), column(zone), edge, BLANK)
        for text, home, zone in zip(texts, homes, zones, strict=True)
    ]
    assert together.values.tolist() == [each.values[0] for each in one_by_one]
    assert together.bad.tolist() == [each.bad[0] for each in one_by_one]
    assert together.bad.sum() == 3


@settings(deadline=None)
@given(moment=MOMENTS, epoch=st.sampled_from([WINDOWS, MAC]))
def test_a_serial_is_read_back(moment: datetime, epoch: date) -> None:
    past = moment - datetime(epoch.year, epoch.month, epoch.day)
    number = f"{past / timedelta(days=1):.15g}"
    tokyo = int(moment.replace(tzinfo=ZoneInfo("Asia/Tokyo")).timestamp())
    assert serial(number, epoch=epoch, marketplace="JP") == iso_utc(tokyo).removesuffix(":00Z")
