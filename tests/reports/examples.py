"""Small reports to read: two files, one SKU under its floor, and what else may stand beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from promocheck.model.finding import Finding, Severity, fingerprint
from promocheck.model.money import Money, Percent
from promocheck.model.place import Place
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.report import Coverage, Input, PolicySource, Price, Report, RowAccount, Skipped
from promocheck.model.steps import Step
from promocheck.model.text import Text, say, say_n
from promocheck.model.timeline import Bar, Stretch, Timeline
from promocheck.model.window import Instant

PACIFIC = "America/Los_Angeles"


def at(text: str) -> int:
    """UTC seconds of an ISO time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def usd(text: str) -> Money:
    return Money(int(text.replace(".", "")), "USD")


DECEMBER, SIXTH = at("2026-12-01T08:00"), at("2026-12-06T08:00")

SELLING = Step(None, "selling_price", "price", usd("100.00"), None, 1, usd("0.00"), usd("100.00"))
COUPON = Step(
    "C1", "coupon", "percent", Percent(2000), usd("100.00"), 1, usd("20.00"), usd("80.00"), name="Winter sale"
)
SOCIAL = Step("S1", "social_code", "percent", Percent(3000), usd("100.00"), 1, usd("30.00"), usd("50.00"))

BELOW_FLOOR = Finding(
    rule="PC101",
    name="below-floor",
    severity=Severity.ERROR,
    trust=False,
    store="acme",
    marketplace="US",
    sku="A-100",
    asin="B0ABC12345",
    start=DECEMBER,
    end=SIXTH,
    stacked_price=usd("50.00"),
    documented_price=usd("80.00"),
    floor=usd("60.00"),
    floor_source=say("floors sheet"),
    currency="USD",
    promotions=("C1", "S1"),
    steps=(SELLING, COUPON, SOCIAL),
    assumptions=(say("{who} does not say whether it stacks", who=say("coupon {promotion}", promotion="C1")),),
    exposure=None,
    message=say(
        "A buyer can pay {price}, {gap} below the floor of {floor}.",
        price=usd("50.00"),
        gap=usd("10.00"),
        floor=usd("60.00"),
    ),
    fix=say(
        "Lower coupon {coupon} to {most}, or end it before {start}.",
        coupon="C1",
        most=Percent(1000),
        start=Instant(DECEMBER, PACIFIC),
    ),
    owner="Kim",
    places=(
        *(Place("exports/US/coupons.csv", None, row, "discount_value") for row in (5, 2, 6, 7, 8, 9)),
        Place("exports/US/codes.xlsx", "Codes 2026", 3, "discount_value"),
        Place("exports/US/codes.xlsx", "Codes 2026", 3, "start"),
    ),
    zone=PACIFIC,
    title="Steel bottle 750 ml",
    fingerprint=fingerprint("PC101", "A-100", "50.00"),
)

NEAR_ZERO = replace(
    BELOW_FLOOR,
    rule="PC102",
    name="near-zero",
    marketplace="JP",
    zone="Asia/Tokyo",
    sku="瓶-7",
    asin=None,
    title=None,
    end=None,
    stacked_price=Money(100, "JPY"),
    documented_price=Money(100, "JPY"),
    floor=None,
    floor_source=None,
    exposure=None,
    currency="JPY",
    promotions=("C7",),
    steps=(
        Step(
            None, "selling_price", "price", Money(2000, "JPY"), None, 1, Money(0, "JPY"), Money(2000, "JPY")
        ),
        Step(
            "C7",
            "coupon",
            "percent",
            Percent(9500),
            Money(2000, "JPY"),
            1,
            Money(1900, "JPY"),
            Money(100, "JPY"),
        ),
    ),
    message=say("A buyer can pay {price}, next to nothing.", price=Money(100, "JPY")),
    fix=say("Check the discount of coupon {coupon}.", coupon="C7"),
    owner=None,
    places=(Place("exports/JP/coupons.csv", None, 4, "discount_value"),),
    fingerprint=fingerprint("PC102", "瓶-7", "100"),
)

_NOTHING: dict[str, Any] = {
    "asin": None,
    "start": None,
    "end": None,
    "stacked_price": None,
    "documented_price": None,
    "floor": None,
    "currency": None,
    "promotions": (),
    "steps": (),
    "title": None,
    "owner": None,
}

NO_END = replace(
    BELOW_FLOOR,
    **_NOTHING
    | {
        "rule": "PC301",
        "name": "no-end",
        "severity": Severity.WARNING,
        "promotions": ("S1",),
        "start": DECEMBER,
        "message": say("Social code {code} has no end.", code="S1"),
        "fix": say("Give it an end date."),
        "places": (Place("exports/US/codes.xlsx", "Codes 2026", 3, "end"),),
        "fingerprint": fingerprint("PC301", "S1"),
    },
)

