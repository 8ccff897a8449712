"""What is new and what is gone since the check before: what somebody reads who has just saved a file."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from promocheck.model.finding import Finding, Severity
from promocheck.model.money import Money
from promocheck.model.report import Report
from promocheck.reports.blocks import TONES, card_block, title
from promocheck.reports.card import card, severity_word, shop
from promocheck.reports.order import in_order
from promocheck.reports.page import Page
from promocheck.reports.verdict import verdict
from promocheck.reports.words import Words

_Key = tuple[str, Severity, bool, frozenset[str], frozenset[str], Money | None]


def render(
    before: Report,
    after: Report,
    why: str,
    words: Words,
    *,
    width: int | None = None,
    colour: bool = False,
) -> str:
    """Under the heading `why` the verdict, what is new or changed whole, what was there a line each, and how many stay."""
    page = Page(width, colour=colour)
    title(why, page)
    page.line(verdict(after, words), style=TONES[after.verdict])
    old = {_key(each) for each in before.findings}
    come = in_order(each for each in after.findings if _key(each) not in old)
    went = in_order(_missing(before, after))
    was, now = ({each.subject for each in findings} for findings in (went, come))
    others = {
        (each.rule, each.store, each.marketplace, sku) for each in after.findings for sku in each.also_on
    }
    now.update(each.subject for each in went if (each.rule, each.store, each.marketplace, each.sku) in others)
    for finding in come:
        page.blank()
        card_block(card(finding, words), page)
    _went(went, now, words, page, gone=not _blind(before, after))
    page.blank()
    numbers = {
        "new": sum(each.subject not in was for each in come),
        "changed": sum(each.subject in was for each in come),
        "gone": sum(each.subject not in now for each in went),
        "same": len({_key(each) for each in after.findings}) - len(come),
    }
    if _blind(before, after):
        page.line(words._("{new} new, {changed} changed, {gone} not seen, {same} as before", **numbers))
    else:
        page.line(words._("{new} new, {changed} changed, {gone} gone, {same} as before", **numbers))
    return str(page)


def known_after(before: Report, after: Report) -> Report:
    """What the next check is held against: this one, with the findings that it could not look for."""
    if not _blind(before, after):
        return after
    come = {each.subject for each in after.findings}
    kept = (each for each in _missing(before, after) if each.subject not in come)
    return replace(after, findings=(*after.findings, *kept))


def _missing(before: Report, after: Report) -> tuple[Finding, ...]:
    here = {_key(each) for each in after.findings}
    return tuple({_key(each): each for each in before.findings if _key(each) not in here}.values())


def _blind(before: Report, after: Report) -> bool:
    """Whether what is missing may only not have been looked at: rows or files are unread, or trust was lost since."""
    if not after.untrusted:
        return False
    old = {_key(each) for each in before.findings}
    lost = (each.doubt and _key(each) not in old for each in after.open)
    return bool(after.unread) or any(lost)


def _key(finding: Finding) -> _Key:
    """What makes a finding the same one: a deeper price is another, and so is one of other SKUs or promotions, or that was accepted meanwhile."""
    others = frozenset(finding.also_on), frozenset(finding.others), finding.others_price
    return finding.fingerprint, finding.severity, finding.waiver is not None, *others


def _went(
    went: Sequence[Finding], now: Container[tuple[str | None, ...]], words: Words, page: Page, *, gone: bool
) -> None:
    """A line each: a finding that has another shape now is no success, nor is one that nobody could look for."""
    if went:
        page.blank()
    missing = (words._("GONE"), TONES["clear"]) if gone else (words._("NOT SEEN"), TONES["untrusted"])
    for each in went:
        about = [shop(each, words), *(words.data(text) for text in (each.sku, each.asin) if text)]
        named = "  ".join(filter(None, (f"{each.rule} {each.name}", *about)))
        label, style = (words._("WAS"), "bold") if each.subject in now else missing
        about_what = f"{severity_word(each.severity, words)} {named}"
        said = words._("{name}: {what}", name=about_what, what=words.say(each.message))
        page.row(f"{label} ", said, label_style=style, hang=2)
