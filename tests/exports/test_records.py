"""Where records begin and end, told by looking at few of their bytes: as one who looks at all of them."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from promocheck.exports.grid import Refusal
from promocheck.exports.records import blank, records_of


def slowly(body: bytes) -> list[bytes] | None:
    """The records of a text without quotes; None where a carriage return stands inside one."""
    if b"\n" not in body:
        lines = body.split(b"\r")
    elif re.search(rb"\r(?!\n)", body):
        return None
    else:
        lines = re.split(rb"\r?\n", body)
    return lines if lines[-1] else lines[:-1] or lines


@given(st.text("a, \r\n", max_size=12).map(str.encode))
@example(b"\r\n")
@example(b"a\r\n\r")
@example(b"a\n\r\nb")
@example(b"a\r\nb\rc\r\n")
def test_line_ends_are_found_as_by_one_who_looks_at_every_byte(body: bytes) -> None:
    try:
        found = records_of(body, ",", quoted=False)
    except Refusal:
        assert slowly(body) is None
        return
    records = [body[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert records == slowly(body)
    assert found.widths.tolist() == [record.count(b",") + 1 for record in records]
    assert blank(found).tolist() == [not record.strip(b", \r") for record in records]


def test_a_return_between_quotes_is_text() -> None:
    found = records_of(b'"a\rb",1\r\nc,"\r\n"\r\n', ",", quoted=True)
    assert found.starts.tolist() == [0, 9]
    assert found.ends.tolist() == [7, 15]
    assert found.widths.tolist() == [2, 2]
