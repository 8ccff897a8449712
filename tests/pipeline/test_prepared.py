"""Prepared exports are had back as they were read, to the last row, dtype and word; or they are refused."""

from __future__ import annotations

import ast
import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from promocheck.exports import Cache, Tables
from promocheck.exports.cache import narrow
from promocheck.exports.cache.narrow import from_json, to_json
from promocheck.exports.own_files import MANIFEST
from promocheck.exports.piece import TABLES
from promocheck.model.errors import (
    DraftPrepared,
    MixedSet,
    NoPlace,
    NoPreparedSet,
    NotOurs,
    NotWhole,
    PreparedAgain,
    PreparedAmong,
    PreparedOtherwise,
    PreparedTogether,
    PreparedWith,
    StorageFault,
    UnknownCode,
)
from promocheck.model.money import Money, Percent
from promocheck.model.place import Place
from promocheck.model.problem import DearerTier, HiddenData, UnknownColumn, UnreadFile
from promocheck.model.report import Skipped
from promocheck.model.text import say, say_n
from promocheck.model.window import DAY
from promocheck.pipeline import Request, scan
from promocheck.pipeline.prepare import prepare
from promocheck.pipeline.prepared import PreparedSet, manifest, read, write
from promocheck.pipeline.prepared.parquet import part_of, rows_of
from promocheck.pipeline.scan import read_for, way_of
from promocheck.pipeline.why import why
from promocheck.policy import load_policy
from promocheck.reports import FORMATS, Words, json_report
from promocheck.reports.finding_json import lines_in
from promocheck.rules import RULE_TYPES
from promocheck.storage import Storage, Stored
from promocheck.tables import STOCK
from promocheck.tables.frames import Frame, taken
from tests.frames import assert_same
from tests.oracle.campaigns import campaign
from tests.shop import policy_of, table, write_sheet

SAMPLES = Path(__file__).parents[2] / "sample_exports"
AS_OF = 1_795_478_400  # 2026-11-24
INCIDENTS = sorted(f"incidents/{each.name}" for each in (SAMPLES / "incidents").iterdir() if each.is_dir())
POLICY = """
floors:
  exchange_rates: [{of: EUR, to: USD, rate: 1.1, day: 2026-01-01}, {of: EUR, to: USD, rate: 1.2, day: 2026-11-27}]
overrides:
- marketplace: US
  rules: {near-zero: warning}
"""
LISTINGS = """
sku | price | brand
A-1 | 100.00 | Acme
A-2 | 50.00 | Acme
A-3 | 5O.00 | Acme
"""
PROMOTIONS = """
promotion_id | kind | sku | discount_type | discount_value | start | end
C1 | coupon | A-1;A-2 | percent | 50 | 2026-12-01 | 2026-12-05
C2 | coupon | NOBODY | percent | 5 | 2026-12-01 | 2026-12-05
"""
FLOORS = """
sku | floor | currency
A-1 | 60.00 | USD
A-2 | 30.00 | EUR
"""
DRAFT = """
marketplace | promotion_id | kind | sku | discount_type | discount_value | start | end
US | C1 | coupon | A-1 | percent | 60 | 2026-12-01 | 2026-12-05
US | C9 | coupon | A-2 | percent | 30 | 2026-12-01 | 2026-12-05
"""


def as_it_is(asked: Request) -> Request:
    return asked


def prepared(request: Request, url: str) -> Request:
    """The same scan, of what was prepared of its exports."""
    prepare(request, url, as_it_is, AS_OF)
    return replace(request, paths=(url,))


def same(one: Tables, other: Tables) -> None:
    for each in dataclasses.fields(Tables):
        if each.name == "stood":  # of files that this run has read itself
            continue
        mine, others = getattr(one, each.name), getattr(other, each.name)
        if isinstance(mine, Frame):
            assert_same(mine, others)
        else:
            assert mine == others, each.name


def told(request: Request) -> str:
    return FORMATS["json"](scan(replace(request, prices=True)), Words())


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of few rows, as a large shop has many."""
    monkeypatch.setattr(write, "ROWS_OF_A_PART", 3)


@pytest.fixture
def shop(tmp_path: Path) -> Request:
    """A shop with a breach, a target that is nobody's, a floor in euros, and a cell that cannot be read."""
    folder = tmp_path / "US"
    folder.mkdir()
    for name, text in (("listings", LISTINGS), ("promotions", PROMOTIONS), ("floors", FLOORS)):
        write_sheet(folder / f"{name}.csv", table(text))
    return Request((str(folder),), policy_of(POLICY), AS_OF)


