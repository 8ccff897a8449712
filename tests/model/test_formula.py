"""What a spreadsheet would run behind a separator of its own."""

from __future__ import annotations

import pytest

from promocheck.model.formula import without_formulas_inside


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Alpha;=cmd|' /C calc'!A0;x", "Alpha;'=cmd|' /C calc'!A0;x"),
        ("a; =1+1", "a; '=1+1"),
        ("a|@SUM(A1)", "a|'@SUM(A1)"),
        ("a;＝1", "a;'＝1"),
        ("=1", "=1"),  # at the beginning it is the cell's, and marked by whoever writes the cell
        ("a;b", "a;b"),
        ("30% - 5; then 2", "30% - 5; then 2"),
        ("", ""),
    ],
)
def test_a_formula_inside_a_text(text: str, held: str) -> None:
    assert without_formulas_inside(text) == held
