"""A finding in a few plain lines, for messages that others lay out: an annotation, a failed test, a result."""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.reports.arithmetic import in_a_line
from promocheck.reports.card import Card
from promocheck.reports.words import Words


def plain_lines(told: Card, words: Words) -> Iterator[str]:
    """What is wrong, when, the sum, and all that a person's report has below it, a line each."""
    yield " ".join(told.message.split("\n"))
    if told.when:
        yield told.when
    if told.sums:
        yield words._("price: {sum}", sum=in_a_line(told.sums))
    colon, semicolon = words._(": "), words._("; ")
    for entry in told.entries:
        yield f"{entry.label}{colon}{semicolon.join(entry.lines)}"
