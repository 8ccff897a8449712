"""What lies here against what was approved, as text and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from promocheck.model.approval import Missing, Moved, Verification
from promocheck.model.run import Approval, Past
from promocheck.model.window import Instant
from promocheck.reports.blocks import entries_block, title
from promocheck.reports.checklist import name_of
from promocheck.reports.finding_json import instant
from promocheck.reports.json_report import made_by, one_object
from promocheck.reports.page import Page
from promocheck.reports.past import beware, change_lines, moved, seen_lines, tone
from promocheck.reports.past_json import approval_object, beware_object, change_object, seen_object
from promocheck.reports.verdict import Entry
from promocheck.reports.words import Words

_NAMED: Final = 20  # SKUs on a line; JSON has all of them
_LEFT_OUT: Final = "..."
SCHEMA: Final = "promocheck.verification/1"


def render(found: Verification, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """The verdict, who approved, and what moved, each with why."""
    page = Page(width, colour=colour)
    beware(found.past, words, page)
    said = _verdict(found, words)
    for gone in _gone(found, words):
        said = words._("{verdict}; {gone}", verdict=said, gone=gone)
    page.line(said, style=tone(found.exit_code))
    entries = [
        Entry(words._("approved"), tuple(_approval(each, found.past, words) for each in found.approvals))
    ]
    if found.same_bytes:
        entries.append(Entry(words._("files"), (_bytes(found, words),)))
    if found.other_policy:
        entries.append(Entry(words._("policy"), (_policy(found.other_policy, words),)))
    if found.gone:
        skus = ["/".join(words.data(part) for part in key if part) for key in found.gone]
        entries.append(Entry(words._("gone"), (_first_of(skus, words),)))
    entries_block(tuple(entries), page)
    _section(words._("Moved"), found.moved, words, page)
    seen_lines(words._("New"), found.came, words, page)
    change_lines(words._("Worse"), found.worse, words, page)
    _missing(found.missing, words, page)
    _section(words._("Only better"), found.better, words, page)
    seen_lines(words._("Waivers that are not used any more"), found.unused, words, page)
    return str(page)


def _gone(found: Verification, words: Words) -> Iterator[str]:
    """What was approved and is not here, which makes nothing cheaper."""
    if found.gone:
        yield words.ngettext(
            "{n} approved SKU carries no promotion now",
            "{n} approved SKUs carry no promotion now",
            len(found.gone),
        )
    if nowhere := sum(not each.elsewhere for each in found.missing):
        yield words.ngettext(
            "{n} approved campaign is gone or stopped", "{n} approved campaigns are gone or stopped", nowhere
        )
    if lacking := len(found.missing) - nowhere:
        yield words.ngettext(
            "{n} approved campaign is not on all of its SKUs",
            "{n} approved campaigns are not on all of their SKUs",
            lacking,
        )


def _verdict(found: Verification, words: Words) -> str:
    numbers = {
        "moved": words.ngettext("{n} SKU", "{n} SKUs", len(found.moved)),
        "same": found.same,
        "better": len(found.better),
        "others": words.ngettext(
            "{n} other finding", "{n} other findings", len(found.came) + len(found.worse)
        ),
    }
    if found.untrusted:
        return words._(
            "NOT TRUSTWORTHY: scan and solve what it names. In what could be read: {moved} moved, {others} new or worse, {better} better, {same} the same",
            **numbers,
        )
    if found.past.broken:
        return words._(
            "NOT KNOWN WHETHER APPROVED, for the ledger was changed. By what it says now: {moved} moved, {others} new or worse, {better} better, {same} the same",
            **numbers,
        )
    if found.moved or found.came or found.worse:
        return words._(
            "MOVED: {moved} not as approved, {others} new or worse, {better} better, {same} the same",
            **numbers,
        )
    if found.better:
        return words._("AS APPROVED OR BETTER: {better} better, {same} the same", **numbers)
    if not found.same:
        return words._("NOTHING IS PROMOTED HERE, so there is nothing to hold against an approval")
    return words.ngettext(
        "AS APPROVED: {n} promoted SKU, nothing moved",
        "AS APPROVED: {n} promoted SKUs, nothing moved",
        found.same,
    )


def _approval(approval: Approval, past: Past, words: Words) -> str:
    said = words._(
        "run {run} by {by}, {at}: {note}",
        run=approval.run,
        by=approval.by,
        at=Instant(approval.at),
        note=approval.note,
    )
    if past.believed(approval):
        return said
    return words._("NOT TO BE BELIEVED, so says entry {number}: {said}", number=approval.number, said=said)


def _bytes(found: Verification, words: Words) -> str:
    if found.past.broken:
        return words._("the very bytes of run {run}", run=found.approvals[0].run)
    return words._("the very bytes that were approved")


def _policy(runs: tuple[int, ...], words: Words) -> str:
    return words.ngettext(
        "says something else of prices or findings than in the approved run {runs}",
        "says something else of prices or findings than in the approved runs {runs}",
        len(runs),
        runs=tuple(map(str, runs)),
    )


def _section(heading: str, changes: Sequence[Moved], words: Words, page: Page) -> None:
    if changes:
        title(heading, page)
    for each in changes:
        page.blank()
        store, marketplace, sku = each.key
        page.line(
            f"{words.shop(store, marketplace)}  {words.data(sku)}  {moved(each.before, each.now, words)}",
            indent=2,
            style="bold",
        )
        for reason in each.reasons:
            page.line(words.sentence(reason), indent=4)


def _missing(campaigns: Sequence[Missing], words: Words, page: Page) -> None:
    if campaigns:
        title(words._("Approved, not over, and gone or stopped"), page)
    for each in campaigns:
        page.blank()
        first = each.campaign
        page.line(
            f"{words.shop(first.store, first.marketplace)}  {name_of(first, words)}", indent=2, style="bold"
        )
        skus = _first_of([*map(words.data, each.skus)], words)
        if each.elsewhere:
            told = words._("It is here, but not on all that it was approved on: it lacks {skus}.", skus=skus)
        else:
            told = words._(
                "It counts nowhere: no file has it, or one says that it is over or stopped. It was approved on {skus}.",
                skus=skus,
            )
        page.line(told, indent=4)


def _first_of(skus: Sequence[str], words: Words) -> str:
    """As many SKUs as stand on a line."""
    more = [_LEFT_OUT] if len(skus) > _NAMED else []
    return words.listed([*skus[:_NAMED], *more])


def render_json(found: Verification, words: Words) -> str:
    """The same as one object."""
    return one_object(
        {
            **made_by(SCHEMA),
            "exit_code": found.exit_code,
            **beware_object(found.past, words),
            "same": found.same,
            "same_bytes": found.same_bytes,
            "untrusted": found.untrusted,
            "approvals": [approval_object(each) for each in found.approvals],
            "other_policy": list(found.other_policy),
            "moved": [_moved_object(each, words) for each in found.moved],
            "new": [seen_object(each) for each in found.came],
            "worse": [change_object(each) for each in found.worse],
            "unused_waivers": [seen_object(each) for each in found.unused],
            "better": [_moved_object(each, words) for each in found.better],
            "missing": [_missing_object(each) for each in found.missing],
            "gone": [dict(zip(("store", "marketplace", "sku"), key, strict=True)) for key in found.gone],
        }
    )


def _missing_object(each: Missing) -> dict[str, Any]:
    campaign = each.campaign
    return {
        "promotion": campaign.id,
        "name": campaign.name,
        "kind": campaign.kind,
        "store": campaign.store,
        "marketplace": campaign.marketplace,
        "skus": list(each.skus),
        "elsewhere": each.elsewhere,
        "start": instant(campaign.start),
        "end": instant(campaign.end),
        "owner": campaign.owner,
    }


def _moved_object(each: Moved, words: Words) -> dict[str, Any]:
    return {
        **dict(zip(("store", "marketplace", "sku"), each.key, strict=True)),
        "stacked_price": str(each.now),
        "stacked_price_before": None if each.before is None else str(each.before),
        "currency": each.now.currency,
        "reasons": [words.sentence(reason) for reason in each.reasons],
    }
