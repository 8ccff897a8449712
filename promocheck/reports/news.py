"""What is new and what is gone since the check before: what somebody reads who has just saved a file."""

from __future__ import annotations

from collections.abc import Container, Sequence

from promocheck.model.finding import Finding, Severity
from promocheck.model.report import Report
from promocheck.reports.blocks import TONES, card_block, title
from promocheck.reports.card import card, severity_word, shop
from promocheck.reports.order import in_order
from promocheck.reports.page import Page
from promocheck.reports.verdict import verdict
from promocheck.reports.words import Words

_Key = tuple[str, Severity, bool]


def render(
    before: Report,
    after: Report,
    why: str,
    words: Words,
    *,
    width: int | None = None,
    colour: bool = False,
) -> str:
    """Under the heading `why`, what is new or changed whole, what was there a line each, how many stay, the verdict last."""
    page = Page(width, colour=colour)
    title(why, page)
    old = {_key(each): each for each in before.findings}
    here = {_key(each): each for each in after.findings}
    come = in_order(each for key, each in here.items() if key not in old)
    went = in_order(each for key, each in old.items() if key not in here)
    was, now = ({_about(each) for each in findings} for findings in (went, come))
    for finding in come:
        page.blank()
        card_block(card(finding, words), page)
    _went(went, now, words, page)
    page.blank()
    page.line(
        words._(
            "{new} new, {changed} changed, {gone} gone, {same} as before",
            new=sum(_about(each) not in was for each in come),
            changed=sum(_about(each) in was for each in come),
            gone=sum(_about(each) not in now for each in went),
            same=len(here) - len(come),
        )
    )
    page.line(verdict(after, words), style=TONES[after.verdict])
    return str(page)


def _key(finding: Finding) -> _Key:
    """What makes a finding the same one: a deeper price is another, and so is one that was accepted meanwhile."""
    return finding.fingerprint, finding.severity, finding.waiver is not None


def _about(finding: Finding) -> tuple[str | None, ...]:
    """What a finding is about, however deep and long it is; without an SKU its promotions say it."""
    named = finding.promotions if finding.sku is None else ()
    return finding.rule, finding.store, finding.marketplace, finding.sku, finding.asin, *named


def _went(went: Sequence[Finding], now: Container[tuple[str | None, ...]], words: Words, page: Page) -> None:
    """A line each: a finding that has another shape now is no success, and is not called gone."""
    if went:
        page.blank()
    for each in went:
        about = [shop(each, words), *(words.data(text) for text in (each.sku, each.asin) if text)]
        named = "  ".join(filter(None, (f"{each.rule} {each.name}", *about)))
        changed = _about(each) in now
        page.row(
            f"{words._('WAS') if changed else words._('GONE')} ",
            f"{severity_word(each.severity, words)} {named}: {words.say(each.message)}",
            label_style="bold" if changed else TONES["clear"],
            hang=2,
        )
