"""Findings as the page's data: islands of JSON between its tags, of some hundred findings each.

What the table shows is apart from the cards, which the page reads only when one is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from promocheck.model.finding import Finding, Severity, Since
from promocheck.model.money import Money
from promocheck.model.review import Review, Standing
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.reports.arithmetic import gap
from promocheck.reports.card import Card, card, shop, window
from promocheck.reports.html_labels import KINDS
from promocheck.reports.html_texts import Texts, data
from promocheck.reports.html_timelines import Key, key_of
from promocheck.reports.order import in_millionths
from promocheck.reports.slices import in_slices, slices_of
from promocheck.reports.words import Words

_STANDING: Final = {Standing.NEW: say("new"), Standing.WORSE: say("worse"), Standing.BETTER: say("better")}
_MOST: Final = 2**53
AT_ONCE: Final = 500  # findings in an island

_WAIVED, _DOUBT = map(KINDS.index, ("waived", "doubt"))
_KIND_OF: Final = {
    Severity.ERROR: KINDS.index("error"),
    Severity.WARNING: KINDS.index("warning"),
    Severity.INFO: KINDS.index("note"),
}


@dataclass(frozen=True, slots=True)
class Island:
    """Some findings: what the table shows of them, and their cards. Both are JSON that no parser takes for a tag."""

    rows: str
    cards: str


def islands(
    findings: Sequence[Finding],
    timelines: Mapping[Key, int],
    languages: Sequence[Words],
    review: Review | None = None,
    jobs: int | None = 1,
) -> Iterator[Island]:
    """The findings in their order; `timelines` has the number of each SKU's. With a `review`, which of them are as they were.

    By so many processes at most (`in_slices`).
    """
    slices, told = slices_of(len(findings), AT_ONCE), _Told(findings, timelines, languages, review)
    return in_slices(_island, told, slices, many=len(findings) * len(languages), jobs=jobs)


@dataclass(frozen=True, slots=True)
class _Told:
    """All that islands are made of."""

    findings: Sequence[Finding]
    timelines: Mapping[Key, int]
    languages: Sequence[Words]
    review: Review | None


def _island(told_of: _Told, slice_: range) -> Island:
    some, review = list(told_of.findings[slice_.start : slice_.stop]), told_of.review
    rows, cards = Texts(), Texts()
    table: dict[str, Any] = dict(_columns(some, told_of.languages[0], rows))
    table["timeline"] = [told_of.timelines.get(key_of(each)) for each in some]
    if review:
        table["same"] = [int(review.of(each.fingerprint) is Standing.SAME) for each in some]
    said, told = {}, {}
    for words in told_of.languages:
        made = [card(each, words) for each in some]
        said[words.language] = dict(_words(some, made, words, rows, review))
        told[words.language] = [_card(each, cards) for each in made]
    return Island(
        data({"texts": list(rows), **table, "said": said}),
        data({"texts": list(cards), "said": told}),
    )


def kind_of(finding: Finding) -> int:
    """Among which a finding counts: its place in `KINDS`."""
    if finding.waiver is not None:
        return _WAIVED
    if finding.doubt:
        return _DOUBT
    return _KIND_OF[finding.severity]


def _columns(findings: list[Finding], words: Words, texts: Texts) -> Iterator[tuple[str, list[int | None]]]:
    """What is the same in every language: names, and the numbers by which columns are sorted."""
    yield "kind", [kind_of(each) for each in findings]
    yield "start", [each.start for each in findings]
    yield "end", [each.end for each in findings]
    yield "stacked", [_weight(each.stacked_price) for each in findings]
    yield "floor", [_weight(each.floor) for each in findings]
    yield "gap", [_weight(each.gap) for each in findings]
    yield "loss", [_weight(_loss(each)) for each in findings]
    yield "rule", [texts[each.rule] for each in findings]
    yield "name", [texts[each.name] for each in findings]
    yield "shop", [texts[shop(each, words)] for each in findings]
    yield "promotions", [texts[words.data(", ".join(each.promotions))] for each in findings]
    for name in ("sku", "asin", "title", "owner", "fingerprint"):
        yield name, [texts[words.data(getattr(each, name) or "")] for each in findings]
    if any(each.also_on for each in findings):  # the search looks at them: the message names the first few
        yield "also_on", [texts[", ".join(map(words.data, each.also_on))] for each in findings]


def _words(
    findings: list[Finding], cards: list[Card], words: Words, texts: Texts, review: Review | None
) -> Iterator[tuple[str, list[int]]]:
    """What the table says in a language."""
    yield "called", [texts[called(*each, words, review)] for each in zip(findings, cards, strict=True)]
    yield "message", [texts[each.message] for each in cards]
    yield "window", [texts[_window(each, words)] for each in findings]
    yield "stacked", [texts[_put(words.money, each.stacked_price)] for each in findings]
    yield "floor", [texts[_put(words.amount, each.floor)] for each in findings]
    yield "gap", [texts[_gap_words(each, words)] for each in findings]
    yield "loss", [texts[_put(words.money, _loss(each))] for each in findings]


def called(finding: Finding, told: Card, words: Words, review: Review | None) -> str:
    """How grave it is, and whether that is news."""
    standing = None if review is None else review.of(finding.fingerprint)
    if standing is not None and standing is not Standing.SAME:
        return words._(
            "{found}, {standing}", found=told.severity_word, standing=words.say(_STANDING[standing])
        )
    if finding.since is Since.STANDING:
        return words._("{found}, also without the draft", found=told.severity_word)
    return told.severity_word


def _window(finding: Finding, words: Words) -> str:
    return "" if finding.start is None else window(finding.start, finding.end, finding.zone, words)


def _card(told: Card, texts: Texts) -> list[Any]:
    """When; the sums, each sign, label, amount, currency and note; and what else is said, each a label and its lines."""
    return [
        texts[told.when],
        [texts.all((each.sign, each.label, each.amount, each.currency, each.note)) for each in told.sums],
        [[texts[each.label], texts.all(each.lines)] for each in told.entries],
    ]


def _put(into_words: Callable[[Money], str], money: Money | None) -> str:
    return "" if money is None else into_words(money)


def _loss(finding: Finding) -> Money | None:
    return None if finding.exposure is None else finding.exposure.loss


def _gap_words(finding: Finding, words: Words) -> str:
    price, floor = finding.stacked_price, finding.floor
    return "" if price is None or floor is None else gap(price, floor, words)


def _weight(money: Money | None) -> int | None:
    """An amount for sorting beside those in other currencies."""
    # Only an order: a browser counts whole numbers exactly up to here.
    return None if money is None else max(min(in_millionths(money), _MOST), -_MOST)
