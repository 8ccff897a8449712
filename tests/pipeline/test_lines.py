"""Lines that lie in several files come out in the order of their ranks, however they went in."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import pytest

from promocheck.model.tally import Tally
from promocheck.pipeline import lines
from promocheck.pipeline.lines import InOrder, Kept, Lines, encoded


def batch(*told: tuple[bytes, str]) -> Lines:
    """What a rule found, put in order for itself: ranks, each with its line."""
    some = sorted(told, key=lambda each: each[0])
    return Lines(Tally.of_all(()), [rank for rank, _ in some], *encoded([line for _, line in some]))


def test_batches_of_several_files_are_merged(tmp_path: Path) -> None:
    one = Kept.of(tmp_path, [batch((b"a", "first"), (b"d", "fourth")), batch((b"b", "zweitens: für"))])
    none = Kept.of(tmp_path, [])
    other = Kept.of(tmp_path, [batch((b"c", "third"), (b"e", "第五"))])
    told = [*InOrder(tmp_path, [one, none, other])]
    assert [each.decode() for each in told] == ["first", "zweitens: für", "third", "fourth", "第五"]


def test_nothing_was_found(tmp_path: Path) -> None:
    assert [*InOrder(tmp_path, [])] == []
    assert [*InOrder(tmp_path, [Kept.of(tmp_path, [batch()])])] == []


def test_lines_of_one_rank_stay_in_the_order_of_files_and_batches(tmp_path: Path) -> None:
    one = Kept.of(tmp_path, [batch((b"b", "1"), (b"b", "2")), batch((b"a", "0"), (b"b", "3"))])
    other = Kept.of(tmp_path, [batch((b"b", "4"))])
    assert b"".join(InOrder(tmp_path, [one, other])) == b"01234"


@pytest.mark.parametrize("at_once", [1, 2, 7, 1000])
def test_any_lines_however_many_are_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(lines, "_AT_ONCE", at_once)
    random = Random(at_once)
    told = [
        (b"%02d" % random.randrange(40), f"{number}" + "é" * random.randrange(3)) for number in range(300)
    ]
    batches = [batch(*told[low : low + random.randrange(1, 20)]) for low in range(0, 300, 20)]
    together = Lines.together(batches[5:9])  # as those of another machine come
    parts = [Kept.of(tmp_path, some) for some in (batches[:2], batches[2:5], [together], batches[9:])]
    every = [each for part in batches for each in zip(part.ranks, cut(part), strict=True)]
    assert [*InOrder(tmp_path, parts)] == [line for _, line in sorted(every, key=lambda each: each[0])]


def cut(some: Lines) -> list[bytes]:
    """The lines one by one."""
    whole = io.BytesIO(b"".join(some.pieces))
    return [whole.read(size) for size in some.sizes]
