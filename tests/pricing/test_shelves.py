from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promocheck.pricing.catalogue import unify
from promocheck.pricing.shelves import Shelf, Shelves
from promocheck.tables.frames import taken
from promocheck.tables.packed import packed
from promocheck.tables.texts import unpacked
from tests.pricing.test_listing_offers import listings, source
from tests.tables.texts import CODES, REFUSED, WORDS, column

TEXTS = CODES | WORDS
_KEY = ["store", "marketplace", "sku"]
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
        store, place, text = (column([row[at] for row in known]) for at in range(3))
        for shelf in (Shelf.of(store, place, text), Shelf.of(store, place, text, packed(text))):
            position, row = shelf.matches(*(column([each[at] for each in wanted]) for at in range(3)))
            assert list(zip(position.tolist(), row.tolist(), strict=True)) == [
                (at, row)
                for at, one in enumerate(wanted)
                for row, other in enumerate(known)
                if one == other and one[2]
            ]


@given(
    st.lists(st.tuples(PLACES.flatmap(st.sampled_from), TEXTS.filter(bool)), min_size=1, max_size=12),
    st.randoms(),
)
def test_a_sheet_made_of_listings_is_joined_like_any_other(
    rows: list[tuple[tuple[str, str], str]], chance: Random
) -> None:
    """Also where several rows are one listing."""
    exported = listings(*({"store": store, "marketplace": place, "sku": sku} for (store, place), sku in rows))
    unified = unify(exported, (source(),))
    assert [*map(str, unpacked(unified.sku))] == unified.listings["sku"].tolist()
    shelves = Shelves(unified.listings, exported, unified.row, {"sku": unified.sku})
    every = [*range(len(exported))]
    for some in (every, chance.sample(every, len(every)), every * 2, every[:1], []):
        sheet = taken(exported, np.array(some, dtype=np.int64))
        known, asked = shelves.joined(sheet), Shelves(unified.listings).joined(sheet)
        assert [each.tolist() for each in known] == [each.tolist() for each in asked]
        for listing, row in zip(*known, strict=True):
            assert all(unified.listings[name][listing] == sheet[name][row] for name in _KEY)
        assert len(known[0]) == len(sheet)
