from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from promocheck.pricing.shelves import Shelf
from tests.tables.texts import CODES, REFUSED, WORDS, column

TEXTS = CODES | WORDS
PLACES = st.sampled_from([[("", "US")], [("acme", "US"), ("acme", "DE"), ("bolt", "US"), ("", "")]])


@st.composite
def _rows(draw: st.DrawFn, places: list[tuple[str, str]], texts: list[str]) -> list[tuple[str, str, str]]:
    row = st.tuples(st.sampled_from(places), st.sampled_from(texts))
    return [(*place, text) for place, text in draw(st.lists(row, max_size=12))]


@given(st.data(), st.lists(TEXTS, min_size=1, max_size=8), st.lists(REFUSED, max_size=1), PLACES, PLACES)
def test_each_row_is_found_by_its_store_place_and_text(
    data: st.DataObject,
    texts: list[str],
    refused: list[str],
    mine: list[tuple[str, str]],
    theirs: list[tuple[str, str]],
) -> None:
    """Also where rows are the same, the texts are such as become no numbers, or there are none."""
    rows = data.draw(_rows(mine, texts))
    asked = data.draw(_rows(theirs, [*texts, *refused]))
    for known, wanted in ((rows, asked), (asked, rows)):
        shelf = Shelf.of(*(column([row[at] for row in known]) for at in range(3)))
        position, row = shelf.matches(*(column([each[at] for each in wanted]) for at in range(3)))
        assert list(zip(position.tolist(), row.tolist(), strict=True)) == [
            (at, row)
            for at, one in enumerate(wanted)
            for row, other in enumerate(known)
            if one == other and one[2]
        ]
