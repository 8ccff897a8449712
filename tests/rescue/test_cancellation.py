"""Amazon's cancellation file, to the byte: there and back, split by size, and nothing in it that Amazon would not take."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promocheck.rescue.cancellation import REASONS, Cancellation, NoCancellation, files_of, read

ONE = Cancellation("111-1234567-7654321", "PricingError", "70123456789012")
FILE = (
    b"TemplateType=OrderCancellation\tVersion=1.0/1.0.3\tThis row for Amazon.com use only.  Do not modify or delete.\r\n"
    b"order-id\tcancellation-reason-code\tamazon-order-item-code\r\n"
    b"111-1234567-7654321\tPricingError\t70123456789012\r\n"
)


def test_the_file_is_amazons_to_the_byte() -> None:
    assert list(files_of([ONE])) == [FILE]
    assert read(FILE) == (ONE,)
    assert list(files_of([])) == []


CANCELLATIONS = st.builds(
    Cancellation,
    st.from_regex(r"[0-9]{3}-[0-9]{7}-[0-9]{7}", fullmatch=True, alphabet=st.characters(codec="ascii")),
    st.sampled_from(REASONS),
    st.from_regex(r"[0-9]{5,20}", fullmatch=True, alphabet=st.characters(codec="ascii")),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(CANCELLATIONS, min_size=1, max_size=12), st.integers(200, 2_000))
def test_it_comes_back_byte_for_byte_however_it_is_split(
    cancellations: list[Cancellation], most: int
) -> None:
    files = list(files_of(cancellations, most))
    assert [each for file in files for each in read(file)] == cancellations
    assert [list(files_of(read(file), most)) for file in files] == [[file] for file in files]
    assert all(len(file) < most or len(read(file)) == 1 for file in files)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (FILE.replace(b"\r\n", b"\n"), 1),
        (FILE.replace(b"only.  Do", b"only. Do"), 1),
        (FILE.replace(b"order-id", b"amazon-order-id"), 2),
        (FILE.replace(b"PricingError", b"pricing error"), 3),
        (FILE.replace(b"\t7012", b"\t\t7012"), 3),
        (FILE.replace(b"111-1", b"1111-1"), 3),
        (FILE.replace(b"7012", "Ä012".encode()), 3),
        (FILE[:-2], 3),
        (FILE + b"\r\n", 4),
        (b"", 1),
    ],
)
def test_what_amazon_would_not_take_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(NoCancellation) as fault:
        read(data)
    assert fault.value.line == line


def test_nothing_that_amazon_would_not_take_is_written() -> None:
    for wrong in (
        Cancellation("one", "PricingError", "71234"),
        Cancellation(ONE.order, "Typo", "71234"),
        Cancellation(ONE.order, "NoInventory", ""),
    ):
        with pytest.raises(NoCancellation):
            list(files_of([ONE, wrong]))
