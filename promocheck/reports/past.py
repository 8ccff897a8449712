"""The runs of a ledger, a line each, the latest last; and what became of findings from one run to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from promocheck.model.few import first_few
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.run import Approval, Broken, Change, Difference, Kept, Past, Seen
from promocheck.model.text import Text, say
from promocheck.model.window import Instant
from promocheck.reports.blocks import TONES, entries_block, title
from promocheck.reports.card import severity_word, window
from promocheck.reports.page import Page, padded, widest
from promocheck.reports.verdict import Entry, counted
from promocheck.reports.weaker import policy_moved
from promocheck.reports.words import Words

_GAP: Final = "  "
_SHORT: Final = 12  # of a hash: enough to tell runs apart by eye


def render(past: Past, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """The runs as text."""
    page = Page(width, colour=colour)
    beware(past, words, page)
    if not past.runs:
        page.line(words._("{ledger}: no run is written down yet.", ledger=past.ledger))
    signed: dict[int, list[str | Text]] = {}
    for approval in past.approvals:
        signed.setdefault(approval.run, []).append(signer(approval, past))
    rows = [_columns(each, words, signed.get(each.number, ())) for each in past.runs]
    hang = widest([first for first, *_ in rows]) + len(_GAP)
    for line, each in zip(_in_columns(rows), past.runs, strict=True):
        page.row("", line, hang=hang, style=TONES[each.verdict])
    return str(page)


def _in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, cells under one another."""
    rooms = [widest(list(column)) for column in zip(*rows, strict=True)]
    return [_GAP.join(map(padded, row, rooms)).rstrip() for row in rows]


def signer(approval: Approval, past: Past) -> str | Text:
    """Who signed, as the ledger has it."""
    if past.believed(approval):
        return approval.by
    return say(
        "somebody (entry {number}, which is not to be believed, says {by})",
        number=approval.number,
        by=approval.by,
    )


def broken_line(ledger: str, broken: Broken, words: Words) -> str:
    """Where a ledger is not what was once written."""
    return words._(
        "NOT TRUSTWORTHY: {ledger}: entry {number}: {why}.",
        ledger=ledger,
        number=broken.number,
        why=broken.why,
    )


def beware(past: Past, words: Words, page: Page) -> None:
    """What a reader of a ledger has to know first: where it was edited, and where the clock had been set back."""
    for broken in past.broken:
        page.line(broken_line(past.ledger, broken, words), style=TONES["untrusted"])
    if past.broken:
        page.line(
            words._(
                "What to do: put a copy of the ledger from before in its place; or move it away, scan, and approve what was approved once more."
            )
        )
    for each in past.set_back:
        page.line(
            words._(
                "LOOK AT THIS: {ledger}: entry {number}: {why}.",
                ledger=past.ledger,
                number=each.number,
                why=each.why,
            )
        )


def _columns(kept: Kept, words: Words, signed: Sequence[str | Text] = ()) -> tuple[str, ...]:
    return (
        f"{kept.number}",
        words.instant(Instant(kept.at)),
        words.data(kept.who),
        kept.hash[:_SHORT],
        words.ngettext("{n} promoted SKU", "{n} promoted SKUs", kept.promoted),
        _found(kept, words, signed),
    )


def _found(kept: Kept, words: Words, signed: Sequence[str | Text]) -> str:
    found = counted(kept.counts, words)
    if kept.has_drafts:
        found = words._("{found}, with a draft", found=found)
    if kept.other_policy:
        found = words._("{found}, policy changed", found=found)
    if kept.verdict == "untrusted":
        return words._("not trustworthy, {found}", found=found)
    return words._("{found}, approved by {names}", found=found, names=tuple(signed)) if signed else found


def render_difference(
    difference: Difference, words: Words, *, width: int | None = None, colour: bool = False
) -> str:
    """What is new, worse, better, gone, and how much is the same, as text."""
    page = Page(width, colour=colour)
    beware(difference.past, words, page)
    page.line(_verdict(difference, words), style=tone(difference.exit_code))
    if difference.policy is not None:
        page.line(
            words._("LOOK AT THIS: {told}", told=policy_moved(difference.policy, words)),
            style=TONES["untrusted"],
        )
    now, before = _in_columns([_columns(each, words) for each in (difference.now, difference.before)])
    entries_block((Entry(words._("now"), (now,)), Entry(words._("before"), (before,))), page)
    seen_lines(words._("New"), difference.new, words, page)
    change_lines(words._("Worse"), difference.worse, words, page)
    change_lines(words._("Better"), difference.better, words, page)
    seen_lines(words._("Gone"), difference.gone, words, page)
    seen_lines(
        words._("Not looked for: the later run did not ask for approvals"), difference.unasked, words, page
    )
    return str(page)


