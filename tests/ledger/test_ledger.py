"""Runs are written down whole, in order, and an edited past shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from promocheck.ledger import Ledger, chain, migrations, opened
from promocheck.ledger.documents import findings_of, head_of
from promocheck.model.errors import LedgerFault, NoSuchRun
from promocheck.model.run import Broken
from promocheck.model.text import say
from promocheck.reports import Words
from tests.ledger.conftest import Place
from tests.ledger.runs import NOON, run, seen, usd, worst

FIRST: Final = run(seen("A-1", "50.00"), seen("水杯-2", "0.99", "C1", "S1", end=None, owner=None))
SECOND: Final = run(at=NOON + 60)
THIRD: Final = run(seen("A-1", "40.00"), at=NOON + 120)


@pytest.fixture
def kept(place: Place) -> Ledger:
    found = place.ledger()
    for each in (FIRST, SECOND, THIRD):
        found.add(each)
    return found


def edited(place: Place, statement: str) -> list[tuple[int, str]]:
    """What a reader notices after somebody has had his hands on it."""
    place.run(statement)
    return [(each.number, Words().say(each.why)) for each in place.ledger().past().broken]


def test_what_was_written_is_read_again(kept: Ledger) -> None:
    assert [kept.run(number) for number in (1, 2, 3)] == [FIRST, SECOND, THIRD]
    past = kept.past()
    assert [(each.number, each.at, each.verdict, each.promoted) for each in past.runs] == [
        (1, NOON, "findings", 2), (2, NOON + 60, "clear", 2), (3, NOON + 120, "findings", 2),
    ]  # fmt: skip
    assert past.runs[0].counts == {"error": 2, "warning": 0, "info": 0, "waived": 0}
    assert past.broken == ()


def test_a_finding_is_written_as_ever_unless_it_is_of_several_skus_or_promotions(kept: Ledger) -> None:
    """The hash of an entry is of these very bytes, also of one that was written before anybody noted the others."""
    alone, several = seen("A-1", "50.00"), seen("A-1", "50.00", also_on=("B-2", "水杯-2"))
    one, other = run(alone), run(several, alone, names_all=True)
    assert [kept.run(kept.add(each)) for each in (one, other)] == [one, other]
    assert ("also_on" in findings_of(one), "names_all" in head_of(one)) == (False, False)
    assert (findings_of(other).count('"also_on":'), head_of(other)["names_all"]) == (1, True)
    beside = run(seen("A-1", "50.00", others=("D2",), others_price=usd("55.00")), alone)
    assert kept.run(kept.add(beside)) == beside
    assert findings_of(beside).count('"others":') == findings_of(beside).count('"others_price":') == 1
    assert kept.past().broken == ()


def test_the_same_runs_make_the_same_hashes_wherever_they_are_kept(kept: Ledger, tmp_path: Path) -> None:
    other = opened(str(tmp_path / "other.sqlite"), may_begin=True)
    for each in (FIRST, SECOND, THIRD):
        other.add(each)
    assert other.past().runs == kept.past().runs


def test_the_order_of_findings_and_prices_is_none_of_the_ledgers_business(places: Iterator[Place]) -> None:
    one, other = seen("A-1", "50.00"), seen("A-2", "40.00")
    prices = (worst("A-1", "50.00"), worst("A-2", "40.00"))
    ledgers = [next(places).ledger() for _ in range(2)]
    ledgers[0].add(run(one, other, prices=prices))
    ledgers[1].add(run(other, one, prices=prices[::-1]))
    assert ledgers[0].past().runs == ledgers[1].past().runs


@pytest.mark.parametrize(
    ("statement", "noticed"),
    [
        ("UPDATE entries SET head = replace(head, 'kim@desk', 'ann@desk') WHERE number = 2", (2, "changed")),
        ("UPDATE entries SET findings = (SELECT findings FROM entries WHERE number = 2) WHERE number = 1", (1, "changed")),
        ("UPDATE entries SET prices = substr(prices, 1, 1) WHERE number = 3", (3, "changed")),
        ("UPDATE entries SET at = at - 1 WHERE number = 1", (1, "changed")),
        ("UPDATE entries SET kind = 'other' WHERE number = 1", (1, "changed")),
        ("UPDATE entries SET hash = before WHERE number = 1", (1, "changed")),
        ("DELETE FROM entries WHERE number = 1", (2, "entry 1 is missing")),
        ("DELETE FROM entries WHERE number = 2", (3, "entry 2 is missing")),
        ("UPDATE entries SET number = 9 - number", (6, "entry 1 is missing")),
        (
            "INSERT INTO entries SELECT 4, kind, at + 120, head, findings, prices, campaigns, before, hash FROM entries WHERE number = 2",
            (4, "does not follow"),
        ),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("kept")
def test_an_edited_past_shows(place: Place, statement: str, noticed: tuple[int, str]) -> None:
    number, why = edited(place, statement)[0]
    assert number == noticed[0]
    assert noticed[1] in why
    glanced = place.ledger().glanced()
    assert glanced
    assert (glanced.number, Words().say(glanced.why)) == (number, why)


def test_a_glance_sees_what_the_last_entries_say_and_what_they_follow_from(
    kept: Ledger, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.glanced() is None
    monkeypatch.setattr(chain, "_GLANCE", 1)
    place.run("UPDATE entries SET head = replace(head, 'kim@desk', 'ann@desk') WHERE number = 1")
    assert kept.glanced() is None
    assert kept.past().broken != ()
    place.run("UPDATE entries SET hash = before WHERE number = 2")
    assert kept.glanced() == Broken(3, say("it does not follow from the entry before it"))
    place.run("DELETE FROM entries WHERE number = 2")
    assert kept.glanced() == Broken(3, say("entry {n} is missing before it", n=2))


def test_a_glance_looks_at_so_many_entries_and_at_nothing_of_those_before(
    kept: Ledger, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.run("UPDATE entries SET head = replace(head, 'kim@desk', 'ann@desk') WHERE number = 2")
    assert kept.glanced() == Broken(2, say("it has been changed since it was written"))
    monkeypatch.setattr(chain, "_LAST", 1)
    assert kept.glanced() is None
    read = list[tuple[str, object]]()
    with place.ledger().database.reading() as execute:

        def noted(statement: str, values: Mapping[str, Any]) -> Any:
            read.append((statement.split()[1], values.get("number")))
            return execute(statement, values)

        assert chain.glanced(noted, "ledger") is None
    assert read == [("number", None), ("number,", 3), ("hash", 2)]


def test_a_clock_that_was_set_back_shows(kept: Ledger) -> None:
    kept.add(run(at=NOON - 100))
    assert kept.past().set_back == ()  # so far apart are the clocks of two machines
    kept.add(run(at=NOON - 100))
    kept.add(run(at=NOON - 3600))
    past = kept.past()
    assert [(each.number, each.why) for each in past.set_back] == [
        (6, say("the clock was set back before it"))
    ]
    assert past.broken == ()


@pytest.mark.parametrize("head", ["é", "{}", "[]", "x", "5", '{"at": "noon"}', ""])
def test_a_head_that_is_none_of_ours_is_told_and_breaks_nothing_else(
    kept: Ledger, place: Place, head: str
) -> None:
    place.run(f"UPDATE entries SET head = '{head}' WHERE number = 2")  # noqa: S608 - our own heads
    past = kept.past()
    assert [(each.number, each.why) for each in past.broken] == [
        (2, say("it has been changed since it was written"))
    ]
    assert [each.number for each in past.runs] == [1, 3]


def test_who_reads_while_another_writes_sees_what_was_there_before(kept: Ledger, place: Place) -> None:
    with place.ledger().database.writing() as execute:
        execute("UPDATE entries SET kind = 'other'", {})
        assert kept.past().broken == ()
        assert kept.run(3) == THIRD
    assert len(kept.past().broken) == 3


def test_a_run_that_is_not_there(kept: Ledger) -> None:
    with pytest.raises(NoSuchRun, match="there is no run 4"):
        kept.run(4)


def test_a_ledger_that_is_not_there_is_not_begun_by_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with pytest.raises(LedgerFault, match="there is no such ledger"):
        opened(str(path))
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"sku,price\nA-1,5.00\n" * 90, "the ledger cannot be used: .*not a database. Put a copy of it back, or move it away: the next scan begins a new one."),
        (b"", "there is no ledger in this file. Name the file of one; `promocheck scan --ledger FILE` begins one."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_ledger(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(content)
    with pytest.raises(LedgerFault, match=f"{said}$"):
        opened(str(path)).past()
    assert path.read_bytes() == content


@pytest.mark.parametrize("table", ["promocheck_ledger", "entries"])
@pytest.mark.usefixtures("kept")
def test_a_ledger_that_lacks_a_table_says_what_to_do(place: Place, table: str) -> None:
    place.run(f"DROP TABLE {table}")
    said = f"its table {table} is missing: the ledger is damaged, or what lies here is another program's. Put a copy of the ledger back, or name another place.$"
    for ask in (place.ledger().past, lambda: place.ledger().add(FIRST)):
        with pytest.raises(LedgerFault, match=said):
            ask()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE entries SET number = 'two' WHERE number = 2",
            "an entry has the number 'two', which is none",
        ),
        (
            "UPDATE entries SET number = 'four' WHERE number = 3",
            "an entry has the number 'four', which is none",
        ),
        ("UPDATE entries SET number = NULL WHERE number = 2", "an entry has the number None, which is none"),
        ("UPDATE entries SET number = 1e30 WHERE number = 3", "an entry has the number 1e+30, which is none"),
        ("UPDATE promocheck_ledger SET version = 'one'", "its version is 'one', which is no number"),
    ],
)
def test_a_number_that_is_none_is_told_as_damage(tmp_path: Path, statement: str, said: str) -> None:
    """SQLite keeps in a column of numbers whatever is written there; PostgreSQL does not."""
    path = tmp_path / "ledger.sqlite"
    for each in (FIRST, SECOND, THIRD):
        opened(str(path), may_begin=True).add(each)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    found = opened(str(path))
    what_to_do = "Put a copy of it back, or move it away: the next scan begins a new one."
    asks: list[Callable[[], object]] = [found.past, found.glanced]
    if "NULL" not in statement:  # else what is added follows from the last entry, which is as it was
        asks.append(lambda: found.add(FIRST))
    for ask in asks:
        with pytest.raises(LedgerFault) as fault:
            ask()
        assert str(fault.value) == f"{path}: the ledger cannot be used: {said}. {what_to_do}"


def test_a_ledger_to_which_others_write_for_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promocheck.ledger.database.PATIENCE", 0.0)
    path = tmp_path / "ledger.sqlite"
    found = opened(str(path), may_begin=True)
    found.add(FIRST)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for ask in (found.past, lambda: found.add(SECOND)):
            with pytest.raises(LedgerFault, match=r"others have been writing for 0 seconds\. Try again\.$"):
                ask()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LedgerFault, match="unable to open"):
        opened(str(tmp_path / "none" / "ledger.sqlite"), may_begin=True).add(FIRST)


def test_an_old_ledger_is_brought_up_to_date_and_keeps_what_it_has(
    kept: Ledger, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = (*migrations.MIGRATIONS, ("ALTER TABLE entries ADD COLUMN remark TEXT",))
    monkeypatch.setattr(migrations, "MIGRATIONS", newer)
    assert kept.run(1) == FIRST  # a reader takes an old one as it is
    kept.add(SECOND)
    assert [kept.run(number) for number in (1, 4)] == [FIRST, SECOND]
    assert place.run("SELECT MAX(version) FROM promocheck_ledger") == [(2,)]


def test_a_ledger_of_a_later_promocheck_is_left_alone(
    kept: Ledger, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.run("INSERT INTO promocheck_ledger VALUES (99)")
    tries: list[Callable[[], object]] = [kept.past, lambda: kept.run(1), lambda: kept.add(FIRST)]
    for each in tries:
        with pytest.raises(LedgerFault, match="version 99"):
            each()
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS * 99)
    assert len(kept.past().runs) == 3
