"""A finding in a few plain lines, for messages that others lay out: an annotation, a failed test, a result."""

from __future__ import annotations

from functools import lru_cache

from promocheck.model.finding import Finding
from promocheck.reports.arithmetic import price_line
from promocheck.reports.card import entries, when_wrong
from promocheck.reports.words import Words


def plain_lines(finding: Finding, words: Words) -> list[str]:
    """What is wrong, when, the sum, and all that a person's report has below it, a line each."""
    colon, semicolon = marks(words)
    told = [words.sentence(finding.message).replace("\n", " ")]
    if when := when_wrong(finding, words):
        told.append(when)
    if price := price_line(finding, words):
        told.append(words._("price: {sum}", sum=price))
    for entry in entries(finding, words):
        lines = entry.lines
        told.append(entry.label + colon + (lines[0] if len(lines) == 1 else semicolon.join(lines)))
    return told


@lru_cache(maxsize=2**4)
def marks(words: Words) -> tuple[str, str]:
    """What stands after a label, and between lines that stand in one."""
    return words._(": "), words._("; ")
