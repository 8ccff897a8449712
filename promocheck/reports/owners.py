"""Who answers for what, a line each, those who repeat first and with their findings; and the same for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from promocheck.model.accountability import Accountability, Owner, Recurring
from promocheck.model.run import Past
from promocheck.model.window import Instant, iso_utc
from promocheck.reports.blocks import title
from promocheck.reports.finding_json import instant
from promocheck.reports.json_report import made_by, one_object
from promocheck.reports.page import Page, padded, widest
from promocheck.reports.past import beware, called, priced_line, signer
from promocheck.reports.past_json import approval_object, beware_object, seen_object
from promocheck.reports.words import Words

OWNERS: Final = "promocheck.owners/1"
_GAP: Final = "  "


def render(found: Accountability, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """Everybody as text."""
    page = Page(width, colour=colour)
    beware(found.past, words, page)
    page.line(_looked_at(found, words), style="bold")
    rows = [_columns(each, found.past, words) for each in found.owners]
    rooms = [widest(list(column)) for column in zip(*rows, strict=True)]
    for row, owner in zip(rows, found.owners, strict=True):
        line = _GAP.join(padded(cell, room) for cell, room in zip(row, rooms, strict=True))
        page.row(
            "", line.rstrip(), indent=2, hang=rooms[0] + len(_GAP), style="bold red" if owner.repeats else ""
        )
    for owner in found.owners:
        if owner.repeats:
            _findings(owner, words, page)
    return str(page)


def _looked_at(found: Accountability, words: Words) -> str:
    ledger = found.past.ledger
    if found.first is None or found.last is None:
        return words._("{ledger}: no run is written down yet.", ledger=ledger)
    said = words.ngettext(
        "{ledger}: {n} scan, {first} to {last}",
        "{ledger}: {n} scans, {first} to {last}",
        found.runs,
        ledger=ledger,
        first=Instant(found.first),
        last=Instant(found.last),
    )
    if not found.drafts:
        return said
    return words.ngettext(
        "{said}, without {n} that had drafts", "{said}, without {n} that had drafts", found.drafts, said=said
    )


def _columns(owner: Owner, past: Past, words: Words) -> tuple[str, ...]:
    name = words.data(owner.name) if owner.name else words._("nobody is named")
    return (
        name,
        words.ngettext("{n} finding", "{n} findings", len(owner.findings)),
        words.ngettext("from {n} scan", "from {n} scans", owner.brought_by),
        words._("{n} with new campaigns", n=owner.with_new_campaigns),
        words.ngettext("{n} campaign", "{n} campaigns", owner.campaigns),
        _approved(owner, past, words),
        words.listed(
            [words._("{month}: {n}", month=month, n=n) for month, n in sorted(owner.months.items())]
        ),
    )


def _approved(owner: Owner, past: Past, words: Words) -> str:
    if not owner.approvals:
        return words._("{n} approved", n=owner.approved)
    last = owner.approvals[-1].approval
    said = words._(
        "{n} approved, last by {by} on {day}",
        n=owner.approved,
        by=signer(last, past),
        day=iso_utc(last.at)[:10],
    )
    if not owner.moved:
        return said
    return words._("{said}, {n} not as it was approved", said=said, n=owner.moved)


def _findings(owner: Owner, words: Words, page: Page) -> None:
    title(
        words._(
            "{name}: again and again, new findings from {n} scans",
            name=owner.name,
            n=owner.brought_by,
        ),
        page,
    )
    for each in sorted(owner.findings, key=lambda each: each.seen.severity.rank):
        label = f"{called(each.seen, words)} "
        page.row(label, _GAP.join(_told(each, words)), indent=2, label_style="bold", hang=2)


def _told(found: Recurring, words: Words) -> Iterator[str]:
    yield _when(found, words)
    yield from priced_line(found.seen, words)
    if found.new_campaign:
        yield words._("with a new campaign")


def _when(found: Recurring, words: Words) -> str:
    first, last = (iso_utc(each)[:10] for each in (found.first, found.last))
    if found.runs == 1:
        return words._("on {day}", day=first)
    if first == last:
        return words._("on {day}, in {n} scans", day=first, n=found.runs)
    return words._("{first} to {last}, in {n} scans", first=first, last=last, n=found.runs)


def render_json(found: Accountability, words: Words) -> str:
    """One object: everybody, with all of their findings."""
    return one_object(
        {
            **made_by(OWNERS),
            "ledger": found.past.ledger,
            "runs": found.runs,
            "runs_with_drafts": found.drafts,
            "first": instant(found.first),
            "last": instant(found.last),
            "repeat": found.repeat,
            "owners": [_owner(each) for each in found.owners],
            **beware_object(found.past, words),
        }
    )


def _owner(owner: Owner) -> dict[str, Any]:
    return {
        "owner": owner.name,
        "repeats": owner.repeats,
        "brought_by": owner.brought_by,
        "with_new_campaigns": owner.with_new_campaigns,
        "campaigns": owner.campaigns,
        "approved": owner.approved,
        "moved": owner.moved,
        "approvals": [
            {**approval_object(each.approval), "campaigns": each.campaigns} for each in owner.approvals
        ],
        "months": dict(sorted(owner.months.items())),
        "findings": [_finding(each) for each in owner.findings],
    }


def _finding(found: Recurring) -> dict[str, Any]:
    return {
        **seen_object(found.seen),
        "first": instant(found.first),
        "last": instant(found.last),
        "runs": found.runs,
        "first_run": found.brought_by,
        "new_campaign": found.new_campaign,
    }
