"""What a second reader looks at once more, with the values filled in: campaign by campaign, the deepest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from promocheck.model.approval import Signed
from promocheck.model.kind import Switch, label_of
from promocheck.model.marketplace import BY_CODE
from promocheck.model.person import plain_name
from promocheck.model.review import Standing
from promocheck.model.run import Campaign, Key, Run, Worst
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.reports.arithmetic import called, discount
from promocheck.reports.blocks import TONES, entries_block, title
from promocheck.reports.card import window
from promocheck.reports.page import Page
from promocheck.reports.verdict import Entry
from promocheck.reports.weaker import policy_moved, weaker_line
from promocheck.reports.words import Words

_NAMED: Final = 10  # SKUs of a campaign; the scan's report has all of them
_BOX: Final = "[ ] "
_SWITCH: Final = {
    Switch.YES: say("allowed"),
    Switch.NO: say("not allowed"),
    Switch.UNKNOWN: say("the export does not say"),
}


_STANDING: Final = {
    Standing.NEW: say("new"),
    Standing.WORSE: say("changed"),
    Standing.BETTER: say("changed"),
    Standing.SAME: say("as approved"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A campaign, what became of it since it was approved, in a word too, and a line to tick for each thing."""

    name: str
    mark: str
    standing: Standing
    entries: tuple[Entry, ...]


