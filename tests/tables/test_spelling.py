from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from promocheck.tables.packed import packed
from promocheck.tables.sorting import lexical_order, sortable
from promocheck.tables.spelling import Spelling, numbers_of, words_of
from tests.tables.texts import CODES, REFUSED, WORDS, column

PLAIN = st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=30)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_numbers_compare_and_sort_as_texts_do(one: list[str], other: list[str]) -> None:
    numbers = numbers_of(column(one), column(other))
    assert numbers is not None
    rows = list(zip(*(each.tolist() for each in numbers), strict=True))
    by_text = sorted(zip([*one, *other], rows, strict=True))
    assert by_text == sorted(by_text, key=lambda each: each[1])
    assert len(set(by_text)) == len({text for text, _ in by_text}) == len({row for _, row in by_text})


@given(st.lists(PLAIN, max_size=12) | st.lists(CODES, max_size=12), st.lists(WORDS, max_size=12))
def test_packed_texts_are_spelled_as_they_are(texts: list[str], others: list[str]) -> None:
    together = packed(column(texts))
    found, expected = numbers_of(together, column(others)), numbers_of(column(texts), column(others))
    assert found is not None
    assert expected is not None
    assert [each.tolist() for each in found] == [each.tolist() for each in expected]
    orders = [lexical_order(*sortable(each)).tolist() for each in (together, column(texts))]
    assert orders[0] == orders[1]


@given(st.lists(CODES, min_size=1))
def test_what_differs_between_codes_fits_into_one_number(codes: list[str]) -> None:
    numbers = numbers_of(column(codes))
    assert numbers is not None
    assert len(numbers) == 1
    assert (numbers[0] >= 0).all()


@given(st.lists(WORDS, max_size=6), REFUSED, st.lists(WORDS, max_size=6))
def test_long_texts_and_such_with_nuls_become_no_numbers(
    before: list[str], refused: str, after: list[str]
) -> None:
    assert words_of(column([*before, refused, *after])) is None
    assert numbers_of(column(before), column([refused, *after])) is None


def test_a_text_of_the_most_bytes_becomes_numbers() -> None:
    assert numbers_of(column(["x" * 256, "x" * 255])) is not None


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_other_texts_are_numbered_by_the_same_spelling(known: list[str], asked: list[str]) -> None:
    words, others = words_of(column(known)), words_of(column(asked))
    assert words is not None
    assert others is not None
    spelling = Spelling.of(words)
    (mine, _), (theirs, fits) = spelling.numbers(words), spelling.numbers(others)
    rows, asked_rows = (list(zip(*(each.tolist() for each in some), strict=True)) for some in (mine, theirs))
    for text, row, fit in zip(asked, asked_rows, fits.tolist(), strict=True):
        same = [other for other, its in zip(known, rows, strict=True) if its == row]
        assert set(same if fit else ()) == {text} & set(known)
