"""Fixes of many hits at once are what each hit's is by itself."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from promocheck.model.kind import KIND_WORDS, Form, Kind, Status, label_of, promotion_named
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text, say
from promocheck.model.window import DAY, Instant
from promocheck.pipeline import Request
from promocheck.pipeline.fix_answers import Answers, Way
from promocheck.pipeline.fix_order import FixOrder
from promocheck.pipeline.fix_words import FixWords
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.pricing.floors import NO_ROW
from promocheck.reports.words import Words
from promocheck.rules import Evidence
from promocheck.rules.hits import Hits
from promocheck.rules.rule import Hit, Mend
from tests.oracle.campaigns import campaign
from tests.shop import policy_of, write_sheet
from tests.steps import taken_off

ODD = ("{0}", "%s", "100%", "{sku", "}", "白色", 'é"', "\\n", "\u2028", "\x7f", "'")


def priced(seed: int, folder: Path, preset: str = "amazon") -> Priced:
    """A random shop of several marketplaces, with odd letters in its SKUs and ids."""
    listings, promotions, floors, now = campaign(Random(seed), 30, everything=True)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        for row in rows:
            for key in ("sku", "promotion_id"):
                if row.get(key):
                    row[key] += ODD[sum(map(ord, row[key])) % len(ODD)]
        write_sheet(folder / f"{name}.csv", rows)
    policy, instant = policy_of(f"stacking:\n  extends: {preset}"), int(now.timestamp())
    return Priced.of(read_for(Request((str(folder),), policy, instant)), policy, instant)


def test_fixes_are_said_as_one_by_one(tmp_path: Path) -> None:
    evidence, rng = priced(51, tmp_path).evidence, Random(51)
    many, rows = 2_000, evidence.promotions.rows
    listing = np.array(rng.choices(range(evidence.listings.rows), k=many))
    meant = np.array(rng.choices((False, True), k=many))
    answers = Answers.none(many, 3)
    answers.put(
        np.arange(many),
        np.array(rng.choices([*Way], k=many)),
        np.array(rng.choices(range(rows), k=many)),
        np.array([rng.randrange(1, 99) * 100 + rng.choice((0, 0, 5)) for _ in range(many)]),
    )
    answers.clipped[:] = rng.choices((False, True), k=many)
    for at in range(0, many, 5):
        gone = rng.randrange(4)
        answers.gone[at, :gone] = rng.choices(range(rows), k=gone)
    for at in np.flatnonzero(answers.open).tolist():
        answers.gone[at] = NO_ROW
    found = FixWords(evidence, listing, meant)(answers)
    alone = [fix_of(evidence, int(listing[at]), answers, at, meant=bool(meant[at])) for at in range(many)]
    assert [*found] == alone
    assert len({each.template for each in alone if each}) == 14
    for language in ("en", "zh"):
        words = Words(language)
        assert [each and words.say(each) for each in found] == [each and words.say(each) for each in alone]


def test_no_hits_have_no_fixes(tmp_path: Path) -> None:
    shop = priced(51, tmp_path)
    nobody = np.empty(0, dtype=np.int64)
    how = shop.explain.columns(nobody)
    asked = Hits.of([]).asked(np.arange(0))
    assert [*shop.context().mended(asked, how, nobody).fix] == [*shop._fixes()(asked, how, nobody).fix] == []
    unfixed = shop.context(fixing=False).mended(asked, shop.explain.columns(np.arange(2)), np.arange(2))
    assert [*unfixed.fix] == [None, None]


def fix_of(evidence: Evidence, listing: int, answers: Answers, at: int, *, meant: bool) -> Text | None:
    """One of the fixes, from its own numbers alone."""
    way, row, value = (int(each[at]) for each in (answers.way, answers.row, answers.value))
    if way == Way.NOTHING:
        return None
    sku, zone = evidence.listings.text("sku", listing), zone_of(evidence, listing)
    days = evidence.promotions["days"][row]
    promotion, own = name_of(evidence, listing, row), not evidence.promotions.text("id", row)
    if way == Way.SET:
        form = evidence.promotions.number("form", row)
        zhe = {"zhe": str((10_000 - Decimal(value)) / 1_000)} if evidence.promotions["zhe"][row] else {}
        worth = Percent(value) if form == Form.PERCENT else Money(value, evidence.currency(listing))
        template = set_to(form, own=own, zhe=bool(zhe), meant=meant)
        fix = say(template, promotion=promotion, **zhe, value=worth, sku=sku)
    elif way == Way.OUT:
        fix = out_of(evidence, listing, row)
    elif way == Way.START:
        start = day_of(value, zone) if days else Instant(value, zone)
        fix = say("Start {promotion} on {start} or later.", promotion=promotion, start=start)
    elif days:
        end = day_of(value - 1, zone)
        fix = say("End {promotion} on {end} or earlier.", promotion=promotion, end=end)
    else:
        fix = say("End {promotion} by {end}.", promotion=promotion, end=Instant(value, zone))
    if answers.clipped[at]:
        fix = say("{fix} Who has clipped it keeps it.", fix=fix)
    for gone in reversed([each for each in answers.gone[at].tolist() if each != NO_ROW]):
        fix = say("{first} {then}", first=out_of(evidence, listing, gone), then=fix)
    return fix


def day_of(seconds: int, zone: str) -> str:
    return f"{datetime.fromtimestamp(seconds, ZoneInfo(zone)):%Y-%m-%d}"


def set_to(form: int, *, own: bool, zhe: bool, meant: bool) -> str:
    to = "{value} or more" if form == Form.PRICE else "at most {value} off"
    if zhe:
        to = "{zhe}折 or more (at most {value} off)"
    if meant:
        return f"Set {{promotion}} to {to}; if it is meant, accept it with a waiver."
    return f"Set {{promotion}} to {to}, or {'end it' if own else 'take {sku} out of it'}."


def out_of(evidence: Evidence, listing: int, row: int) -> Text:
    own = not evidence.promotions.text("id", row)
    return say(
        "End {promotion}." if own else "Take {sku} out of {promotion}.",
        promotion=name_of(evidence, listing, row),
        sku=evidence.listings.text("sku", listing),
    )


def name_of(evidence: Evidence, listing: int, row: int) -> Text:
    kind, name = evidence.promotions.number("kind", row), evidence.promotions.text("id", row)
    if name:
        return promotion_named(kind, name)
    sku = evidence.listings.text("sku", listing)
    return say("the {promotion} of {sku}", promotion=label_of(KIND_WORDS[kind]), sku=sku)


def zone_of(evidence: Evidence, listing: int) -> str:
    return BY_CODE[evidence.listings.text("marketplace", listing)].zone


@pytest.mark.parametrize(("seed", "preset"), [(61, "amazon"), (62, "shopify"), (63, "taobao"), (64, "chain")])
def test_promotions_are_put_in_order_as_one_by_one(seed: int, preset: str, tmp_path: Path) -> None:
    shop, rng = priced(seed, tmp_path, preset), Random(seed)
    rows = shop.evidence.promotions.rows
    drafted, clipped = (np.array(rng.choices((False, True), (3, 1), k=rows)) for _ in range(2))
    how = shop.explain.columns(np.arange(shop.evidence.segments.rows))
    prices = np.array([-1 if rng.random() < 0.2 else each for each in range(len(how))])
    found = FixOrder(shop.evidence, drafted, clipped)(how, prices)
    assert [tuple(each) for each in found.apart(found.rows.tolist())] == [
        ()
        if price < 0
        else in_order(shop.evidence, drafted, clipped, how[price].promotion_rows, taken_off(how[price].steps))
        for price in prices.tolist()
    ]
    assert max(np.diff(found.first)) > 2


def in_order(
    evidence: Evidence,
    drafted: np.ndarray,
    clipped: np.ndarray,
    rows: tuple[int, ...],
    off: dict[str, int],
) -> tuple[int, ...]:
    first: dict[str, tuple[bool, bool, int, int]] = {}
    promotions = evidence.promotions
    for row in rows:
        kind = promotions.number("kind", row)
        if kind != Kind.POINTS and promotions.number("status", row) != Status.CANCELLED:
            name = promotions.text("id", row) or KIND_WORDS[kind]
            taken = sum(
                off.get(each, 0) for each in {name, KIND_WORDS[kind]}
            )  # what sells does so by its kind
            first.setdefault(name, (not drafted[row], bool(clipped[row]), -taken, row))
    return tuple(row for *_, row in sorted(first.values()))


def test_hits_ask_in_columns() -> None:
    fix = say("Look at its dates, then scan again.")
    hits = [
        Hit(fix, fix, 3, 7, 0, DAY, mend=Mend(left=500, listings=(3, 5), may_be_meant=True)),
        Hit(fix, fix, 4, 9, 5, DAY, mend=Mend(apart=True, rows=(1, 2))),
        Hit(fix, fix, 6, 8, 1, 2, mend=Mend()),
    ]
    asked = Hits.of(hits).asked(np.arange(len(hits))).where(np.array([2, 0, 1]))
    assert [tuple(each) for each in asked.listings.apart(asked.listings.rows.tolist())] == [
        (6,),
        (3, 5),
        (4,),
    ]
    assert [tuple(each) for each in asked.rows.apart(asked.rows.rows.tolist())] == [(), (), (1, 2)]
    assert asked.dated.tolist() == [0, 0, 2]
    numbers = (asked.listing, asked.segment, asked.start, asked.end, asked.left)
    assert [each.tolist() for each in numbers] == [
        [6, 3, 4],
        [8, 7, 9],
        [1, 0, 5],
        [2, DAY, DAY],
        [0, 500, 0],
    ]
    assert asked.apart.tolist() == [False, False, True]
    assert asked.may_be_meant.tolist() == [False, True, False]