@pytest.mark.parametrize(
    "folders", [["clean"], INCIDENTS[::7], ["untrusted"]], ids=["clean", "incidents", "untrusted"]
)
def test_the_report_is_that_of_the_exports(folders: list[str], tmp_path: Path) -> None:
    paths = tuple(str(SAMPLES / each) for each in folders)
    request = Request(paths, load_policy(None, RULE_TYPES), AS_OF)
    again = prepared(request, (tmp_path / "set").as_uri())
    lines = replace(again, lines=lines_in(Words()))
    assert json_report.render(scan(lines), Words()) == FORMATS["json"](scan(request), Words())


@pytest.mark.usefixtures("few")
def test_a_shop_in_many_parts_is_put_together_in_its_order(tmp_path: Path) -> None:
    listings, promotions, floors, now = campaign(Random(5), 6, everything=True)
    (tmp_path / "shop").mkdir()
    sheets = {"listings": listings, "promotions": promotions, "floors": floors}
    for name, rows in sheets.items():
        write_sheet(tmp_path / "shop" / f"{name}.csv", rows)
    request = Request((str(tmp_path / "shop"),), policy_of(), int(now.timestamp()), marketplace="US")
    again = prepared(request, str(tmp_path / "set"))
    found = PreparedSet.among(again.paths)
    assert found is not None
    of = {name: sum(part.table == name for part in found.manifest.parts) for name in TABLES}
    assert min(of["listings"], of["promotions"], of["targets"]) > 1
    same(read_for(again), read_for(request))
    later = request.as_of + 20 * DAY  # another date of the same set
    assert told(replace(again, as_of=later)) == told(replace(request, as_of=later))


def test_other_policies_dates_and_drafts_judge_the_same_set(shop: Request, tmp_path: Path) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    write_sheet(tmp_path / "draft.csv", table(DRAFT))
    others: list[dict[str, Any]] = [
        {
            "policy": policy_of(f"{POLICY}rules: {{near-zero: 'off'}}\n"),
            "as_of": AS_OF + DAY,
            "judge_age": True,
        },
        {"drafts": (str(tmp_path / "draft.csv"),)},
    ]
    reports = [told(replace(shop, **each)) for each in others]
    assert [told(replace(again, **each)) for each in others] == reports
    assert len({*reports, told(shop)}) == 3
    assert why(again, "A-1") == why(shop, "A-1")


