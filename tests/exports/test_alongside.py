"""Files that other processes read: the same tables, sources, problems and cells, whoever reads them."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from promocheck.crew import Claims
from promocheck.crew.board import Board
from promocheck.exports import Cache, Tables, alongside, read
from promocheck.exports.cache import NO_CACHE
from promocheck.exports.files import Opened
from promocheck.exports.find import Candidate
from promocheck.model.problem import UnreadCell
from tests.exports.odd_shop import LISTINGS, PROMOTIONS, SAMPLES
from tests.exports.test_cache import same
from tests.shop import table, write_sheet

SPLITS = pytest.mark.skipif(sys.platform != "linux", reason="no process is split off there")

OF_ITS_CURRENCY = """
sku | floor
A-1 | 60.00
"""


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """The names of files that other processes were given, which begin all of them, and whether they came back whole."""
    however_small(monkeypatch)
    begun_by(monkeypatch, others=True)
    found: dict[str, bool] = {}
    collected, received = alongside.Alongside.collected, alongside._received

    def noting(self: alongside.Alongside, meanwhile: Callable[[], object]) -> object:
        found.update({self._candidates[at].path.name: False for at in self.taken})
        return collected(self, meanwhile)

    def whole(candidate: Candidate, sent: alongside._Sent, parts: list[memoryview]) -> Opened:
        found[candidate.path.name] = True
        return received(candidate, sent, parts)

    monkeypatch.setattr(alongside.Alongside, "collected", noting)
    monkeypatch.setattr(alongside, "_received", whole)
    return found


def however_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of any size are worth a process."""
    monkeypatch.setattr(alongside, "_LEAST", 0)
    monkeypatch.setattr(alongside, "_NEXT", 0)


def begun_by(monkeypatch: pytest.MonkeyPatch, *, others: bool) -> None:
    """Files are begun by other processes alone, or by none of them."""
    asking, take = os.getpid(), Claims.take
    monkeypatch.setattr(
        Claims, "take", lambda self, task: (os.getpid() != asking) == others and take(self, task)
    )


def both_ways(folder: Path, cache: Cache = NO_CACHE, marketplace: str | None = "US") -> Tables:
    """What three processes read, which must be what one reads."""
    together = read([str(folder)], marketplace=marketplace, jobs=3, cache=cache)
    same(together, read([str(folder)], marketplace=marketplace, jobs=1))
    return together


@SPLITS
@pytest.mark.usefixtures("xlrd_here")
@pytest.mark.parametrize("folder", SAMPLES, ids=lambda each: each.name)
def test_samples_are_the_same_whoever_reads_them(folder: Path, collected: dict[str, bool]) -> None:
    both_ways(folder)
    assert any(collected.values())


@SPLITS
def test_cells_that_cannot_be_read_come_back_too(tmp_path: Path, collected: dict[str, bool]) -> None:
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(tmp_path / "listings-2.csv", table(LISTINGS))
    write_sheet(tmp_path / "promotions.csv", table(PROMOTIONS))
    found = both_ways(tmp_path)
    assert [each.value for each in found.problems if isinstance(each, UnreadCell)] == ["5O.00", "5O.00"]
    assert len(collected) == 3
    assert all(collected.values())


@SPLITS
def test_what_is_no_whole_table_or_depends_on_others_is_read_by_who_asked(
    tmp_path: Path, collected: dict[str, bool]
) -> None:
    shop = tmp_path / "US"
    shop.mkdir()
    write_sheet(shop / "listings.csv", table("sku | price" + "".join(f"\nA-{n} | 9.99" for n in range(99))))
    write_sheet(shop / "promotions.csv", table(PROMOTIONS))
    write_sheet(tmp_path / "floors.csv", table(OF_ITS_CURRENCY))
    (shop / "torn.csv").write_bytes(b"sku,price\nA-1,\xff\xfe\n")
    (shop / "notes.txt").write_bytes(b"remember the coupons\n")
    with zipfile.ZipFile(shop / "more.zip", "w") as archive:
        archive.write(shop / "promotions.csv", "promotions.csv")
    both_ways(tmp_path, marketplace=None)
    assert collected == {
        **dict.fromkeys(("listings.csv", "promotions.csv"), True),
        **dict.fromkeys(("floors.csv", "torn.csv", "notes.txt", "more.zip"), False),
    }


