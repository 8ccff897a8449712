"""The SKUs that a finding holds for besides its own, as a cell or a line takes them."""

from __future__ import annotations

from typing import Final

from promocheck.model.finding import Finding
from promocheck.reports.words import Words

_MOST: Final = 100  # that a cell names: a spreadsheet takes so many letters and no more


def other_skus(finding: Finding, words: Words) -> str:
    """As many as a cell takes, and how many more there are; nearly no finding has any."""
    if not finding.also_on:
        return ""
    named = ", ".join(map(words.data, finding.also_on[:_MOST]))
    left = len(finding.also_on) - _MOST
    if left <= 0:
        return named
    more = words.ngettext("and {n} more, in the JSON report", "and {n} more, in the JSON report", left)
    return f"{named}, {more}"