def test_exchange_rates_are_those_of_the_day(shop: Request, tmp_path: Path) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    later = AS_OF + 5 * DAY
    with pytest.raises(PreparedOtherwise, match="with other exchange rates"):
        scan(replace(again, as_of=later))
    (tmp_path / "US" / "floors.csv").unlink()  # they decide about nothing else
    again = prepared(shop, str(tmp_path / "set"))
    assert told(replace(again, as_of=later)) == told(replace(shop, as_of=later))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"store": "acme"}, "for another store, or for none"),
        ({"marketplace": "UK"}, "for another marketplace, or for none"),
        ({"sheet": "Coupons"}, "of another sheet"),
        ({"policy": policy_of("exports: {newest: true}")}, "with another exports.newest"),
        ({"policy": policy_of("exports: {layouts: {mine: {title: Mine, role: fees, fields: {sku: [S], fee: [F]}}}}")}, "with other layouts"),
    ],
)  # fmt: skip
def test_a_set_that_was_read_in_another_way_is_prepared_again(
    shop: Request, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    shop = replace(shop, policy=policy_of())
    again = prepared(replace(shop, paths=(f"{shop.paths[0]}/listings.csv",)), str(tmp_path / "set"))
    with pytest.raises(PreparedOtherwise, match=f"{said}. Prepare it again") as fault:
        scan(replace(again, **change))
    assert fault.value.code == 2


def test_a_set_that_was_read_with_an_option_says_with_which(shop: Request, tmp_path: Path) -> None:
    again = prepared(replace(shop, marketplace="UK", sheet="Coupons"), str(tmp_path / "set"))
    with pytest.raises(PreparedWith, match=r"was prepared with --marketplace UK\. Give"):
        scan(replace(again, marketplace=None, sheet=None))
    with pytest.raises(PreparedWith, match=r"was prepared with --sheet Coupons\. Give"):
        scan(replace(again, sheet=None))


def test_a_set_of_other_code_or_format_is_prepared_again(
    shop: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    for stamp in ("another", ""):
        monkeypatch.setattr(read, "code_stamp", lambda stamp=stamp: stamp)
        with pytest.raises(PreparedOtherwise, match="by another version"):
            scan(again)
    monkeypatch.undo()
    monkeypatch.setattr(manifest, "FORMAT", 2)
    with pytest.raises(PreparedOtherwise, match="in another format"):
        scan(again)
    monkeypatch.setattr(write, "code_stamp", lambda: "")
    with pytest.raises(UnknownCode):
        prepared(shop, str(tmp_path / "other"))


def parts_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"))


def swapped(folder: Path) -> None:
    one, other, *_ = parts_in(folder)
    contents = other.read_bytes(), one.read_bytes()
    for path, data in zip((one, other), contents, strict=True):
        path.write_bytes(data)


def edited(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text("utf-8").replace('"5O.00"', '"50.00"'), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "fault", "code"),
    [
        (lambda folder: parts_in(folder)[-1].unlink(), NotWhole, 3),
        (lambda folder: parts_in(folder)[0].write_bytes(b""), NotWhole, 3),
        (lambda folder: parts_in(folder)[0].write_bytes(parts_in(folder)[0].read_bytes()[:-1]), NotWhole, 3),
        (swapped, NotWhole, 3),
        (edited, NotWhole, 3),
        (lambda folder: (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes()[:-9]), NotWhole, 3),
        (lambda folder: (folder / MANIFEST).write_text("[]", encoding="utf-8"), NotWhole, 3),
        (lambda folder: (folder / MANIFEST).unlink(), NoPreparedSet, 2),
        (lambda folder: (folder / "costs.csv").write_text("sku,floor\nA-1,99\n", encoding="utf-8"), MixedSet, 3),
        (lambda folder: (folder / "US").mkdir(), MixedSet, 3),
    ],
    ids=["a part gone", "emptied", "cut", "swapped", "account edited", "manifest cut", "no manifest of ours", "unfinished", "an export beside it", "a folder beside it"],
)  # fmt: skip
def test_what_is_not_a_whole_set_is_refused(
    shop: Request, tmp_path: Path, damage: Callable[[Path], object], fault: type[Exception], code: int
) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    assert len(parts_in(tmp_path / "set")) > 2
    damage(tmp_path / "set")
    with pytest.raises(fault) as raised:
        scan(again)
    assert getattr(raised.value, "code", None) == code


def test_every_bit_of_a_set_counts(shop: Request, tmp_path: Path) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    for path in (tmp_path / "set").iterdir():
        whole = path.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 8)):
            flipped = bytearray(whole)
            flipped[at] ^= 1 << at % 8
            path.write_bytes(flipped)
            with pytest.raises((NotWhole, PreparedOtherwise)):
                read_for(again)
        path.write_bytes(whole)
    same(read_for(again), read_for(shop))


def test_a_part_of_another_set_is_refused(shop: Request, tmp_path: Path) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    prepare(replace(shop, marketplace="UK"), str(tmp_path / "other"), as_it_is, AS_OF)
    write_sheet(tmp_path / "US" / "listings.csv", table(LISTINGS.replace("100.00", "10.00")))
    prepare(shop, str(tmp_path / "other"), as_it_is, AS_OF)
    mine, others = (parts_in(tmp_path / each)[1] for each in ("set", "other"))
    assert "listings" in mine.name
    mine.write_bytes(others.read_bytes())
    with pytest.raises(NotWhole, match="listings"):
        scan(again)


def test_a_set_is_scanned_alone(shop: Request, tmp_path: Path) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    with pytest.raises(PreparedTogether):
        scan(replace(again, paths=(*again.paths, *shop.paths)))
    with pytest.raises(NoPreparedSet):
        scan(replace(again, paths=("memory://nothing-is-there",)))
    with pytest.raises(PreparedAgain):
        prepared(again, str(tmp_path / "other"))
    with pytest.raises(StorageFault):
        scan(replace(again, paths=("nowhere://x",)))