UNREAD_ROW = replace(
    NO_END,
    rule="PC901",
    name="unread-row",
    severity=Severity.ERROR,
    trust=True,
    sku=None,
    promotions=(),
    start=None,
    message=say("{value} is no number, so the row was not used.", value="20,5,0"),
    fix=say("Write it as {example}.", example="20.5"),
    places=(Place("exports/US/coupons.csv", None, 3, "discount_value"),),
    fingerprint=fingerprint("PC901", "20,5,0"),
)

COUPONS = Input(
    path="exports/US/coupons.csv",
    sheet=None,
    sha256="c0" * 32,
    layout="promotions sheet",
    store="acme",
    marketplace="US",
    encoding="utf-8-sig",
    timezone=PACIFIC,
    rows=RowAccount(1204, 1190, 14, 0, ((say("ended before the check"), 12), (say("rejected"), 2))),
    columns_used=("promotion_id", "kind", "sku", "discount_value"),
    columns_ignored=("Colour", "Remark of the team"),
)
CODES = replace(
    COUPONS,
    path="exports/US/codes.xlsx",
    sheet="Codes 2026",
    sha256="c1" * 32,
    encoding=None,
    rows=RowAccount(1, 1, 0, 0),
    columns_ignored=(),
)

REPORT = Report(
    as_of=at("2026-11-20T00:00"),
    until=at("2027-12-25T00:00"),
    fail_on=Severity.ERROR,
    policy=PolicySource("rules.yaml", "ab" * 32),
    inputs=(COUPONS, CODES),
    skipped=(Skipped("exports/US/notes.txt", say("plain text")),),
    coverage=Coverage(50, 48, 2, 12, 10, 30, 0, 84, 20),
    findings=(NO_END, BELOW_FLOOR, NEAR_ZERO),
    prices=(
        Price(
            "acme", "US", "A-100", DECEMBER, SIXTH, usd("120.00"), usd("100.00"), usd("50.00"),
            usd("80.00"), usd("60.00"), "USD", ("C1", "S1"),
        ),
    ),
    unread=(),
)  # fmt: skip

CLEAR = replace(REPORT, findings=(), prices=())

UNTRUSTED = replace(
    REPORT,
    findings=(*REPORT.findings, UNREAD_ROW),
    inputs=(replace(COUPONS, rows=RowAccount(1204, 1187, 14, 3, COUPONS.rows.reasons)), CODES),
    unread=(
        *(
            UnreadCell(
                Place("exports/US/coupons.csv", None, row, "discount_value"),
                "20,5,0",
                say("a number such as {example}", example="20.5"),
            )
            for row in (11, 3, 10)
        ),
        UnreadFile(
            Place("exports/US/deals.csv"),
            say_n("the file has {n} byte", "the file has {n} bytes", 0),
        ),
    ),
)

TIMELINE = Timeline(
    "acme", "US", "A-100", PACIFIC,
    bars=(
        Bar("C1", "Winter sale", "coupon", "percent", Percent(2000), ((DECEMBER, SIXTH),), ((DECEMBER - 3600, None),)),
        Bar("", "", "sale_price", "price", usd("90.00"), ((DECEMBER, SIXTH),), ()),
        Bar("S1", "", "social_code", "percent", None, ((DECEMBER, SIXTH),), ()),
    ),
    stretches=(Stretch(DECEMBER, SIXTH, usd("50.00"), usd("60.00")), Stretch(SIXTH, None, usd("80.00"), None)),
    stretches_left=2,
)  # fmt: skip


def with_sku(sku: str) -> Report:
    """The untrusted report with this text wherever a stranger's text may stand."""
    place = Place(sku, sku, 2, sku)
    hostile: dict[str, Any] = {
        "store": sku,
        "sku": sku,
        "asin": sku,
        "title": sku,
        "owner": sku,
        "promotions": (sku,),
        "places": (place,),
        "message": say("{sku} is below its floor.", sku=sku),
        "fix": say("Change {parts}.", parts=(sku, Text("the {what}", (("what", sku),)))),
        "steps": (SELLING, replace(COUPON, promotion=sku, name=f"{sku}.", kind=sku)),
    }
    return replace(
        UNTRUSTED,
        findings=tuple(replace(finding, **hostile) for finding in UNTRUSTED.findings),
        inputs=(
            replace(COUPONS, path=sku, sheet=sku, layout=sku, store=sku, columns_ignored=(sku,)),
            replace(CODES, rows=RowAccount(1, 0, 1, 0, ((say("{what}", what=sku), 1),))),
        ),
        skipped=(Skipped(sku, say("{what}", what=sku)),),
        prices=tuple(replace(price, store=sku, sku=sku, promotions=(sku,)) for price in REPORT.prices),
        unread=(UnreadCell(place, sku, say("{what}", what=sku)), UnreadFile(place, say("{what}", what=sku))),
        policy=PolicySource(sku, "ab" * 32),
    )