def render(signed: Signed, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """Who approved what, and the checklist of every campaign."""
    page = Page(width, colour=colour)
    approval, kept, run = signed.approval, signed.kept, signed.run
    by_campaign = _deepest_first(run)
    page.line(
        words._(
            "APPROVED: run {run} by {by}, {skus} in {campaigns}",
            run=kept.number,
            by=approval.by,
            skus=words.ngettext("{n} promoted SKU", "{n} promoted SKUs", kept.promoted),
            campaigns=words.ngettext("{n} campaign", "{n} campaigns", len(by_campaign)),
        ),
        style=TONES["clear"],
    )
    facts = [
        Entry(words._("scanned"), (words._("{at} by {who}", at=Instant(kept.at), who=kept.who),)),
        Entry(
            words._("policy"),
            (
                words._("{path}, SHA-256 {hash}", path=run.policy, hash=run.policy_sha256),
                *weaker_line(run.weaker or (), words),
            ),
        ),
        Entry(words._("remark"), (words.data(approval.note),)),
        Entry(
            words._("entry"), (words._("{n}, digest {digest}", n=approval.number, digest=approval.digest),)
        ),
    ]
    if approval.account == kept.who:
        facts.append(Entry(words._("beware"), (words._("signed from the account that ran the scan"),)))
    if signed.policy is not None:
        facts.append(Entry(words._("beware"), (policy_moved(signed.policy, words),)))
    if own := _set_up_by(approval.by, run):
        told = words._("signed by whoever set up {promotions}", promotions=own)
        facts.append(Entry(words._("beware"), (told,)))
    entries_block(tuple(facts), page)
    for campaign in checked_campaigns(run, words):
        title(campaign.name, page)
        page.blank()
        ticked = (Entry(f"{_BOX}{each.label}", each.lines) for each in campaign.entries)
        entries_block(tuple(ticked), page)
    return str(page)


def _set_up_by(name: str, run: Run) -> tuple[str, ...]:
    """The campaigns of a run that the export says this person set up, however the name is written."""
    wanted = plain_name(name)
    return tuple(
        sorted({each.id for each in run.campaigns if each.owner and plain_name(each.owner) == wanted})
    )


def checked_campaigns(
    run: Run, words: Words, standing: Mapping[Key, Standing] | None = None
) -> Sequence[Checked]:
    """Every campaign with what to look at, the deepest first; with their `standing` what is new before what is as approved."""
    found = []
    several = len({(each.store, each.marketplace) for each in run.campaigns}) > 1
    for terms, skus in _deepest_first(run):
        first = terms[0]
        shop = (_line(words._("shop"), words.shop(first.store, first.marketplace)),) if several else ()
        known = (standing or {}).get((first.store, first.marketplace, first.id), Standing.NEW)
        mark = words.say(_STANDING[known]) if standing else ""
        found.append(Checked(name_of(first, words), mark, known, (*shop, *_checked(terms, skus, words))))
    return sorted(found, key=lambda each: each.standing.rank)


def _deepest_first(run: Run) -> Sequence[tuple[Sequence[Campaign], Sequence[Worst]]]:
    """The campaigns, each with all of its terms and the SKUs that carry it; what goes deepest first, of its SKUs likewise."""
    skus: dict[tuple[str | None, str, str], list[Worst]] = {}
    for worst in sorted(run.prices, key=_share_left):
        for promotion in {promotion for promotion, _ in worst.rows}:
            skus.setdefault((worst.store, worst.marketplace, promotion), []).append(worst)
    terms: dict[tuple[str | None, str, str], list[Campaign]] = {}
    for each in run.campaigns:
        terms.setdefault((each.store, each.marketplace, each.id), []).append(each)
    found = [(each, skus.get(key, [])) for key, each in terms.items()]
    return sorted(found, key=lambda each: (min(map(_share_left, each[1]), default=(1, "")), each[0][0].id))


def _share_left(worst: Worst) -> tuple[float, str]:
    """How much of the price is left, only to put the deepest first."""
    return worst.price.minor / max(worst.selling.minor, 1), worst.sku


def name_of(campaign: Campaign, words: Words) -> str:
    """A campaign's kind, and what people call it."""
    return words._(
        "{kind} {promotion}", kind=label_of(campaign.kind), promotion=called(campaign.id, campaign.name)
    )


def _checked(terms: Sequence[Campaign], skus: Sequence[Worst], words: Words) -> Iterator[Entry]:
    """A line to tick for each thing that people get wrong; where a campaign has several terms, all of them."""
    named = ", ".join(each.sku for each in skus[:_NAMED])
    more = words.ngettext("{n} SKU: {skus}", "{n} SKUs: {skus}", len(skus), skus=named)
    yield _line(words._("product"), more if len(skus) <= _NAMED else words._("{skus} and more", skus=more))
    for label, told in (
        (words._("discount"), _discount),
        (words._("window"), _window),
        (words._("units"), _units),
        (words._("limit"), _limit),
        (words._("stacking"), lambda each, words: words.say(_SWITCH[each.stackable])),
        (
            words._("set up by"),
            lambda each, words: words.data(each.owner or "") or words._("nobody is named"),
        ),
    ):
        yield Entry(label, tuple(dict.fromkeys(told(each, words) for each in terms)))
    if skus:
        yield _line(words._("lowest price"), _lowest(skus[0], words))


def _discount(campaign: Campaign, words: Words) -> str:
    if campaign.value is None:
        return words._("none")
    return discount(campaign.effect, campaign.value, words)


def _window(campaign: Campaign, words: Words) -> str:
    return window(campaign.start, campaign.end, BY_CODE[campaign.marketplace].zone, words)


def _units(campaign: Campaign, words: Words) -> str:
    return words._("none named") if campaign.units is None else words.number(campaign.units)


def _line(label: str, value: str) -> Entry:
    return Entry(label, (value,))


def _limit(campaign: Campaign, words: Words) -> str:
    said = []
    if campaign.per_order is not None:
        said.append(words.ngettext("{n} unit an order", "{n} units an order", campaign.per_order))
    if campaign.once is Switch.YES:
        said.append(words._("once a customer"))
    return ", ".join(said) or words._("none named")


def _lowest(worst: Worst, words: Words) -> str:
    """The SKU's lowest price, and through what it comes to it: that may be another campaign, at another time, or none."""
    reached = {"price": worst.price, "sku": worst.sku}
    through = {"promotions": worst.promotions}
    if worst.floor is None and not worst.promotions:
        return words._("{price} on {sku}, no floor", **reached)
    if worst.floor is None:
        return words._("{price} on {sku} through {promotions}, no floor", **reached, **through)
    if not worst.promotions:
        return words._("{price} on {sku}, floor {floor}", floor=worst.floor, **reached)
    return words._(
        "{price} on {sku} through {promotions}, floor {floor}", floor=worst.floor, **reached, **through
    )
