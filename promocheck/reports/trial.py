"""What campaigns would do, as text: may they be saved, each SKU's worst minute, the arithmetic, who else is running."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promocheck.model.story import Touching
from promocheck.model.trial import Minute, Trial, Tried
from promocheck.reports.arithmetic import Floor, sums, touching
from promocheck.reports.blocks import TONES, card_block, entries_block, sums_block, title
from promocheck.reports.card import card, severity_word, window
from promocheck.reports.order import in_order
from promocheck.reports.page import Page, padded, right, widest
from promocheck.reports.solved import solved_block
from promocheck.reports.trial_verdict import state, tone, verdict
from promocheck.reports.verdict import Entry
from promocheck.reports.words import Words

_WHOLE = 3  # SKUs whose worst minute is told on paper; the table has the others
_TOLD = frozenset({"PC101", "PC102"})  # what a SKU's block says already


def render(trial: Trial, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """The verdict first. With a width it is folded, without one every line is whole; nothing is ever cut."""
    page = Page(width, colour=colour)
    page.line(verdict(trial, words), style=TONES[tone(trial)])
    entries_block(tuple(_facts(trial, words)), page)
    if len(trial.tried) > 1:
        _table(trial.tried, words, page)
    edited = frozenset(each.id for each in trial.campaigns)
    # At a terminal a few are enough to see why; elsewhere nothing is left out.
    for each in trial.tried[:_WHOLE] if width else trial.tried:
        if each.worst is not None and (each.worst.how is not None or len(trial.tried) <= _WHOLE):
            _block(each, each.worst, edited, words, page)
    solved_block(trial, words, page)
    _findings(trial, words, page)
    return str(page)


def _facts(trial: Trial, words: Words) -> Iterator[Entry]:
    zone = trial.tried[0].zone
    told = [
        words._(
            "{campaign}, {when}",
            campaign=touching(each, words),
            when=window(each.start, each.end, zone, words),
        )
        if each.aside is None
        else words._(
            "{campaign}, {when}: does not count, it is {why}",
            campaign=touching(each, words),
            when=window(each.start, each.end, zone, words),
            why=each.aside,
        )
        for each in trial.campaigns
    ]
    yield Entry(words._("tried"), tuple(told))
    shop = words.shop(trial.tried[0].store, trial.tried[0].marketplace)
    skus = words.listed(words.data(each.sku) for each in trial.tried)
    if len(trial.tried) > _WHOLE:
        skus = words.ngettext("{n} SKU", "{n} SKUs", len(trial.tried))
    yield Entry(words._("on"), (words._("{skus} in {shop}", skus=skus, shop=shop),))
    if losses := trial.report.at_risk:
        yield Entry(words._("at risk"), (words.listed(map(words.money, losses)),))


def _table(tried: Sequence[Tried], words: Words, page: Page) -> None:
    """A line per SKU: before and after in its worst minute, the floor, what that means."""
    heads = [words._("before"), words._("after"), words._("floor")]
    rows = [[*_amounts(each, words)] for each in tried]
    rooms = [widest(list(column)) for column in zip(heads, *rows, strict=True)]
    names = [words.data(each.sku) for each in tried]
    room = widest([*names, words._("SKU")])
    page.blank()
    page.line(_line(words._("SKU"), room, heads, rooms, ""), indent=2, style="bold")
    for name, row, each in zip(names, rows, tried, strict=True):
        page.line(_line(name, room, row, rooms, state(each, words)), indent=2)


def _line(name: str, room: int, cells: Sequence[str], rooms: Sequence[int], last: str) -> str:
    columns = "".join(f"  {right(cell, width)}" for cell, width in zip(cells, rooms, strict=True))
    return f"{padded(name, room)}{columns}  {last}".rstrip()


def _amounts(each: Tried, words: Words) -> Iterator[str]:
    worst = each.worst
    for money in (worst.before, worst.after, worst.floor) if worst else (None, None, None):
        yield "-" if money is None else words.amount(money)


def _block(each: Tried, worst: Minute, edited: frozenset[str], words: Words, page: Page) -> None:
    title("  ".join(words.data(part) for part in (each.sku, each.asin, each.title) if part), page)
    page.blank()
    if worst.how is not None:
        floor = None if worst.floor is None else Floor(worst.floor, worst.floor_source)
        sums_block(sums(worst.how.steps, worst.after, None, floor, words), page)
        page.blank()
    entries_block(tuple(_minute(each, worst, edited, words)), page)


def _minute(each: Tried, worst: Minute, edited: frozenset[str], words: Words) -> Iterator[Entry]:
    yield Entry(words._("worst"), (window(worst.start, worst.end, each.zone, words),))
    if worst.before is not None:
        yield Entry(words._("without it"), (words.money(worst.before),))
    if worst.how is not None and worst.how.assumptions:
        yield Entry(words._("assumes"), tuple(words.say(said) for said in worst.how.assumptions))
    running = tuple(_other(other, each, edited, words) for other in worst.running)
    yield Entry(words._("runs too"), running or (words._("nothing else"),))


def _other(other: Touching, each: Tried, edited: frozenset[str], words: Words) -> str:
    """A promotion that runs too; one of the campaigns' own is what it was before, as far as it is still redeemed."""
    said = words._(
        "{promotion}, {when}",
        promotion=touching(other, words),
        when=window(other.start, other.end, each.zone, words),
    )
    if other.cancelled and other.id in edited:
        said = words._("{promotion}, as it was without the change, and counts still", promotion=said)
    elif other.cancelled:
        said = words._("{promotion}, cancelled, and counts still", promotion=said)
    return words._("{promotion}, owner {owner}", promotion=said, owner=other.owner) if other.owner else said


def _findings(trial: Trial, words: Words, page: Page) -> None:
    """What the rules say besides the prices that stand above: in short where nothing fails, doubts in full."""
    told = in_order(trial.report.open)
    doubts = [each for each in told if each.doubt]
    failing = {(each.marketplace, each.sku) for each in trial.failing}
    edges = [each for each in told if each.rule == "PC202" and (each.marketplace, each.sku) in failing]
    others = [each for each in told if each not in doubts and each.rule not in _TOLD and each not in edges]
    if others:
        title(words._("What the rules say too"), page)
        for each in others:
            page.blank()
            head = f"{severity_word(each.severity, words)} {each.rule} {each.name} "
            said = " ".join(filter(None, (words.data(each.sku or ""), words.say(each.message))))
            page.row(head, said, label_style="bold", hang=0)
            page.row("  ", words.say(each.fix))
    if doubts:
        title(words._("Why this cannot be trusted"), page)
        for each in doubts:
            page.blank()
            card_block(card(each, words), page)
