"""What one SKU's story comes to, in one line. "CLEAR" is never said over a doubt."""

from __future__ import annotations

from collections.abc import Sequence

from promocheck.model.finding import Finding, Severity
from promocheck.model.story import Stories, Story
from promocheck.reports.verdict import counts
from promocheck.reports.words import Words


def told_nowhere(stories: Stories) -> tuple[Finding, ...]:
    """The findings that are of no story: of files, whose lost rows may be any SKU's."""
    told = {finding for story in stories.stories for finding in story.findings}
    return tuple(each for each in stories.report.findings if each not in told)


def tone(story: Story, stories: Stories) -> str:
    """`clear`, `findings` or `untrusted`, of this story and of the files."""
    if _doubts(_about(story, stories)):
        return "untrusted"
    return "findings" if _loud(story.findings) else "clear"


def verdict(story: Story, stories: Stories, words: Words) -> str:
    """Like a scan's, of this SKU: what the files lost may be its own."""
    doubts = _doubts(_about(story, stories))
    rest = [each for each in story.findings if each not in doubts]
    if doubts:
        return words.ngettext(
            "NOT TRUSTWORTHY: solve {n} problem, then ask again. In what could be read: {rest}",
            "NOT TRUSTWORTHY: solve {n} problems, then ask again. In what could be read: {rest}",
            len(doubts),
            rest=counts(rest, words) if rest else _price(story, words),
        )
    if any(each.severity is Severity.ERROR for each in _loud(rest)):
        return words._("FINDINGS: {counted}", counted=counts(rest, words))
    if _loud(rest):
        return words._("LOOK AT THIS: {counted}", counted=counts(rest, words))
    if rest:
        return words._("CLEAR: {counted}; {price}", counted=counts(rest, words), price=_price(story, words))
    return words._("CLEAR: {price}", price=_price(story, words))


def _about(story: Story, stories: Stories) -> tuple[Finding, ...]:
    return (*story.findings, *told_nowhere(stories))


def _doubts(findings: Sequence[Finding]) -> list[Finding]:
    return [each for each in findings if each.doubt and not each.waiver]


def _loud(findings: Sequence[Finding]) -> list[Finding]:
    """What is neither a note nor accepted."""
    return [each for each in findings if each.severity is not Severity.INFO and not each.waiver]


def _price(story: Story, words: Words) -> str:
    """The lowest price, as part of a sentence."""
    unpriced = any(each.unpriced for each in story.promotions)
    if unpriced and not any(each.aside is None for each in story.promotions):
        return words._("what touches it is not priced")
    if not story.chapters:
        return words._("no promotion touches it now or later, and it sells at its own price")
    lowest = min(story.chapters, key=lambda each: each.stacked_price.minor)
    if unpriced:
        return words._("never below {price} without what is not priced", price=lowest.stacked_price)
    if lowest.floor is None:
        return words._("never below {price}, and no floor is known", price=lowest.stacked_price)
    return words._(
        "never below {price}, where its floor is {floor}", price=lowest.stacked_price, floor=lowest.floor
    )
