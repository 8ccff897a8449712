"""What stands at the end of a long report once more: on a terminal its head has scrolled away, and so has the worst finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promocheck.model.finding import Finding, Severity
from promocheck.reports.card import heading
from promocheck.reports.verdict import Entry
from promocheck.reports.words import Words


def closing(worst: Finding, urgent: Sequence[str], words: Words) -> Iterator[Entry]:
    """The worst finding and the nearest lock, a line each; a note is nothing that one must see."""
    if worst.waiver is None and worst.severity is not Severity.INFO:
        named = [*heading(worst, words)]
        if worst.title:
            named.pop()
        yield Entry(words._("gravest"), ("  ".join((*named, _said(worst, words))),))
    if urgent:
        yield Entry(words._("lock"), (urgent[0],))


def _said(finding: Finding, words: Words) -> str:
    return " ".join(words.sentence(finding.message).split("\n"))
