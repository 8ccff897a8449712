from __future__ import annotations

import pytest

from promocheck.model.place import Place
from promocheck.reports.places import where
from promocheck.reports.words import Words


def cells(file: str, rows: list[int], column: str) -> list[Place]:
    return [Place(file, None, row, column) for row in rows]


@pytest.mark.parametrize(
    ("places", "lines"),
    [
        ([], ()),
        ([Place("a.csv")], ("a.csv",)),
        ([Place("a.csv", None, 4)], ("a.csv row 4",)),
        ([Place("a.csv", None, None, "Discount")], ('a.csv column "Discount"',)),
        (cells("a.csv", [2, 7, 6, 5, 5, 12], "x"), ('a.csv rows 2, 5-7, 12 column "x"',)),
        (cells("a.csv", [5, 2, 7, 6, 5, 12], "x"), ('a.csv rows 5, 2, 6-7, 12 column "x"',)),
        (cells("a.csv", [4, 3, 5], "x"), ('a.csv rows 4, 3, 5 column "x"',)),
        (cells("a.csv", [4, 3], "x") + cells("a.csv", [4, 3], "y"), ('a.csv rows 4, 3 column "x"', 'a.csv rows 3-4 column "y"')),
        (cells("a.csv", [1, 2], "x") + cells("a.csv", [1, 2], "y"), ('a.csv rows 1-2 columns "x", "y"',)),
        (cells("a.csv", [1], "x") + cells("a.csv", [2], "y"), ('a.csv row 1 column "x"', 'a.csv row 2 column "y"')),
        ([Place("a.xlsx", "Sheet 1", 9, "x")], ('a.xlsx sheet "Sheet 1" row 9 column "x"',)),
        (cells("a\x1b[2J.csv", [1234], "{x}"), (r'a\x1b[2J.csv row 1234 column "{x}"',)),
    ],
)  # fmt: skip
def test_rows_of_one_file_and_column_share_a_line(places: list[Place], lines: tuple[str, ...]) -> None:
    assert where(places, Words("en")) == lines


def test_no_row_is_left_out() -> None:
    (line,) = where(cells("a.csv", list(range(1, 2000, 2)), "x"), Words("en"))
    assert line.count(",") == 999