def test_a_draft_that_was_prepared_as_live_is_refused(shop: Request, tmp_path: Path) -> None:
    inside, outside = tmp_path / "US" / "draft.csv", tmp_path / "draft.csv"
    write_sheet(inside, table(DRAFT))
    again = prepared(shop, str(tmp_path / "set"))
    outside.write_bytes(inside.read_bytes())
    inside.write_bytes(inside.read_bytes() + b"\n")
    for draft in (inside, outside):
        with pytest.raises(DraftPrepared, match=r"draft\.csv"):
            scan(replace(again, drafts=(str(draft),)))


def test_prepared_exports_are_nobodys_exports(shop: Request, tmp_path: Path) -> None:
    for out in ("set", ".", "floors.csv"):
        with pytest.raises(NoPlace, match="lies among the exports"):
            prepared(shop, str(tmp_path / "US" / out))
    for out in ("", "memory://set"):
        with pytest.raises(NoPlace):
            prepared(shop, out)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "floors.csv").write_text("sku,floor\n", encoding="utf-8")
    with pytest.raises(NotOurs, match=r"holds floors\.csv"):
        prepared(shop, str(tmp_path / "other"))
    with pytest.raises(StorageFault, match=r"floors\.csv"):
        prepared(shop, str(tmp_path / "other" / "floors.csv"))
    assert sorted(each.name for each in (tmp_path / "US").iterdir()) == [
        *("floors.csv", "listings.csv", "promotions.csv")
    ]


def test_a_set_in_a_folder_of_exports_is_never_passed_over(shop: Request, tmp_path: Path) -> None:
    prepared(shop, str(tmp_path / "acme"))
    shutil.copytree(tmp_path / "acme", tmp_path / "US" / "acme")
    for fewer in ((), (MANIFEST,)):  # a set that was never finished either
        for name in fewer:
            (tmp_path / "US" / "acme" / name).unlink()
        with pytest.raises(PreparedAmong, match="US/acme") as fault:
            scan(shop)
        assert fault.value.code == 3


def dearer(tmp_path: Path) -> None:
    write_sheet(tmp_path / "US" / "listings.csv", table(LISTINGS.replace("100.00", "200.00")))