@SPLITS
def test_what_nobody_has_begun_is_read_by_who_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collected: dict[str, bool]
) -> None:
    begun_by(monkeypatch, others=False)
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(tmp_path / "listings-2.csv", table(LISTINGS))
    write_sheet(tmp_path / "promotions.csv", table(PROMOTIONS))
    both_ways(tmp_path)
    assert len(collected) == 3
    assert not any(collected.values())


@SPLITS
@pytest.mark.usefixtures("collected")
def test_who_asked_does_something_else_before_it_waits(tmp_path: Path) -> None:
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(tmp_path / "promotions.csv", table(PROMOTIONS))
    done: list[str] = []
    read([str(tmp_path)], marketplace="US", jobs=2, meanwhile=lambda: done.append("once"))
    assert done == ["once"]


@SPLITS
@pytest.mark.parametrize("mine", range(1, 8))
def test_a_piece_is_the_same_whether_it_is_typed_at_once_or_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mine: int
) -> None:
    """Whichever of three files this process reads, and so types at once, but for floors that ask for a currency."""
    however_small(monkeypatch)
    asking, take = os.getpid(), Claims.take
    monkeypatch.setattr(
        Claims,
        "take",
        lambda self, task: (os.getpid() == asking) == bool(mine >> task & 1) and take(self, task),
    )
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(tmp_path / "promotions.csv", table(PROMOTIONS))
    write_sheet(tmp_path / "floors.csv", table(OF_ITS_CURRENCY))
    both_ways(tmp_path)


@SPLITS
def test_a_cache_keeps_what_others_have_read(tmp_path: Path, collected: dict[str, bool]) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    write_sheet(shop / "listings.csv", table(LISTINGS))
    write_sheet(shop / "promotions.csv", table(PROMOTIONS))
    cache = Cache(tmp_path / "cache", least=0)
    both_ways(shop, cache)
    assert [*collected.values()] == [True, True]
    assert len([*(tmp_path / "cache").iterdir()]) == 2
    collected.clear()
    both_ways(shop, cache)
    assert [*collected.values()] == [True, True]  # had back there, and not once more here


@pytest.mark.parametrize(
    ("mebibytes", "taken"),
    [
        ((3, 3), ()),
        ((5,), ()),
        ((5, 0.5), ()),
        ((1.5, 5), (1, 0)),
        ((5, 0.5, 1.5, 3), (0, 3, 2)),
    ],
)
def test_a_process_is_worth_it_for_a_large_file_and_then_takes_smaller_ones_too(
    tmp_path: Path, mebibytes: Sequence[float], taken: tuple[int, ...]
) -> None:
    found = []
    for number, size in enumerate(mebibytes):
        path = tmp_path / f"{number}.csv"
        with path.open("wb") as file:
            file.truncate(int(size * (1 << 20)))
        found.append(Candidate(path, path.name, named=False, below=(path.name,), home=None, marketplace=None))
    assert alongside._others(found, ()) == taken


@SPLITS
@pytest.mark.parametrize("room", [None, 1])
def test_parts_come_back_whether_there_is_a_board_or_no_room_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collected: dict[str, bool], room: int | None
) -> None:
    made = Board.of([room] * 3) if room else None
    monkeypatch.setattr(Board, "of", lambda _sizes: made)
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(tmp_path / "listings-2.csv", table(LISTINGS))
    write_sheet(tmp_path / "promotions.csv", table(PROMOTIONS))
    both_ways(tmp_path)
    assert [*collected.values()] == [True] * 3