def tone(code: int) -> str:
    """The style of a verdict that ends with this code: 0, 1 or 3."""
    return TONES[{0: "clear", 1: "findings", 3: "untrusted"}[code]]


def _verdict(difference: Difference, words: Words) -> str:
    values = {
        "new": len(difference.new),
        "worse": len(difference.worse),
        "better": len(difference.better),
        "same": len(difference.same),
        "gone": len(difference.gone),
        "before": difference.before.number,
    }
    if difference.now.verdict == "untrusted":
        return words._(
            "NOT TRUSTWORTHY: what the later run could not read may seem gone. Since run {before}: {new} new, {worse} worse, "
            "{better} better, {same} the same, {gone} gone",
            **values,
        )
    if difference.new or difference.worse:
        return words._(
            "SINCE RUN {before}: {new} new, {worse} worse, {better} better, {same} the same, {gone} gone",
            **values,
        )
    return words._("NOTHING NEW SINCE RUN {before}: {better} better, {same} the same, {gone} gone", **values)


def seen_lines(heading: str, findings: Sequence[Seen], words: Words, page: Page) -> None:
    """Findings under a heading, a line each."""
    _lines(heading, ((None, each) for each in findings), words, page)


def change_lines(heading: str, changes: Sequence[Change], words: Words, page: Page) -> None:
    """Findings of two runs under a heading, a line each, with what they were before."""
    _lines(heading, ((each.before, each.now) for each in changes), words, page)


def _lines(heading: str, findings: Iterable[tuple[Seen | None, Seen]], words: Words, page: Page) -> None:
    for number, (before, each) in enumerate(findings):
        if not number:
            title(heading, page)
        label = _instead(called(before, words) if before else "", called(each, words), words)
        told = _GAP.join(_told(before, each, words))
        page.row(f"{label} ", told, indent=2, label_style="bold", hang=2)


def called(seen: Seen, words: Words) -> str:
    """The severity, and that it is waived."""
    word = severity_word(seen.severity, words)
    return words._("WAIVED {severity}", severity=word) if seen.waived else word


def priced_line(seen: Seen, words: Words) -> Iterator[str]:
    """What a finding says, part by part."""
    return _told(None, seen, words)


def _told(before: Seen | None, seen: Seen, words: Words) -> Iterator[str]:
    shop = words.shop(seen.store, seen.marketplace)
    priced = moved(before.price if before else None, seen.price, words)
    yield f"{seen.rule} {seen.name}"
    yield from (each for each in (shop, _skus(seen, words), priced) if each)
    if before:
        yield from _joined(Change(before, seen), words)
    if seen.floor is not None:
        yield words._("floor {price}", price=moved(before.floor if before else None, seen.floor, words))
    if seen.promotions:
        yield words.data(", ".join(seen.promotions))
    if when := _when(seen, words):
        yield _instead(_when(before, words) if before else "", when, words)
    if seen.loss is not None:
        yield words._("{loss} at risk", loss=seen.loss)
    if seen.owner:
        yield words.data(seen.owner)
    yield seen.fingerprint


def _skus(seen: Seen, words: Words) -> str:
    """The SKU, and how many others it speaks of."""
    sku = words.data(seen.sku or "")
    if not seen.also_on:
        return sku
    return words.ngettext("{sku} and {n} other SKU", "{sku} and {n} other SKUs", len(seen.also_on), sku=sku)


def _joined(change: Change, words: Words) -> Iterator[str]:
    """Which other SKUs it speaks of now, and which no more; and which promotions more."""
    if change.joined:
        yield words._("now also on {skus}", skus=first_few(change.joined))
    if change.left:
        yield words._("no longer on {skus}", skus=first_few(change.left))
    if change.beside:
        yield words._("now also too low by {promotions}", promotions=first_few(change.beside))
    elif change.deeper_beside:
        yield words._(
            "others down to {price}",
            price=moved(change.before.others_price, change.now.others_price, words),
        )


def _when(seen: Seen, words: Words) -> str:
    return "" if seen.start is None else window(seen.start, seen.end, zone_of(seen), words)


def _instead(before: str, now: str, words: Words) -> str:
    """What holds now, and what did before where that is known and was something else."""
    return words._("{now} instead of {before}", now=now, before=before) if before and before != now else now


def zone_of(seen: Seen) -> str:
    """The clock of its marketplace."""
    shop = BY_CODE.get(seen.marketplace or "")
    return shop.zone if shop else "UTC"


def moved(before: Money | None, now: Money | None, words: Words) -> str:
    """A price, and the one before it where both are known and differ; nothing where it is not known."""
    if now is None:
        return ""
    return _instead("" if before is None else words.money(before), words.money(now), words)