def test_a_set_is_replaced_without_a_moment_in_which_it_is_broken(
    shop: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each step, which may be the last one of a run that is killed, the old set is there, or the new one."""
    again = prepared(shop, str(tmp_path / "set"))
    old = read_for(again)
    dearer(tmp_path)
    new = read_for(shop)
    put, drop, seen = Storage.put, Storage.drop, []

    def watched_put(storage: Storage, name: str, data: bytes) -> Stored:
        same(read_for(again), old)
        seen.append(name)
        return put(storage, name, data)

    def watched_drop(storage: Storage, names: Iterator[str]) -> None:
        for name in names:
            drop(storage, [name])
            same(read_for(again), new)

    monkeypatch.setattr(Storage, "put", watched_put)
    monkeypatch.setattr(Storage, "drop", watched_drop)
    prepared(shop, str(tmp_path / "set"))
    assert sorted(seen) == sorted(each.name for each in (tmp_path / "set").iterdir())
    assert seen[-1] == MANIFEST


@pytest.mark.parametrize("ends", [StorageFault("s3://x", "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_changes_nothing(
    shop: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: BaseException
) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    before = {each.name: each.read_bytes() for each in (tmp_path / "set").iterdir()}
    old, put = read_for(again), Storage.put
    dearer(tmp_path)
    for many in (0, 2, len(before) - 1):  # the last one is the manifest
        taken: list[str] = []

        def full(
            storage: Storage, name: str, data: bytes, many: int = many, taken: list[str] = taken
        ) -> Stored:
            if len(taken) == many:
                (tmp_path / "set" / f"{name}.part").write_bytes(data[:9])
                raise ends
            taken.append(name)
            return put(storage, name, data)

        monkeypatch.setattr(Storage, "put", full)
        with pytest.raises(type(ends)):
            prepared(shop, str(tmp_path / "set"))
        assert {each.name: each.read_bytes() for each in (tmp_path / "set").iterdir()} == before
    same(read_for(again), old)


def test_a_manifest_that_is_there_although_the_storage_failed_keeps_its_parts(
    shop: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Storage.put

    def put_and_failed(storage: Storage, name: str, data: bytes) -> Stored:
        found = put(storage, name, data)
        if name == MANIFEST:
            raise StorageFault(name, "the connection was lost")
        return found

    monkeypatch.setattr(Storage, "put", put_and_failed)
    with pytest.raises(StorageFault):
        prepared(shop, str(tmp_path / "set"))
    same(read_for(replace(shop, paths=(str(tmp_path / "set"),))), read_for(shop))


def test_what_a_killed_run_left_goes_when_nobody_can_be_writing_it(shop: Request, tmp_path: Path) -> None:
    again = prepared(shop, str(tmp_path / "set"))
    of = {
        days: f"{datetime.fromtimestamp(AS_OF - days * DAY, UTC):%Y%m%dT%H%M%SZ}-{'0' * 16}-listings-00000.parquet"
        for days in (0, 2)
    }
    for name in (*of.values(), f"{of[2]}.part"):
        (tmp_path / "set" / name).write_bytes(b"PAR1")
    same(read_for(again), read_for(shop))
    prepared(shop, str(tmp_path / "set"))
    same(read_for(again), read_for(shop))
    names = {each.name for each in (tmp_path / "set").iterdir()}
    assert names & {*of.values(), f"{of[2]}.part"} == {of[0]}


@pytest.mark.parametrize("left", [b"", b"[]", b'{"schema": "promocheck.prepared/99"}'])
def test_a_set_that_cannot_be_read_any_more_is_replaced(shop: Request, tmp_path: Path, left: bytes) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / MANIFEST).write_bytes(left)
    same(read_for(prepared(shop, str(tmp_path / "set"))), read_for(shop))


def test_every_problem_that_a_read_gives_goes_round() -> None:
    named = {
        name
        for path in (Path(manifest.__file__).parents[2] / "exports").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "promocheck.model.problem"
        for name in (each.name for each in node.names)
    }
    assert {"UnreadCell", "DearerTier", "HiddenData"} < named
    assert named - {"Problem"} <= set(narrow._CLASSES)
    place, was = Place("a/US/b.xlsx", "S", 3, "price"), Money(1299, "USD")
    problems = (
        DearerTier("", "US", "A-1", 5, Percent(500), 1, was, place),
        UnreadFile(place, say_n("{n} row of {at}", "{n} rows of {at}", 2, at=say("{x}", x=(was, "a", 1)))),
        HiddenData(place, (3, 4), ()),
        UnknownColumn(place, "x", suspect=True, nearest=None),
    )
    account = (problems, Skipped("a/notes.txt", say("is text, no table."), older=True), frozenset({"b", "a"}))
    assert from_json(json.loads(json.dumps(to_json(account, None))), None) == account


def test_text_that_no_encoding_has_comes_back() -> None:
    texts = {"store": ["", "\udcff", "店"], "sku": ["A\ud800", "", "a\x00b"]}
    frame = STOCK.frame({**texts, "marketplace": "US", "quantity": 1, "numeric_sku": False, "source": 0, "row": 2}, 3)  # fmt: skip
    place, columns = rows_of(STOCK, part_of(STOCK, frame, np.array([0, 2])))
    assert place.tolist() == [0, 2]
    assert {name: columns[name].tolist() for name in texts} == {
        "store": ["", "店"],
        "sku": ["A\ud800", "a\x00b"],
    }
    assert_same(STOCK.frame(columns), taken(frame, np.array([0, 2])))


def test_no_rows_at_all_come_back(tmp_path: Path) -> None:
    (tmp_path / "US").mkdir()
    (tmp_path / "US" / "notes.txt").write_text("nothing to see", encoding="utf-8")
    request = Request((str(tmp_path / "US"),), policy_of(), AS_OF)
    found = prepare(request, str(tmp_path / "set"), as_it_is, AS_OF)
    assert (found.parts, found.exit_code) == (0, 3)
    same(read_for(replace(request, paths=(str(tmp_path / "set"),))), read_for(request))


def test_what_the_cache_knows_is_prepared_too(shop: Request, tmp_path: Path) -> None:
    cached = replace(shop, cache=Cache(tmp_path / "cache", least=0))
    read_for(cached)
    assert told(prepared(cached, str(tmp_path / "set"))) == told(shop)


def test_a_manifest_is_told_by_its_name_and_says_what_it_is(shop: Request, tmp_path: Path) -> None:
    prepared(shop, str(tmp_path / "set"))
    document = json.loads((tmp_path / "set" / MANIFEST).read_bytes())
    assert document["schema"] == "promocheck.prepared/1"
    assert document["set"]["paths"] == list(shop.paths)
    assert document["set"]["way"] == way_of(shop).told()
    assert {each["name"] for each in document["set"]["parts"]} == {
        each.name for each in parts_in(tmp_path / "set")
    }
