from __future__ import annotations

import sys
import unicodedata

import pytest

from promocheck.reports.neutral import neutral

from .naughty import NAUGHTY


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\tb\r\n", r"a\x09b\x0d\x0a"),
        ("\x7f\x9b", r"\x7f\x9b"),
        ("\u202e001", "<U+202E>001"),
        ("\u200b\ufeff", "<U+200B><U+FEFF>"),
        ("\u2028\u2029", "<U+2028><U+2029>"),
        ("\ud800", "<U+D800>"),
        ("\U000e0041", "<U+E0041>"),
    ],
)
def test_what_would_act_or_hide_is_written_out(text: str, shown: str) -> None:
    assert neutral(text) == shown


@pytest.mark.parametrize(
    "text", ["", "A-100", "瓶子", "Bücher 5 €", "[red]", "a\xa0b\u3000c", "e\u0301", "{}%\\"]
)
def test_everything_else_stays(text: str) -> None:
    assert neutral(text) == text


def test_no_character_of_unicode_gets_through() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    left = {unicodedata.category(character) for character in neutral(everything)}
    assert not left & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("text", NAUGHTY)
def test_twice_is_once(text: str) -> None:
    assert neutral(neutral(text)) == neutral(text)
