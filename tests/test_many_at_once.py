"""What is looked up for many findings at once is what each of them has by itself, on random campaigns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, combinations
from pathlib import Path
from random import Random

import numpy as np
import pytest

from promocheck import rules
from promocheck.model.kind import Form, Kind, Status, Switch, promotion_named
from promocheck.model.place import Place
from promocheck.model.text import Text, say
from promocheck.model.window import DAY
from promocheck.pipeline import Request
from promocheck.pipeline.places import Places, ids_of
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.pricing import assumptions
from promocheck.pricing.classes import NO_CLASS
from promocheck.pricing.floors import FIELDS, NO_ROW, Origin
from promocheck.pricing.plan import NO_SETTER, Reading
from promocheck.pricing.promotions import OF_LISTINGS
from promocheck.rules import Subjects, run
from promocheck.rules.primary import Primaries, Primary
from promocheck.tables.columns import Column, repeated
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged
from tests.oracle.campaigns import campaign
from tests.shop import policy_of, write_sheet
from tests.steps import taken_off

FLOORS = "floors:\n  default: {min_percent_of_price: 55, min_margin_percent: 10}"


def priced(seed: int, folder: Path, policy: str = "", skus: int = 30) -> Priced:
    listings, promotions, floors, now = campaign(Random(seed), skus, everything=True)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(folder / f"{name}.csv", rows)
    instant = int(now.timestamp())
    return Priced.of(
        read_for(Request((str(folder),), policy_of(policy), instant)), policy_of(policy), instant
    )


def test_findings_do_not_depend_on_their_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = priced(11, tmp_path, FLOORS, skus=12)
    found = partial(rules.in_batches, rules.ALL, shop.shop.scopes.rules(), shop.evidence, shop.context())
    (whole,) = found()
    monkeypatch.setattr(run, "_BATCH", 15)
    parts = list(found())
    assert len(parts) > 2
    assert list(chain.from_iterable(each.findings() for each in parts)) == whole.findings()


def test_floors_are_told_as_one_by_one(tmp_path: Path) -> None:
    shop = priced(11, tmp_path, FLOORS)
    segments = np.arange(shop.evidence.segments.rows)
    found = shop.floor_sources(segments)
    assert found == [shop.floor_sources(segments[[at]])[0] for at in segments]
    assert {each.template for each in found if each} >= {
        "floors sheet",
        "cost {cost}, fees {fees}, margin {margin}",
        "{percent} of {price}, {name} in the policy",
    }


@pytest.mark.parametrize("seed", range(21, 24))
def test_cells_are_found_as_one_by_one(seed: int, tmp_path: Path) -> None:
    shop = priced(seed, tmp_path)
    segments = np.arange(shop.evidence.segments.rows)
    listing = shop.evidence.segments["listing"]
    rows = shop.explain.rows(segments.tolist())
    nowhere = np.full(len(listing), NO_ROW)
    asked = [(listing, segments, rows), (listing, nowhere, rows), (nowhere, nowhere, rows[::-1])]
    chance = Random(seed)
    for listings, at, promotions in asked:
        first = [primary_of(chance, each, len(listing)) for each in promotions]
        one_by_one = zip(listings.tolist(), at.tolist(), promotions, first, strict=True)
        found = shop.places(Subjects(listings, at, Ragged.of(promotions), Primaries.of(first)))
        assert list(found) == [tuple(dict.fromkeys(Cells(shop.places, *each))) for each in one_by_one]


def primary_of(chance: Random, rows: Sequence[int], segments: int) -> Primary:
    """Any cell to look at first; of a promotion one of these rows, or of a floor a segment, is named now and then."""
    fields = chance.choice([(), ("start",), ("sku", "asin"), ("no such",), ("no such", "budget", "end")])
    row = chance.choice([*rows, None])
    return chance.choice(
        [
            Primary(fields, row),
            Primary(fields, row),
            Primary(("business_price",), of="listing"),
            Primary(row=chance.choice([None, chance.randrange(segments)]), of="floor"),
            Primary(("cost",), of="floors sheet"),
        ]
    )


@dataclass
class Cells:
    """The cells behind one finding: what is to be looked at first, then price, discounts, floor."""

    places: Places
    listing: int
    segment: int
    rows: tuple[int, ...]
    primary: Primary

    def __iter__(self) -> Iterator[Place]:
        yield from self.first()
        if self.listing != NO_ROW:
            yield self.cell("listings", self.listing, "price")
        for row in self.rows:
            yield self.discount(row)
            if self.named(row) and self.places.promotions.number("get_quantity", row):
                yield self.cell("promotions", row, "get_quantity")
        if self.listing != NO_ROW:
            yield from self.floor(self.segment)

    def first(self) -> Iterator[Place]:
        fields, row = self.primary.fields, self.primary.row
        if self.primary.of == "promotion":
            yield from map(self.of_promotion, self.rows[:1] if row is None else (row,))
        elif self.listing != NO_ROW:
            if self.primary.of == "floor":
                yield from self.floor(self.segment if row is None else row)
            elif self.primary.of == "listing":
                yield self.cell("listings", self.listing, fields[0])
            else:
                yield from self.of_floors_sheet(fields[0])

    def of_promotion(self, row: int) -> Place:
        headings = self.places.sources[self.places.promotions.number("source", row)].headings
        names = self.primary.fields
        if not self.named(row):
            sale = self.places.promotions.number("kind", row) == Kind.SALE_PRICE
            names = tuple(f"sale_{each}" for each in names) if sale else ()
        found = next((each for each in names if each in headings), None)
        return self.cell("promotions", self.own(row), found) if found else self.discount(row)

    def of_floors_sheet(self, field: str) -> Iterator[Place]:
        joined, sheet = self.places.sheet_rows, self.places.floors_sheet
        mine = joined.row[joined.listing == self.listing].tolist()
        most = sorted(mine, key=lambda row: (-sheet.number(field, row), row))
        yield from (self.cell("floors_sheet", row, field) for row in most[:1])

    def discount(self, row: int) -> Place:
        kind, form = (self.places.promotions.number(name, row) for name in ("kind", "form"))
        if not self.named(row):
            nowhere = self.listing == NO_ROW
            table, at = ("promotions", row) if nowhere else ("listings", self.listing)
            return self.cell(table, at, OF_LISTINGS[Kind(kind), Form(form)])
        split = "percent_value" if form == Form.PERCENT else "amount_value"
        headings = self.places.sources[self.places.promotions.number("source", self.own(row))].headings
        return self.cell("promotions", self.own(row), split if split in headings else "discount_value")

    def floor(self, segment: int) -> Iterator[Place]:
        now = segment == NO_ROW
        given = (self.places.now if now else self.places.floors).take(
            np.array([self.listing if now else segment])
        )
        field = FIELDS.get(Origin(min(int(given.origin[0]), Origin.POLICY)), "")
        if field:
            row = int(given.row[0])
            listed = row == NO_ROW
            yield self.cell("listings" if listed else "floors_sheet", self.listing if listed else row, field)

    def own(self, row: int) -> int:
        """The row on the same terms that names the listing."""
        reached = self.places.reached
        mine = reached["promotion"][reached["listing"] == self.listing].tolist()
        return next((each for each in mine if self.terms(each) == self.terms(row)), row)

    def terms(self, row: int) -> list[object]:
        return [self.places.promotions[name][row] for name in ("id", "kind", "form", "value", "start", "end")]

    def named(self, row: int) -> bool:
        return bool(self.places.promotions.text("id", row))

    def cell(self, table: str, row: int, field: str) -> Place:
        columns: Columns = getattr(self.places, table)
        return self.places.sources[columns.number("source", row)].place(columns.number("row", row), field)


@pytest.mark.parametrize(
    ("seed", "preset"), [(31, "amazon"), (32, "amazon"), (33, "shopify"), (34, "taobao"), (35, "chain")]
)
def test_what_is_assumed_is_said_as_one_by_one(seed: int, preset: str, tmp_path: Path) -> None:
    shop = priced(seed, tmp_path, f"stacking:\n  extends: {preset}")
    every = np.arange(shop.evidence.segments.rows)
    for reading in (Reading.WORST, Reading.DOCUMENTED):
        outcome = shop.explain._outcome(every, reading)
        setters = outcome.trials.setter[outcome.chosen].tolist()
        explained = shop.explain(every.tolist(), reading)
        for segment, (setter, how) in enumerate(zip(setters, explained, strict=True)):
            rows = how.promotion_rows
            said = (*of_classes(shop, rows, setter, reading), *of_time(shop, segment, rows))
            assert how.assumptions == tuple(dict.fromkeys(said))


@pytest.mark.parametrize(("seed", "preset"), [(31, "amazon"), (32, "shopify"), (34, "taobao")])
def test_prices_are_explained_as_one_by_one(
    seed: int, preset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = priced(seed, tmp_path, f"stacking:\n  extends: {preset}")
    # Of some segments the price that is explained is the one as documented.
    stacked = shop.explain.stacked.copy()
    documented = shop.explain._outcome(np.arange(len(stacked)), Reading.DOCUMENTED).price
    lower = np.arange(len(stacked)) % 3 == 1
    stacked[lower] = np.minimum(stacked, documented - 1)[lower]
    explain = replace(shop.explain, stacked=stacked)
    every = np.arange(len(stacked))
    readings = [reading for reading, _, _ in explain._outcomes(every)]
    assert readings == [Reading.WORST, Reading.DOCUMENTED]
    found = explain.columns(every)
    monkeypatch.setattr(assumptions, "_KEPT", 1)
    alone = [explain([at])[0] for at in every.tolist()]
    assert [
        (each.steps, each.promotion_rows, each.assumptions) for each in found
    ] == [(each.steps, each.promotion_rows, each.assumptions) for each in alone]  # fmt: skip
    some = np.array([2, -1, 0, 2])
    assert [*found.assumed(some)] == [alone[2].assumptions, (), alone[0].assumptions, alone[2].assumptions]


@pytest.mark.parametrize(("seed", "preset"), [(31, "amazon"), (33, "shopify"), (34, "taobao")])
def test_what_steps_take_off_is_what_they_say(seed: int, preset: str, tmp_path: Path) -> None:
    shop = priced(seed, tmp_path, f"stacking:\n  extends: {preset}")
    every = np.arange(shop.evidence.segments.rows)
    found = shop.explain.columns(every)
    promotions = shop.evidence.promotions
    taken = found.taken_off(every)
    sums: list[dict[str, int]] = [{} for _ in every]
    columns = (taken.price, taken.row, taken.off)
    nameless = [{each.kind for each in one.steps if each.promotion is None} for one in found]
    for price, row, off in zip(*(each.tolist() for each in columns), strict=True):
        kind = Kind(promotions.number("kind", row)).word
        name = kind if kind in nameless[price] else promotions.text("id", row) or kind
        sums[price][name] = sums[price].get(name, 0) + off
    said = [taken_off(each.steps) for each in found]
    assert sums == [{name: off for name, off in each.items() if name != "selling_price"} for each in said]


def of_classes(shop: Priced, rows: tuple[int, ...], setter: int, reading: Reading) -> Iterator[Text]:
    """What one price assumes of how its promotions combine, asked for promotion by promotion."""
    plan, terms = shop.work.plans[reading], shop.work.terms[reading]
    half_of = {row: plan.halves[terms.half[row]] for row in rows if terms.half[row] != NO_CLASS}
    by_class: dict[str, list[int]] = {}
    for row, half in half_of.items():
        by_class.setdefault(half.member.id, []).append(row)
    documented = shop.work.plans[Reading.DOCUMENTED]
    shares = [half for row, half in half_of.items() if terms.form[row] == Form.PERCENT]
    if setter != NO_SETTER and any(
        plan.bases(half, setter) != documented.bases(half, setter) for half in shares
    ):
        (deal,) = (named(shop, row) for row in rows if terms.price_class[row] == setter)
        yield say("under {deal} percentages may be taken of the price before it", deal=deal)
    alone = [(mine, half_of[mine[0]].member.itself) for mine in by_class.values() if len(mine) > 1]
    for mine, itself in alone:
        if itself == "open" and len(mine) > 2:
            several = tuple(named(shop, row) for row in mine)
            yield say("all of these may be taken off: {promotions}", promotions=several)
        elif itself in ("open", "handshake"):
            yield from of_word(shop, mine[:1], mine[1:], itself)
    for one, other in combinations(by_class, 2):
        yield from of_word(shop, by_class[one], by_class[other], plan.word(one, other, setter))


def of_word(shop: Priced, some: list[int], others: list[int], word: str) -> Iterator[Text]:
    if word in ("open", "forbid"):
        one, other = named(shop, some[0]), named(shop, others[0])
        yield say("{one} and {other} may both be taken off", one=one, other=other)
    for row in (*some, *others) if word == "handshake" else ():
        if shop.evidence.promotions.number("switch", row) == Switch.UNKNOWN:
            yield say("{who} does not say whether it stacks", who=named(shop, row))


def of_time(shop: Priced, segment: int, rows: tuple[int, ...]) -> Iterator[Text]:
    """What one price assumes of when its promotions run."""
    promotions, beyond = shop.evidence.promotions, list[Text]()
    for row in rows:
        start, end, kind = (promotions.number(name, row) for name in ("start", "end", "kind"))
        cancelled = promotions.number("status", row) == Status.CANCELLED
        if cancelled and shop.evidence.at(segment, "start") >= promotions.number("canceled_at", row):
            clipped = kind in shop.work.plans[Reading.WORST].stacking.redeemable_after_cancel
            yield (
                say("{who} is cancelled, and may still be redeemed", who=named(shop, row))
                if clipped
                else say("{who} is cancelled, and may still apply for some hours", who=named(shop, row))
            )
        if kind == Kind.LIGHTNING_DEAL and end - start > DAY:
            yield say("{who} is known by its week, and may run at any hour of it", who=named(shop, row))
        if shop.evidence.at(segment, "start") < start or shop.evidence.at(segment, "end") > end:
            beyond.append(named(shop, row))
    if beyond:
        yield say("some hours before a start and after an end count: {promotions}", promotions=tuple(beyond))


def named(shop: Priced, row: int) -> Text:
    promotions = shop.evidence.promotions
    return promotion_named(promotions.number("kind", row), promotions.text("id", row))


def test_ids_are_numbered_whatever_shop_they_are_of() -> None:
    chance = Random(5)
    ids = ["", "P-1", "P-1 ", "桌 %s{}", "p-1", "\ud800"]
    for stores in (["acme"], ["acme", "", "birch"]):
        rows = [(chance.choice(stores), chance.choice(["US", "DE"]), chance.choice(ids)) for _ in range(200)]
        every = sorted({*rows})
        number = np.array([every.index(row) for row in rows], dtype=np.int64) + 3
        table = dict(zip(("store", "marketplace", "id"), map(_texts, zip(*rows, strict=True)), strict=True))
        found = ids_of(Columns(table), number).tolist()
        assert len({*zip(found, (row[2] for row in rows), strict=True)}) == len({*found}) == len(ids)


def test_ids_of_one_shop_are_its_promotions() -> None:
    number = np.array([4, 1, 4], dtype=np.int64)
    shop = {name: repeated("x", 3, object) for name in ("store", "marketplace")}
    assert ids_of(Columns({**shop, "id": _texts(("b", "a", "b"))}), number) is number


def _texts(texts: Sequence[str]) -> Column:
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found


CHANGED = {  # what a fix with a number changes: the columns of the promotions sheet
    "Set": ("discount_value",),
    "Take": ("sku", "asin"),
    "Start": ("start",),
    "End": ("end",),
    "The": ("discount_value",),  # that is itself below the floor: raise it
}


def test_the_first_place_is_the_cell_that_the_fix_changes(tmp_path: Path) -> None:
    assert set().union(*(changed(seed, tmp_path / str(seed)) for seed in range(51, 54))) == set(CHANGED)


def changed(seed: int, folder: Path) -> set[str]:
    """What the fixes with a number begin with, each of which changes the cell of its finding's first place."""
    folder.mkdir()
    shop = priced(seed, folder, FLOORS)
    sheet = [*csv.DictReader((folder / "promotions.csv").read_text(encoding="utf-8").splitlines())]
    told = set()
    for finding in rules.run_rules(rules.ALL, shop.shop.scopes.rules(), shop.evidence, shop.context()):
        fix = first_of(finding.fix)
        named = dict(fix.values).get("promotion")
        if not isinstance(named, Text):
            continue
        first, said = finding.places[0], dict(named.values)
        if "sku" in said:  # what a listing offers by itself
            assert Path(first.file).name == "listings.csv", finding
            continue
        begins = fix.template.split()[0]
        assert (Path(first.file).name, first.column in CHANGED[begins]) == ("promotions.csv", True), finding
        assert sheet[(first.row or 0) - 2]["promotion_id"] == said["promotion"]
        told.add(begins)
    return told


def first_of(fix: Text) -> Text:
    """Of a fix that says several things the first."""
    for name in ("first", "fix"):
        inner = dict(fix.values).get(name)
        if isinstance(inner, Text):
            return first_of(inner)
    return fix
