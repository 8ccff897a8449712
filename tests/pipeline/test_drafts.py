"""Campaigns that are not saved yet, on top of what is live: what they bring, what they edit, what they replace."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from promocheck.model.finding import Finding, Since
from promocheck.model.report import Report
from promocheck.model.text import english
from promocheck.pipeline import Request, scan
from promocheck.reports import FORMATS, Words
from tests.shop import AS_OF, findings_of, policy_of, price_of, table, write_sheet

LISTINGS = """
sku  | asin       | price  | currency
LAMP | B0DRAFT001 | 100.00 | USD
MUG  | B0DRAFT002 | 20.00  | USD
"""
FLOORS = """
sku  | floor
LAMP | 60.00
MUG  | 10.00
"""
COUPON = """
promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | status
C-1          | coupon | LAMP | percent       | 30             | 2026-11-20 | 2026-12-10 | active
"""
ANOTHER = """
promotion_id | kind   | sku | discount_type | discount_value | start      | end        | status
C-9          | coupon | MUG | percent       | 60             | 2026-11-20 | 2026-12-10 | active
"""


def with_draft(
    folder: Path, *, live: str, draft: str, as_of: str = AS_OF, listings: str = LISTINGS, policy: str = ""
) -> Report:
    """Scan a shop with a draft that lies in the same folder."""
    write_sheet(folder / "listings.csv", table(listings))
    write_sheet(folder / "floors.csv", table(FLOORS))
    write_sheet(folder / "live.csv", table(live))
    write_sheet(folder / "draft.csv", table(draft))
    instant = int(datetime.fromisoformat(as_of).timestamp())
    drafts = (str(folder / "draft.csv"),)
    return scan(
        Request((str(folder),), policy_of(policy), instant, marketplace="US", prices=True, drafts=drafts)
    )


def said(findings: list[Finding]) -> list[tuple[str, str | None, str | None]]:
    return [(each.rule, each.sku, each.since and each.since.value) for each in findings]


def prices_below(report: Report) -> list[tuple[str, str | None, str | None]]:
    return said(findings_of(report, "PC101", "PC102"))


def test_a_draft_that_stacks_on_what_is_live_is_stopped(tmp_path: Path) -> None:
    report = with_draft(
        tmp_path,
        live=COUPON,
        draft="""
        promotion_id | kind        | sku  | discount_type | discount_value | start      | end        | claim_code
        S-1          | social_code | LAMP | percent       | 70             | 2026-12-01 | 2026-12-05 | TEN
        """,
    )
    assert prices_below(report) == [("PC101", "LAMP", "new"), ("PC102", "LAMP", "new")]
    assert str(price_of(report, "LAMP").stacked_price) == "0.00"
    assert report.exit_code == 1
    assert [each.draft for each in report.inputs] == [True, False, False, False]


def test_what_is_wrong_without_the_draft_is_kept_apart(tmp_path: Path) -> None:
    report = with_draft(
        tmp_path,
        live=ANOTHER,
        draft="""
        promotion_id | kind   | sku  | discount_type | discount_value | start      | end
        C-2          | coupon | LAMP | percent       | 20             | 2026-12-01 | 2026-12-05
        """,
    )
    assert prices_below(report) == [("PC101", "MUG", "standing")]
    assert report.exit_code == 1


def with_folders(folder: Path, draft: str, *, store: str = "new") -> Report:
    """Scan `exports/US`, which names no store, with a draft in `new/US`."""
    for name, drawn in (("listings", LISTINGS), ("floors", FLOORS), ("live", ANOTHER)):
        path = folder / "exports" / "US" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sheet(path, table(drawn))
    path = folder / store / "US" / "draft.csv"
    path.parent.mkdir(parents=True)
    write_sheet(path, table(draft))
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    return scan(Request((str(folder / "exports"),), policy_of(), instant, prices=True, drafts=(str(path),)))


def test_the_folder_of_a_draft_gives_no_name_to_a_shop_that_has_none(tmp_path: Path) -> None:
    report = with_folders(tmp_path, COUPON)
    assert {(each.sku, each.store) for each in report.prices} == {("LAMP", None), ("MUG", None)}
    assert {each.store for each in report.inputs} == {None}
    assert prices_below(report) == [("PC101", "MUG", "standing")]


@pytest.mark.parametrize("store", ["new", "acme"])
def test_the_only_store_that_a_draft_names_is_the_shop_as_it_is_called_without_it(
    tmp_path: Path, store: str
) -> None:
    report = with_folders(
        tmp_path,
        """
        store | promotion_id | kind   | sku  | discount_type | discount_value | start      | end
        acme  | C-2          | coupon | LAMP | percent       | 50             | 2026-12-01 | 2026-12-05
        """,
        store=store,
    )
    assert {(each.sku, each.store) for each in report.prices} == {("LAMP", None), ("MUG", None)}
    assert prices_below(report) == [("PC101", "LAMP", "new"), ("PC101", "MUG", "standing")]
    assert report.exit_code == 1


@pytest.mark.parametrize("store", ["new", "acme"])
def test_of_two_stores_that_a_draft_names_none_is_the_shop_that_has_no_name(
    tmp_path: Path, store: str
) -> None:
    report = with_folders(
        tmp_path,
        """
        store | promotion_id | kind   | sku  | discount_type | discount_value | start      | end
        acme  | C-2          | coupon | LAMP | percent       | 10             | 2026-12-01 | 2026-12-05
        beta  | C-3          | coupon | LAMP | percent       | 10             | 2026-12-01 | 2026-12-05
        """,
        store=store,
    )
    unknown = findings_of(report, "PC401")
    assert [(each.store, each.promotions, each.since) for each in unknown] == [
        ("acme", ("C-2",), Since.NEW),
        ("beta", ("C-3",), Since.NEW),
    ]
    assert prices_below(report) == [("PC101", "MUG", "standing")]
    assert report.exit_code == 3


def test_a_draft_that_makes_a_breach_deeper_makes_it_worse(tmp_path: Path) -> None:
    report = with_draft(
        tmp_path,
        live=ANOTHER,
        draft="""
        promotion_id | kind        | sku | discount_type | discount_value | start      | end        | claim_code
        S-2          | social_code | MUG | percent       | 10             | 2026-12-01 | 2026-12-05 | TEN
        """,
    )
    assert prices_below(report) == [("PC101", "MUG", "worse")]


def test_a_draft_whose_days_are_apart_from_a_breach_leaves_it_as_it_was(tmp_path: Path) -> None:
    report = with_draft(
        tmp_path,
        live=ANOTHER,
        draft="""
        promotion_id | kind        | sku | discount_type | discount_value | start      | end        | claim_code
        S-2          | social_code | MUG | percent       | 10             | 2026-12-21 | 2026-12-25 | TEN
        """,
    )
    assert prices_below(report) == [("PC101", "MUG", "standing")]


def test_a_draft_with_the_id_of_a_scheduled_promotion_is_that_promotion(tmp_path: Path) -> None:
    later = COUPON.replace("2026-11-20", "2026-12-01").replace("active", "scheduled")
    report = with_draft(tmp_path, live=later, draft=later.replace("30 ", "35 "))
    assert prices_below(report) == []
    assert str(price_of(report, "LAMP").stacked_price) == "65.00"  # neither 35.00 nor 70.00
    (live,) = (each for each in report.inputs if each.path.endswith("live.csv"))
    assert [(reason.template, n) for reason, n in live.rows.reasons] == [("edited or replaced by a draft", 1)]
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("percent", "lowest"),
    [("35", "65.00"), ("10", "70.00")],
    ids=["a deeper one", "a shallower one: what is clipped keeps the old one"],
)
def test_a_running_coupon_that_is_edited_is_never_taken_off_twice(
    tmp_path: Path, percent: str, lowest: str
) -> None:
    report = with_draft(tmp_path, live=COUPON, draft=COUPON.replace("30 ", f"{percent} "))
    assert str(price_of(report, "LAMP").stacked_price) == lowest
    assert findings_of(report, "PC907", "PC905") == []
    assert report.verdict == "clear"


def test_a_coupon_that_is_ended_early_by_its_edit_lives_on_where_it_was_clipped(tmp_path: Path) -> None:
    report = with_draft(
        tmp_path, live=COUPON, draft=COUPON.replace("30 ", "10 ").replace("2026-12-10", "2026-11-26")
    )
    price = price_of(report, "LAMP")
    assert (str(price.stacked_price), str(price.documented_price)) == ("70.00", "90.00")
    assert price.end == int(datetime.fromisoformat("2026-12-11T12:00:00Z").timestamp())  # with its four hours


def test_what_a_draft_replaces_is_stopped_and_lives_on_where_it_was_clipped(tmp_path: Path) -> None:
    draft = """
    promotion_id | kind       | sku  | discount_type | discount_value | start      | end        | replaces
    D-1          | {kind}     | LAMP | percent       | 20             | 2026-12-01 | 2026-12-05 | C-1
    """
    report = with_draft(tmp_path, live=COUPON, draft=draft.format(kind="best_deal"))
    price = price_of(report, "LAMP")
    assert str(price.stacked_price) == "50.00"  # clipped before: 30 % of 100 more, under the deal
    assert str(price.documented_price) == "70.00"  # until the deal starts
    later = COUPON.replace("2026-11-20", "2026-12-01")  # nobody will have clipped it
    report = with_draft(tmp_path, live=later, draft=draft.format(kind="best_deal"))
    assert str(price_of(report, "LAMP").stacked_price) == "80.00"


def test_a_draft_that_replaces_itself_edits_the_live_one_and_is_told_so(tmp_path: Path) -> None:
    draft = """
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
    C-1          | coupon | LAMP | percent       | 35             | 2026-12-01 | 2026-12-10 | C-1
    C-1          | coupon | MUG  | percent       | 35             | 2026-12-01 | 2026-12-10 | C-1
    """
    words = Words()
    report = with_draft(tmp_path, live=COUPON, draft=draft)
    (clipped,) = findings_of(report, "PC203")
    assert clipped.message.template.startswith("The draft changes")
    (conflict,) = findings_of(report, "PC905")
    assert words.sentence(conflict.message) == (
        "The draft of promotion C-1 names itself in `replaces`: it edits C-1, and replaces nothing."
    )
    assert conflict.fix is not None
    assert words.sentence(conflict.fix) == (
        "Take C-1 out of its `replaces`, or give the draft an id of its own if it is another promotion. Then scan again."
    )
    assert [(each.row, each.column) for each in conflict.places] == [(2, "replaces"), (3, "replaces")]


def test_a_draft_that_replaces_itself_where_nothing_of_its_id_is_live_replaces_what_is_not_known(
    tmp_path: Path,
) -> None:
    """Else nothing would say that the export with the live one is missing."""
    draft = """
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
    C-9          | coupon | LAMP | percent       | 35             | 2026-12-01 | 2026-12-10 | C-9
    """
    found = findings_of(with_draft(tmp_path, live=COUPON, draft=draft), "PC905")
    assert ["the exports have no such promotion" in each.message.template for each in found] == [True]


@pytest.mark.parametrize(("kind", "told"), [("percentage_off", "edits nothing"), ("coupon", "names itself")])
def test_what_another_kind_has_the_id_of_is_replaced_and_not_edited(
    tmp_path: Path, kind: str, told: str
) -> None:
    draft = """
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
    C-1          | coupon | LAMP | percent       | 35             | 2026-12-01 | 2026-12-10 | C-1
    """
    found = findings_of(
        with_draft(tmp_path, live=COUPON.replace("| coupon |", f"| {kind} |"), draft=draft), "PC905"
    )
    assert [told in each.message.template for each in found] == [True]


@pytest.mark.parametrize("end", ["2026-12-10", ""])
@pytest.mark.parametrize(
    ("name", "replaces", "status", "until", "endless"),
    [
        (
            "C-1",
            "",
            "active",
            "The draft changes coupon C-1, but whoever clipped it can use it as it was until 2026-12-11 00:00 PST.",
            "The draft changes coupon C-1, which has no end: whoever clipped it can still use it as it was.",
        ),
        (
            "C-2",
            "C-1",
            "active",
            "A draft replaces coupon C-1, but whoever clipped it can use it until 2026-12-11 00:00 PST.",
            "A draft replaces coupon C-1, which has no end: whoever clipped it can still use it.",
        ),
        (
            "C-2",
            "C-1",
            "cancelled",
            "Coupon C-1 is cancelled, but whoever clipped it can use it until 2026-12-11 00:00 PST.",
            "Coupon C-1 is cancelled and has no end: whoever clipped it can still use it.",
        ),
    ],
    ids=["an edit", "a replacement", "a replacement of what is cancelled"],
)
def test_nothing_is_called_cancelled_that_a_draft_alone_stops(
    tmp_path: Path, name: str, replaces: str, status: str, until: str, endless: str, end: str
) -> None:
    live = COUPON.replace("active", status).replace("2026-12-10", end)
    draft = f"""
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
    {name}       | coupon | LAMP | percent       | 10             | 2026-12-01 | 2026-12-05 | {replaces}
    """
    (finding,) = findings_of(with_draft(tmp_path, live=live, draft=draft), "PC203")
    assert Words().sentence(finding.message).startswith(until if end else endless)


@pytest.mark.parametrize(
    ("name", "replaces", "cancelled", "said"),
    [
        ("C-1", "", "", "the draft changes coupon C-1, which may still be redeemed as it was"),
        ("C-2", "C-1", "", "a draft replaces coupon C-1, which may still be redeemed"),
        ("C-1", "", "2026-11-28", "coupon C-1 is cancelled, and may still be redeemed"),
        ("C-2", "C-1", "2026-11-28", "coupon C-1 is cancelled, and may still be redeemed"),
    ],
    ids=["an edit", "a replacement", "an edit of what is cancelled", "a replacement of what is cancelled"],
)
def test_a_price_with_a_clipped_coupon_says_who_takes_it_away(
    tmp_path: Path, name: str, replaces: str, cancelled: str, said: str
) -> None:
    """What an export cancels on a day to come is cancelled by it, whatever a draft does to it besides."""
    live = f"""
    promotion_id | kind        | sku  | discount_type | discount_value | start      | end        | claim_code | status | canceled_at
    C-1          | coupon      | LAMP | percent       | 30             | 2026-11-20 | 2026-12-20 |            | {"cancelled" if cancelled else "active"} | {cancelled}
    S-1          | social_code | LAMP | percent       | 30             | 2026-12-10 | 2026-12-20 | TEN        | active |
    """
    draft = f"""
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
    {name}       | coupon | LAMP | percent       | 10             | 2026-12-01 | 2026-12-05 | {replaces}
    """
    report = with_draft(tmp_path, live=live, draft=draft)
    (below,) = findings_of(report, "PC101")
    assert [Words().say(each) for each in below.assumptions] == [said]
    (redeemable,) = findings_of(report, "PC203")
    assert (
        Words()
        .sentence(redeemable.message)
        .startswith("Coupon C-1 is cancelled" if cancelled else said[0].upper() + said[1 : said.index(",")])
    )


def test_what_runs_until_a_draft_replaces_it_is_to_take_less_off_not_to_be_cancelled_sooner(
    tmp_path: Path,
) -> None:
    """No export cancels it."""
    live = """
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end
    C-1          | coupon | LAMP | percent       | 50             | 2026-12-01 | 2026-12-20
    """
    draft = """
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
    C-2          | coupon | LAMP | percent       | 10             | 2026-12-10 | 2026-12-15 | C-1
    """
    (fix,) = {
        Words().say(each.fix) for each in findings_of(with_draft(tmp_path, live=live, draft=draft), "PC101")
    }
    assert (
        fix
        == "By itself coupon C-1 takes off too much: take off less with it, move or cancel it first, then scan again."
    )


@pytest.mark.parametrize(
    ("name", "replaces", "status", "said"),
    [
        (
            "P-1",
            "",
            "active",
            "the draft changes percentage off P-1, which may still apply for some hours as it was",
        ),
        ("P-2", "P-1", "active", "a draft replaces percentage off P-1, which may still apply for some hours"),
        ("P-2", "", "cancelled", "percentage off P-1 is cancelled, and may still apply for some hours"),
    ],
    ids=["an edit", "a replacement", "an export"],
)
def test_what_nobody_clips_is_said_to_apply_for_some_hours(
    tmp_path: Path, name: str, replaces: str, status: str, said: str
) -> None:
    live = f"""
    promotion_id | kind           | sku  | discount_type | discount_value | start      | end        | claim_code | status
    P-1          | percentage_off | LAMP | percent       | 30             | 2026-11-20 | 2026-12-20 |            | {status}
    S-1          | social_code    | LAMP | percent       | 30             | 2026-11-20 | 2026-12-20 | TEN        | active
    """
    draft = f"""
    promotion_id | kind           | sku  | discount_type | discount_value | start      | end        | replaces
    {name}       | percentage_off | LAMP | percent       | 10             | 2026-12-01 | 2026-12-05 | {replaces}
    """
    (below,) = findings_of(with_draft(tmp_path, live=live, draft=draft), "PC101")
    assert said in [Words().say(each) for each in below.assumptions]


def test_what_runs_until_a_draft_replaces_it_is_not_said_to_be_clipped_before(tmp_path: Path) -> None:
    live = """
    promotion_id | kind        | sku  | discount_type | discount_value | start      | end        | claim_code
    C-1          | coupon      | LAMP | percent       | 30             | 2026-11-20 | 2026-12-20 |
    S-1          | social_code | LAMP | percent       | 30             | 2026-11-28 | 2026-11-30 | TEN
    """
    draft = """
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
    C-2          | coupon | LAMP | percent       | 10             | 2026-12-10 | 2026-12-15 | C-1
    """
    (below,) = findings_of(with_draft(tmp_path, live=live, draft=draft), "PC101")
    assert below.assumptions == ()


def test_what_a_draft_replaces_runs_until_the_draft_starts(tmp_path: Path) -> None:
    code = """
    promotion_id | kind        | sku  | discount_type | discount_value | start      | end        | claim_code
    S-1          | social_code | LAMP | percent       | 50             | 2026-11-26 | 2026-12-31 | K7WQ2ZPLM4
    """
    draft = """
    promotion_id | kind      | sku | discount_type | discount_value | start      | end        | replaces
    D-1          | best_deal | MUG | percent       | 20             | 2026-12-20 | 2026-12-25 | S-1
    """
    report = with_draft(tmp_path, live=code, draft=draft)
    (finding,) = findings_of(report, "PC101")
    ends = int(datetime.fromisoformat("2026-12-20T08:00:00Z").timestamp())
    assert (finding.sku, finding.end) == ("LAMP", ends)


@pytest.mark.parametrize("replaces", ["", "C-1"], ids=["an edit", "a replacement"])
def test_what_is_locked_can_be_neither_edited_nor_replaced(tmp_path: Path, replaces: str) -> None:
    soon = COUPON.replace("2026-11-20", "2026-11-24").replace(
        "30 ", "60 "
    )  # in eight hours: 6 before are left
    name = "C-2" if replaces else "C-1"
    draft = f"""
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
    {name}       | coupon | LAMP | percent       | 10             | 2026-12-05 | 2026-12-10 | {replaces}
    """
    report = with_draft(tmp_path, live=soon, draft=draft, as_of="2026-11-24T04:00:00Z")
    assert report.exit_code == 3
    assert ("PC101", "LAMP") in {(each.rule, each.sku) for each in report.findings}
    assert any("starts too soon" in each.message.template for each in findings_of(report, "PC905"))


def test_a_draft_of_another_kind_edits_nothing_and_contradicts_what_is_live(tmp_path: Path) -> None:
    """The id of a live coupon over a percentage off: no platform makes the one of the other, so the coupon runs on."""
    deep = COUPON.replace("30 ", "60 ")
    report = with_draft(
        tmp_path, live=deep, draft=deep.replace("| coupon |", "| percentage_off |").replace("60 ", "10 ")
    )
    assert report.exit_code == 3
    words = Words()
    (conflict,) = findings_of(report, "PC905")
    assert words.sentence(conflict.message) == (
        "The draft of promotion C-1 edits nothing: its kind (percentage off) is not that of the live one (coupon), which counts as it is."
    )
    assert conflict.fix is not None
    assert words.sentence(conflict.fix) == (
        "Give the draft an id of its own, and name C-1 in its `replaces` if that is stopped for it. Then scan again."
    )
    places = conflict.places
    assert {(place.file.rpartition("/")[2], place.column) for place in places} == {
        ("live.csv", "kind"),
        ("draft.csv", "kind"),
    }
    assert [(each.rule, each.sku) for each in findings_of(report, "PC101")] == [("PC101", "LAMP")]
    assert str(price_of(report, "LAMP").stacked_price) == "30.00"


@pytest.mark.parametrize(
    ("end", "status", "canceled_at", "told"),
    [
        ("2026-11-22", "ended", "", False),
        ("2026-11-22", "active", "", False),
        ("2026-11-23", "active", "", True),  # in the hours after it
        ("2026-12-10", "rejected", "", False),
        ("2026-12-10", "cancelled", "2026-11-19", False),  # before it began: nobody clipped it
        ("2026-12-10", "cancelled", "2026-11-21", True),  # who clipped it redeems it
        ("2026-12-10", "active", "", True),
    ],
)
def test_a_draft_of_another_kind_contradicts_only_what_still_counts(
    tmp_path: Path, end: str, status: str, canceled_at: str, told: bool
) -> None:
    report = with_draft(
        tmp_path,
        live=f"""
        promotion_id | kind   | sku  | discount_type | discount_value | start      | end   | status   | canceled_at
        C-1          | coupon | LAMP | percent       | 10             | 2026-11-20 | {end} | {status} | {canceled_at}
        """,
        draft="""
        promotion_id | kind           | sku  | discount_type | discount_value | start      | end
        C-1          | percentage_off | LAMP | percent       | 10             | 2026-12-15 | 2026-12-20
        """,
        as_of="2026-11-24T10:00:00Z",
    )
    assert (bool(findings_of(report, "PC905")), report.exit_code) == (told, 3 if told else 0)


def test_of_two_kinds_under_one_id_one_is_given_another(tmp_path: Path) -> None:
    live = f"{COUPON.rstrip()}\n{COUPON.splitlines()[2].replace('coupon', 'best_deal')}\n"
    (finding,) = findings_of(with_draft(tmp_path, live=live, draft=ANOTHER), "PC905")
    assert Words().sentence(finding.fix) == (
        "Give one of them another id if they are two promotions, else correct the kind. Then scan again."
    )


def test_two_kinds_among_the_exports_contradict_each_other_though_one_is_over(tmp_path: Path) -> None:
    over = """
    promotion_id | kind           | sku  | discount_type | discount_value | start      | end
    C-1          | percentage_off | LAMP | percent       | 10             | 2026-10-01 | 2026-10-08
    C-1          | coupon         | LAMP | percent       | 10             | 2026-12-01 | 2026-12-08
    """
    (finding,) = findings_of(with_draft(tmp_path, live=over, draft=ANOTHER), "PC905")
    assert finding.message.template == "Promotion {name} has rows of different kinds."
    assert [(place.file.rpartition("/")[2], place.row) for place in finding.places] == [
        ("live.csv", 2),
        ("live.csv", 3),
    ]
    (finding,) = findings_of(with_draft(tmp_path, live=ANOTHER.replace("C-9", "C-8"), draft=over), "PC905")
    assert finding.message.template == "Promotion {name} has rows of different kinds."
    assert [(place.file.rpartition("/")[2], place.row) for place in finding.places] == [
        ("draft.csv", 2),
        ("draft.csv", 3),
    ]


def test_a_rejected_draft_stops_nothing(tmp_path: Path) -> None:
    deep = COUPON.replace("30 ", "60 ")
    report = with_draft(tmp_path, live=deep, draft=deep.replace("60 ", "10 ").replace("active", "rejected"))
    assert prices_below(report) == [("PC101", "LAMP", "standing")]


@pytest.mark.parametrize(
    ("start", "end", "why", "column"),
    [
        ("2025-12-01", "2025-12-05", "is over before it begins", "end"),
        ("2029-12-01", "2029-12-05", "starts beyond the days that are judged", "start"),
    ],
)
def test_a_draft_that_never_runs_is_not_clear(
    tmp_path: Path, start: str, end: str, why: str, column: str
) -> None:
    draft = COUPON.replace("C-1", "C-2").replace("2026-11-20", start).replace("2026-12-10", end)
    report = with_draft(tmp_path, live=COUPON, draft=draft.replace("active", "      "))
    assert report.exit_code == 3
    (finding,) = findings_of(report, "PC908")
    assert why in Words().sentence(finding.message)
    assert (finding.places[0].row, finding.places[0].column) == (2, column)


@pytest.mark.parametrize(("start", "end"), [("2025-12-01", "2025-12-05"), ("2029-12-01", "2029-12-05")])
def test_a_live_promotion_outside_the_days_that_are_judged_is_no_draft_that_never_runs(
    tmp_path: Path, start: str, end: str
) -> None:
    live = COUPON.replace("2026-11-20", start).replace("2026-12-10", end)
    report = with_draft(tmp_path, live=live, draft=ANOTHER)
    assert findings_of(report, "PC908") == []


def test_of_a_draft_that_is_over_and_says_so_nothing_is_left_to_check(tmp_path: Path) -> None:
    over = COUPON.replace("2026-11-20", "2025-12-01").replace("2026-12-10", "2025-12-05")
    report = with_draft(tmp_path, live=ANOTHER, draft=over.replace("active", "ended "))
    assert findings_of(report, "PC908") == []


@pytest.mark.parametrize(
    ("promotion", "start", "status", "unchecked"),
    [
        ("C-2", "2026-12-01", "rejected", True),
        ("C-2", "2026-12-01", "cancelled", True),
        ("C-2", "2026-12-01", "ended", True),
        ("C-1", "2026-12-01", "rejected", True),
        ("C-1", "2026-12-01", "cancelled", False),  # the live one is to go
        ("C-2", "2026-11-20", "cancelled", False),  # somebody may have clipped it, and that is judged
        ("C-2", "2026-12-01", "paused", False),
    ],
)
def test_a_draft_that_its_status_takes_out_is_not_clear(
    tmp_path: Path, promotion: str, start: str, status: str, unchecked: bool
) -> None:
    draft = COUPON.replace("C-1", promotion).replace("2026-11-20", start).replace("active", status)
    report = with_draft(tmp_path, live=COUPON, draft=draft)
    said = [(Words().sentence(each.message), each.places[0].column) for each in findings_of(report, "PC908")]
    wanted = (f"Draft {promotion} stands as rejected, cancelled or ended: it was not checked.", "status")
    assert said == [wanted] * unchecked


@pytest.mark.parametrize(
    ("kind", "canceled_at", "unchecked"),
    [
        ("lightning_deal", "", True),  # over at once
        ("percentage_off", "2026-11-22", True),  # over since then
        ("percentage_off", "", True),  # judged for the four hours after it
        ("percentage_off", "2026-11-30", False),  # until then it is judged
    ],
)
def test_a_draft_that_its_status_ends_while_its_days_go_on_is_not_clear(
    tmp_path: Path, kind: str, canceled_at: str, unchecked: bool
) -> None:
    draft = f"""
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | status | canceled_at
    C-2          | {kind} | LAMP | percent       | 10             | 2026-11-20 | 2026-12-10 | ended  | {canceled_at}
    """
    report = with_draft(tmp_path, live=ANOTHER, draft=draft)
    said = [each.places[0].column for each in findings_of(report, "PC908")]
    assert said == ["status"] * unchecked


@pytest.mark.parametrize(
    ("target", "unchecked"), [("LAMP", False), ("B0DRAFT001", False), ("MUG", True), ("LAMP;MUG", True)]
)
def test_a_draft_cancels_what_is_live_where_that_is_live(
    tmp_path: Path, target: str, unchecked: bool
) -> None:
    live = COUPON.replace("2026-11-20", "2026-12-01")
    draft = live.replace("active", "ended").replace("LAMP", target)
    draft = draft.replace("| sku ", "| asin") if target.startswith("B0") else draft
    assert bool(findings_of(with_draft(tmp_path, live=live, draft=draft), "PC908")) == unchecked


def test_a_draft_with_new_days_for_what_is_over_does_not_cancel_it(tmp_path: Path) -> None:
    over = COUPON.replace("active", "ended ").replace("2026-12-10", "2026-11-21")
    again = over.replace("2026-11-20", "2026-12-01").replace("2026-11-21", "2026-12-10")
    (finding,) = findings_of(with_draft(tmp_path, live=over, draft=again), "PC908")
    assert finding.places[0].column == "status"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("2026-12-10", "2026-12-10"),
        ("2026-12-10", "2026-12-20"),
        ("30", "60"),
        ("LAMP", "MUG"),
        ("LAMP", "LAMP;MUG"),
        ("500", "0"),
    ],
)
def test_a_draft_may_hold_what_is_taken_out_in_the_exports_too_as_it_stands_there(
    tmp_path: Path, was: str, now: str
) -> None:
    rejected = """
    promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | status   | min_spend
    C-1          | coupon | LAMP | percent       | 30             | 2026-12-01 | 2026-12-10 | rejected | 500
    """
    report = with_draft(tmp_path, live=rejected, draft=rejected.replace(was, now))
    assert len(findings_of(report, "PC908")) == (was != now)


def test_a_folder_of_drafts_without_any_is_not_clear(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "note.txt").write_text("later")
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(tmp_path / "floors.csv", table(FLOORS))
    write_sheet(tmp_path / "live.csv", table(COUPON))
    drafts = (str(tmp_path / "drafts"),)
    report = scan(Request((str(tmp_path),), policy_of(), 1795478400, marketplace="US", drafts=drafts))
    assert report.exit_code == 3


def test_an_edit_with_another_switch_is_still_one_promotion(tmp_path: Path) -> None:
    live = COUPON.replace("| status", "| stackable").replace("active", "no    ")
    report = with_draft(tmp_path, live=live, draft=live.replace("30 ", "10 ").replace("no    ", "      "))
    assert str(price_of(report, "LAMP").stacked_price) == "70.00"


def test_an_id_with_an_at_in_it_is_an_id(tmp_path: Path) -> None:
    named = COUPON.replace("C-1 ", "shop@fall ")
    report = with_draft(tmp_path, live=named, draft=named)
    assert str(price_of(report, "LAMP").stacked_price) == "70.00"


def test_the_report_says_what_was_there_before(tmp_path: Path) -> None:
    draft = ANOTHER.replace("C-9", "C-8").replace("60 ", "10 ")
    report = with_draft(tmp_path, live=ANOTHER, draft=draft)
    (finding,) = findings_of(report, "PC101")
    assert (finding.since, str(finding.before), str(finding.stacked_price)) == ("worse", "8.00", "6.00")
    text = FORMATS["text"](report, Words())
    assert "they make worse: 1 error" in text
    assert "without them: 1 error" in text


@pytest.mark.parametrize(("language", "said"), [("en", "they take away: 1 error"), ("zh", "消除：1 个错误")])
def test_the_report_says_what_a_draft_takes_away(tmp_path: Path, language: str, said: str) -> None:
    live = ANOTHER.replace("2026-11-20", "2026-12-01").replace("active", "draft ")
    report = with_draft(tmp_path, live=live, draft=live.replace("60 ", "10 "))
    assert findings_of(report, "PC101") == []
    assert said in FORMATS["text"](report, Words(language))


def test_a_replaced_promotion_that_is_nowhere_makes_the_run_untrustworthy(tmp_path: Path) -> None:
    report = with_draft(
        tmp_path,
        live=COUPON,
        draft="""
        promotion_id | kind   | sku  | discount_type | discount_value | start      | end        | replaces
        C-2          | coupon | LAMP | percent       | 20             | 2026-12-01 | 2026-12-05 | C-7
        """,
    )
    assert report.exit_code == 3
    (finding,) = (each for each in report.findings if each.trust)
    assert (finding.rule, finding.promotions) == ("PC905", ("C-7",))
    assert [(place.row, place.column) for place in finding.places] == [(2, "replaces")]


def test_a_draft_without_an_id_is_another_promotion_even_if_the_same_is_live(tmp_path: Path) -> None:
    live = """
    name     | kind   | sku  | discount_type | discount_value | start      | end
    Save 30% | coupon | LAMP | percent       | 30             | 2026-12-01 | 2026-12-10
    """
    report = with_draft(tmp_path, live=live, draft=live)
    assert prices_below(report) == [("PC101", "LAMP", "new")]
    assert str(price_of(report, "LAMP").stacked_price) == "40.00"
    (finding,) = findings_of(report, "PC101")
    assert finding.promotions == ("Save 30%@2026-12-01", "Save 30%@2026-12-01 (draft)")


def test_a_draft_without_promotions_is_refused(tmp_path: Path) -> None:
    report = with_draft(tmp_path, live=COUPON, draft=FLOORS)
    assert report.exit_code == 3
    (unread,) = report.unread
    assert unread.place.file.endswith("draft.csv")


def test_what_makes_a_run_untrusted_is_no_error_with_the_draft_or_without(tmp_path: Path) -> None:
    """What a live coupon takes off cannot be read, and CUP, which the draft promotes, has no floor: neither is among the errors."""
    report = with_draft(
        tmp_path,
        live=ANOTHER.replace("60 ", "6O "),
        listings=f"{LISTINGS}CUP  | B0DRAFT003 | 20.00  | USD",
        draft="""
        promotion_id | kind   | sku      | discount_type | discount_value | start      | end
        C-2          | coupon | LAMP;CUP | percent       | 50             | 2026-12-01 | 2026-12-05
        """,
    )
    lines = FORMATS["text"](report, Words()).splitlines()
    assert lines[0].endswith("solve 2 problems, then scan again. In what could be read: 1 error, 2 warnings")
    assert lines[2].strip() == "they bring 1 error, 2 warnings, 1 reason not to trust this run"
    assert lines[3].strip() == "without them: no errors, 1 reason not to trust this run"


@pytest.mark.parametrize("kind", ["best_deal", "coupon"])
@pytest.mark.parametrize(("live", "draft"), [("10", "400"), ("400", "10")])
def test_a_draft_that_edits_nothing_but_the_units_is_for_its_own(
    tmp_path: Path, live: str, draft: str, kind: str
) -> None:
    edited = (
        "promotion_id | kind | sku | discount_type | discount_value | start | end | units\n"
        "X-1 | {kind} | LAMP | percent | 50 | 2026-12-01 | 2026-12-05 | {units}"
    )
    report = with_draft(
        tmp_path, live=edited.format(kind=kind, units=live), draft=edited.format(kind=kind, units=draft)
    )
    (finding,) = findings_of(report, "PC101")
    assert finding.exposure
    assert finding.exposure.units == int(draft)


@pytest.mark.parametrize(
    ("live", "draft", "severities"),
    [
        pytest.param(
            "P-1 | percentage_off | LAMP | percent | 30 | 2026-12-01 | 2026-12-03",
            "P-2 | amount_off | LAMP | amount | 30 | 2026-12-04 | 2026-12-08",
            ["info"],
            id="the second of two",
        ),
        pytest.param(
            """P-1 | percentage_off | LAMP | percent | 30 | 2026-12-01 | 2026-12-03
               P-2 | amount_off | LAMP | amount | 30 | 2026-12-04 | 2026-12-08""",
            "P-3 | coupon | MUG | percent | 5 | 2026-12-01 | 2026-12-03",
            ["error"],
            id="on another SKU",
        ),
        pytest.param(
            "P-1 | percentage_off | MUG | percent | 30 | 2026-12-01 | 2026-12-03",
            "P-2 | percentage_off | LAMP | percent | 50 | 2026-12-04 | 2026-12-08",
            ["error", "error"],
            id="alone, and wrong itself",
        ),
        pytest.param(
            "P-1 | percentage_off | LAMP | percent | 30 | 2026-12-01 | 2026-12-08",
            "P-2 | amount_off | LAMP | amount | 30 | 2026-12-01 | 2026-12-08",
            ["error", "error"],
            id="together, and wrong while they run",
        ),
    ],
)
def test_hours_between_a_draft_and_another_weigh_what_the_policy_says(
    live: str, draft: str, severities: list[str], tmp_path: Path
) -> None:
    header = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
    policy = "rules: {handover-gap: {severity: error, draft: info}}"
    report = with_draft(tmp_path, live=header + live, draft=header + draft, policy=policy)
    assert [each.severity.value for each in findings_of(report, "PC202")] == severities


ROW = "C-1 | coupon | {target} | percent | 10 | 2026-11-20 | 2026-12-10 | active"
HEAD = "promotion_id | kind | {column} | discount_type | discount_value | start | end | status\n"
CUPS = LISTINGS + "\n".join(f"CUP-{n} | B0DRAFT003 | 20.00 | USD" for n in range(1, 5))


def dropped_by(
    folder: Path, live: str, draft: str, *, head: str = HEAD.format(column="sku"), policy: str = ""
) -> Report:
    return with_draft(
        folder,
        live=HEAD.format(column="sku") + live,
        draft=head + draft,
        listings=CUPS,
        policy=policy or "rules: {missing-floor: off}",
    )


def test_a_draft_that_names_some_of_what_is_live_says_whom_it_drops(tmp_path: Path) -> None:
    live = "\n".join(ROW.format(target=sku) for sku in ("LAMP", "MUG", *(f"CUP-{n}" for n in range(1, 5))))
    report = dropped_by(tmp_path, live, ROW.format(target="LAMP"))
    (finding,) = findings_of(report, "PC905")
    words = Words()
    assert words.sentence(finding.message) == (
        "The draft of promotion C-1 does not name CUP-1, CUP-2, CUP-3 and 2 more, which the live one is on: they are "
        "taken to leave it when the draft is saved."
    )
    assert words.sentence(finding.fix) == (
        "If the draft is an excerpt, put all rows of promotion C-1 into it, then scan again. If they are to leave it, nothing is "
        "to be done."
    )
    assert (finding.severity.value, finding.since, finding.promotions) == ("info", Since.NEW, ("C-1",))
    cells = [(place.file.rpartition("/")[2], place.row, place.column) for place in finding.places]
    assert cells == [("draft.csv", 2, "sku"), *(("live.csv", row, "sku") for row in range(3, 6))]
    assert report.exit_code == 0


@pytest.mark.parametrize(
    ("live", "head", "draft"),
    [
        pytest.param(["LAMP;MUG"], "sku", ["MUG", "LAMP"], id="in other rows"),
        pytest.param(["LAMP"], "sku", ["LAMP;MUG"], id="on more"),
        pytest.param(["LAMP;MUG"], "asin", ["B0DRAFT001;B0DRAFT002"], id="by their ASINs"),
        pytest.param(["CUP-1;CUP-2"], "asin", ["B0DRAFT003"], id="by an ASIN that is on more"),
        pytest.param(["LAMP;NOBODY"], "sku", ["LAMP"], id="but one that is nobody's"),
    ],
)
def test_a_draft_that_reaches_all_that_is_live_drops_nobody(
    tmp_path: Path, live: list[str], head: str, draft: list[str]
) -> None:
    rows = ("\n".join(ROW.format(target=each) for each in side) for side in (live, draft))
    report = dropped_by(tmp_path, *rows, head=HEAD.format(column=head))
    assert findings_of(report, "PC905") == []


def test_what_shares_an_asin_with_a_sku_of_the_draft_may_be_dropped(tmp_path: Path) -> None:
    head = HEAD.format(column="asin")
    write = ROW.format(target="B0DRAFT003").replace("C-1", "C-2")
    report = with_draft(
        tmp_path,
        live=head + write,
        draft=HEAD.format(column="sku") + ROW.format(target="CUP-1;CUP-2;CUP-3").replace("C-1", "C-2"),
        listings=CUPS,
        policy="rules: {missing-floor: off}",
    )
    (finding,) = findings_of(report, "PC905")
    assert dict(finding.message.values) == {"name": "C-2", "skus": ("CUP-4",)}
    assert [(place.file.rpartition("/")[2], place.column) for place in finding.places] == [
        ("draft.csv", "sku"),
        ("live.csv", "asin"),
    ]


@pytest.mark.parametrize(
    ("live", "draft"),
    [
        pytest.param("active", "cancelled", id="taken out by the draft"),
        pytest.param("active", "ended", id="ended by the draft"),
        pytest.param("active", "rejected", id="a draft that does nothing"),
        pytest.param("rejected", "active", id="what never ran"),
        pytest.param("cancelled", "active", id="what is cancelled"),
    ],
)
def test_what_is_out_altogether_is_dropped_by_nobody(tmp_path: Path, live: str, draft: str) -> None:
    rows = (ROW.replace("active", live).format(target="LAMP;MUG"), ROW.replace("active", draft))
    report = dropped_by(tmp_path, rows[0], rows[1].format(target="LAMP"))
    assert findings_of(report, "PC905") == []


def test_who_is_in_a_row_that_the_draft_cancels_is_not_dropped(tmp_path: Path) -> None:
    draft = f"{ROW.format(target='LAMP')}\n{ROW.format(target='MUG').replace('active', 'cancelled')}"
    assert findings_of(dropped_by(tmp_path, ROW.format(target="LAMP;MUG"), draft), "PC905") == []


def test_days_that_are_over_are_dropped_by_nobody(tmp_path: Path) -> None:
    over = ROW.format(target="MUG").replace("2026-12-10", "2026-11-21").replace("2026-11-20", "2026-11-01")
    live = f"{ROW.format(target='LAMP')}\n{over}"
    assert findings_of(dropped_by(tmp_path, live, ROW.format(target="LAMP")), "PC905") == []


def test_who_is_dropped_weighs_what_the_policy_says(tmp_path: Path) -> None:
    live, draft = ROW.format(target="LAMP;MUG"), ROW.format(target="LAMP")
    for weight, code in (("warning", 0), ("error", 3), ("off", 0)):
        report = dropped_by(
            tmp_path, live, draft, policy=f"rules: {{conflicting-rows: {{dropped: {weight}}}}}"
        )
        said = [each.severity.value for each in findings_of(report, "PC905")]
        assert (said, report.exit_code) == ([weight] if weight != "off" else [], code)


SOLD = """
store    | sku  | price  | currency
深圳一店 | LAMP | 100.00 | USD
"""
OTHERS = """
store    | sku | price | currency
深圳二店 | MUG | 20.00 | USD
"""
OF_LAMP = """
promotion_id | kind   | sku  | discount_type | discount_value | start      | end
C-2          | coupon | LAMP | percent       | 50             | 2026-12-01 | 2026-12-05
"""
RUNS = """
promotion_id | kind   | store    | sku  | discount_type | discount_value | start      | end
C-1          | coupon | 深圳一店 | LAMP | percent       | 1              | 2026-11-20 | 2026-11-21
"""


def shops_with_draft(
    folder: Path,
    shops: dict[str, str],
    draft: str,
    *,
    store: str | None = None,
    policy: str = "",
    beside: str = "",
) -> Report:
    """Scan `exports`, with these listings by folder, and a draft outside of it that names no store, and another `beside` it."""
    for name, listings in shops.items():
        path = folder / "exports" / name
        path.mkdir(parents=True)
        write_sheet(path / "listings.csv", table(listings))
        write_sheet(path / "floors.csv", table(FLOORS))
        write_sheet(path / "live.csv", table(RUNS))
    path = folder / draft / "coupon.csv"
    path.parent.mkdir(parents=True)
    write_sheet(path, table(OF_LAMP))
    if beside:
        write_sheet(path.with_name("beside.csv"), table(beside))
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    return scan(
        Request(
            (str(folder / "exports"),),
            policy_of(policy),
            instant,
            prices=True,
            store=store,
            drafts=(str(path.parent),),
        )
    )


def whose(report: Report) -> tuple[set[str | None], list[str]]:
    """Whose the draft's promotion is, by what it prices, and what is said where it is nobody's."""
    unknown = [each for each in findings_of(report, "PC401") if each.promotions == ("C-2",)]
    return (
        {each.store for each in report.prices if "C-2" in each.promotions},
        [english(each.message) for each in unknown],
    )


@pytest.mark.parametrize("folder", ["new/US", "深圳一店/US"])
@pytest.mark.parametrize("store", [None, "深圳一店"])
def test_the_folder_of_a_draft_names_no_store_where_no_folder_of_the_exports_does(
    tmp_path: Path, folder: str, store: str | None
) -> None:
    report = shops_with_draft(tmp_path, {"US": SOLD}, folder, store=store)
    assert whose(report) == ({"深圳一店"}, [])


def test_a_draft_is_of_the_only_store_that_sells_in_its_marketplace(tmp_path: Path) -> None:
    report = shops_with_draft(tmp_path, {"US": SOLD, "CA": OTHERS.replace("USD", "CAD")}, "new/US")
    assert whose(report) == ({"深圳一店"}, [])


def test_of_several_stores_that_rows_name_a_draft_says_which(tmp_path: Path) -> None:
    shops = {"US": SOLD, "US/others": OTHERS}
    priced, said = whose(shops_with_draft(tmp_path / "1", shops, "new/US"))
    assert not priced
    assert said == [
        "The draft names no store, and the SKU LAMP is in 深圳一店/US. Add --store and its name (深圳一店), or write it into the row."
    ]
    assert whose(shops_with_draft(tmp_path / "2", shops, "new/US", store="深圳一店")) == ({"深圳一店"}, [])
    assert whose(shops_with_draft(tmp_path / "3", shops, "深圳一店/US")) == ({"深圳一店"}, [])


def test_a_row_that_names_no_store_is_not_of_the_one_that_another_row_of_the_drafts_names(
    tmp_path: Path,
) -> None:
    """Before the exports are looked at nobody knows of how many stores the drafts are."""
    others = SOLD.replace("深圳一店", "深圳二店").replace("100.00", "200.00")
    shops = {"US": SOLD, "US/others": others}
    named = """
    promotion_id | kind   | store    | sku  | discount_type | discount_value | start      | end
    C-1          | coupon | 深圳二店 | LAMP | percent       | 1              | 2026-11-20 | 2026-11-21
    """
    priced, said = whose(shops_with_draft(tmp_path, shops, "new/US", beside=named))
    assert not priced
    assert said == [
        "The draft names no store, and the SKU LAMP is in 深圳一店/US, 深圳二店/US. Add --store and its name (深圳一店, 深圳二店), or write it into the row."
    ]


def test_where_folders_name_stores_the_one_of_a_draft_may_be_another_store(tmp_path: Path) -> None:
    """`new/US` may be a second account, with a lamp at another price."""
    shops = {"acme/US": SOLD.replace("深圳一店", "acme    ")}
    runs = {"acme/US": "sku | price\nLAMP | 100.00"}
    for at, listings in enumerate((shops, runs)):
        priced, said = whose(shops_with_draft(tmp_path / str(at), listings, "new/US"))
        assert not priced
        assert said == [
            "No listing in new/US has the SKU LAMP; there is one in acme/US. If the draft is for that store, add --store and its name: acme."
        ]


def test_a_store_that_is_asked_for_comes_before_the_folder_of_a_draft(tmp_path: Path) -> None:
    listings = "sku | price\nLAMP | 100.00"
    report = shops_with_draft(tmp_path / "1", {"acme/US": listings}, "new/US", store="acme")
    assert whose(report)[0] == {"acme"}
    several = {"acme/US": listings, "beta/US": listings}
    report = shops_with_draft(tmp_path / "2", several, "beta/US", store="acme")
    assert whose(report)[0] == {"beta"}  # the folder is a store of the exports


def test_a_store_of_the_policy_is_that_of_a_draft_where_folders_name_none(tmp_path: Path) -> None:
    listings = "sku | price\nLAMP | 100.00"
    policy = "exports: {store: acme}"
    assert whose(shops_with_draft(tmp_path / "1", {"US": listings}, "new/US", policy=policy))[0] == {"acme"}
    several = {"acme/US": listings, "beta/US": listings}
    assert not whose(shops_with_draft(tmp_path / "2", several, "new/US", policy=policy))[0]
