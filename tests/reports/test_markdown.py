"""Markdown as CommonMark reads it, in the few forms that every chat knows, and no data that means anything in it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from promocheck.exports.content import tell
from promocheck.reports import FORMATS, Words, markdown
from promocheck.reports.markdown_text import inert
from promocheck.reports.neutral import neutral

from .examples import BELOW_FLOOR, CLEAR, REPORT, UNTRUSTED, with_sku
from .naughty import NAUGHTY

WORDS = Words("en")
BLOCKS = {"paragraph", "bullet_list", "list_item", "inline"}
INLINE = {"text", "strong", "code_inline"}
MARKS = (
    "*bold*", "**bold**", "_it_", "__init__", "`code`", "``", "`", "a`b``c", "[text](http://x.example)", "[x]: http://x.example",
    "![i](https://x.example/i.png)", "<b>", "<!-- -->", "&amp;", "@everyone", "a@b.example", "#1", "# head", "GH-26", "www.x.example",
    "https://x.example", "x.example", "a|b", "| a | b |", "~~gone~~", "\\*", "$x$", ":boom:", "- x", "+ x", "1. x", "2) x", "---", "===", "> x",
    "    indented", "```", "~~~", "872a66f5ffe74191",
)  # fmt: skip


def parsed(text: str) -> tuple[list[Token], list[Token]]:
    """The blocks of a text, and what stands within them."""
    blocks = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return blocks, [each for block in blocks for each in block.children or ()]


def names(tokens: list[Token]) -> set[str]:
    return {re.sub("_(open|close)$", "", each.type) for each in tokens}


def test_the_worst_first_then_what_was_read() -> None:
    lines = FORMATS["markdown"](UNTRUSTED, WORDS).splitlines()
    bold = [line for line in lines if line.startswith("**")]
    assert bold == [
        "**NOT TRUSTWORTHY: solve 1 problem, then scan again. In what could be read: 2 errors, 1 warning**",
        "**2 errors**",
        "**ERROR PC102 near-zero · acme/JP · 瓶-7**",
        "**ERROR PC101 below-floor · acme/US · A-100 · B0ABC12345 · Steel bottle 750 ml**",
        "**1 reason not to trust this run**",
        "**ERROR PC901 unread-row · acme/US**",
        "**1 warning**",
        "**WARNING PC301 no-end · acme/US · A-100**",
        "**What was read**",
        "**Not read**",
        "**Skipped, no tables**",
    ]


def test_the_arithmetic_is_a_list() -> None:
    lines = FORMATS["markdown"](replace(REPORT, findings=(BELOW_FLOOR,)), WORDS).splitlines()
    start = lines.index("- selling price: 100.00")
    assert lines[start + 1 : start + 6] == [
        '- coupon C1 "Winter sale", 20 % of 100.00: - 20.00',
        "- social code S1, 30 % of 100.00: - 30.00",
        "- stacked price: 50.00 USD",
        "- documented price: 80.00 USD",
        "- floor: floors sheet: 60.00 USD, 10.00 below",
    ]


def test_only_what_every_chat_shows_is_used() -> None:
    blocks, inside = parsed(FORMATS["markdown"](UNTRUSTED, WORDS))
    assert (names(blocks), names(inside)) == (BLOCKS, INLINE)
    assert max(each.level for each in blocks) <= 4  # a list in a list would be deeper


@pytest.mark.parametrize("data", [*NAUGHTY, *MARKS])
def test_data_means_nothing(data: str) -> None:
    ordinary, _ = parsed(FORMATS["markdown"](with_sku("A-1"), WORDS))
    blocks, inside = parsed(FORMATS["markdown"](with_sku(data), WORDS))
    assert [each.type for each in blocks] == [each.type for each in ordinary]
    assert names(inside) <= INLINE
    texts = [each.content for each in inside if each.type == "text"]
    assert not [text for text in texts if re.search(r"[*_`\[\]<>|#@\\]|://|www\.|GH-\d|\w\.[a-z]{2}", text)]


@pytest.mark.parametrize("data", [*NAUGHTY, *MARKS])
def test_it_is_shown_to_the_letter(data: str) -> None:
    _, inside = parsed(f"- x: {inert(f'{neutral(data)} end')}\n")
    assert "".join(each.content for each in inside) == f"x: {neutral(data).strip()} end"


def test_what_is_left_out_is_counted() -> None:
    text = markdown.render(UNTRUSTED, WORDS, most=1)
    assert "near-zero" in text
    assert "below-floor" not in text
    assert "**3 more findings are left out here.**\n" in text
    assert "left out" not in FORMATS["markdown"](UNTRUSTED, WORDS)


def test_a_clear_run_says_what_it_rests_on() -> None:
    first, *_ = FORMATS["markdown"](CLEAR, WORDS).splitlines()
    assert first == "**CLEAR: no errors in 50 listings, 12 promotions (10 live), 1,205 rows of 2 files**"


def test_nothing_read_is_no_empty_list() -> None:
    text = FORMATS["markdown"](replace(CLEAR, inputs=(), skipped=()), WORDS)
    assert text.endswith("**What was read**\n")


@pytest.mark.parametrize("name", ["report.md", "report.txt"])
def test_a_later_scan_takes_it_for_text(name: str) -> None:
    assert not tell(FORMATS["markdown"](UNTRUSTED, WORDS).encode(), name).claims
