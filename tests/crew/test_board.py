"""What one process writes on the board, another has: whole, in its own place, or not at all."""

from __future__ import annotations

import os
import sys

import pytest

from promocheck.crew.board import Board


def parts(*some: bytes) -> list[memoryview]:
    return [memoryview(each) for each in some]


def test_each_task_has_a_place_of_its_own() -> None:
    board = Board.of([4, 0, 6])
    assert board is not None
    assert board.put(2, parts(b"abc", b"", b"def"))
    assert board.put(0, parts(b"12", b"34"))
    assert board.put(1, [])
    assert board.shown(2, (3, 0, 3)) == [b"abc", b"", b"def"]
    assert board.shown(0, (2, 2)) == [b"12", b"34"]
    assert board.shown(1, ()) == []


def test_what_is_too_much_is_not_written() -> None:
    board = Board.of([4, 4])
    assert board is not None
    assert board.put(1, parts(b"here"))
    assert not board.put(0, parts(b"12", b"345"))
    assert not board.put(1, parts(b"12345"))
    assert board.shown(1, (4,)) == [b"here"]


def test_parts_of_wider_values_are_their_bytes() -> None:
    board = Board.of([16])
    assert board is not None
    wide = memoryview(b"12345678abcdefgh").cast("q")
    assert board.put(0, [wide])
    assert board.shown(0, (wide.nbytes,)) == [b"12345678abcdefgh"]


def test_what_is_looked_at_can_not_be_written_and_outlives_the_board() -> None:
    board = Board.of([3])
    assert board is not None
    assert board.put(0, parts(b"abc"))
    (part,) = board.shown(0, (3,))
    assert part.readonly
    board.take_away()
    assert bytes(part) == b"abc"


@pytest.mark.parametrize("sizes", [[], [0], [0, 0], [sys.maxsize]])
def test_there_may_be_no_board(sizes: list[int]) -> None:
    assert Board.of(sizes) is None


@pytest.mark.skipif(sys.platform != "linux", reason="no process is split off there")
def test_another_process_writes_on_it() -> None:
    board = Board.of([3])
    assert board is not None
    if not (child := os.fork()):
        board.put(0, parts(b"abc"))
        os._exit(0)
    os.waitpid(child, 0)
    assert board.shown(0, (3,)) == [b"abc"]
