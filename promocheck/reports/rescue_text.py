"""A rescue in words: what was sold below its floor, why, what can still be cancelled, and what became of every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.few import first_few
from promocheck.model.order import Door
from promocheck.model.rescue import Account, Before, Cause, Lost, OfSku, Part, Rescue, offers_of
from promocheck.model.text import say, say_n
from promocheck.model.window import Instant
from promocheck.reports.blocks import TONES, title
from promocheck.reports.card import severity_word, window
from promocheck.reports.locks import lasting
from promocheck.reports.page import Page
from promocheck.reports.rescue_names import called, sku_called
from promocheck.reports.rescue_steps import steps
from promocheck.reports.words import Words

_MOST: Final = 20  # of a list: the whole of it stands in JSON and in the files
_FITS: Final = {
    "named": say("the orders name it"),
    "early_or_late": say("the orders name it, after it had ended or was cancelled"),
    "other_sku": say("the orders name it; the exports have it on other SKUs only"),
    "running": say("it was running; the orders do not name it"),
}


def render(rescue: Rescue, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """All of it as text."""
    page = Page(width, colour=colour)
    tone = "untrusted" if rescue.untrusted else "findings" if rescue.sales else "clear"
    for line in _headline(rescue, words):
        page.line(line, style=TONES[tone])
    for line in _silent(rescue, words):
        page.line(line)
    if rescue.lost:
        page.line(doors(rescue.lost, words), indent=2)
    _steps(rescue, words, page)
    _skus(rescue, words, page)
    _causes(rescue, words, page)
    _promotions(rescue, words, page)
    if rescue.before:
        _before(rescue.before, rescue, words, page)
    _doubts(rescue, words, page)
    _floorless(rescue, words, page)
    _rows(rescue, words, page)
    _skipped(rescue, words, page)
    return str(page)


def _headline(rescue: Rescue, words: Words) -> Iterator[str]:
    if rescue.untrusted:
        yield words._("NOT TRUSTWORTHY: not every line could be judged. What could not be is told below.")
    if rescue.lost is None:
        if not rescue.untrusted:
            yield words._(
                "NOTHING SOLD BELOW FLOOR, of all that has one. What has none, and what was set aside, is told below."
            )
        return
    yield words._(
        "SOLD BELOW FLOOR: {what}, {loss} lost, since {since}",
        what=counted(rescue.lost, words),
        loss=rescue.lost.loss,
        since=Instant(rescue.lost.since, rescue.zone),
    )


def _silent(rescue: Rescue, words: Words) -> Iterator[str]:
    """The files that name promotions and tell of no discount at all: they may leave it out."""
    for each in rescue.accounts:
        if each.silent:
            yield words.ngettext(
                "{path}: {n} line names a promotion, and no line of the file has a discount. Such an id may only mean free shipping; if one is "
                "a coupon, a code or a deal, the file leaves out what came off: look at an order in Seller Central, and download it again.",
                "{path}: {n} lines name a promotion, and no line of the file has a discount. Such an id may only mean free shipping; if one is "
                "a coupon, a code or a deal, the file leaves out what came off: look at an order in Seller Central, and download it again.",
                each.silent,
                path=each.path,
            )


def counted(lost: Lost, words: Words) -> str:
    """So many orders and units."""
    orders = words.ngettext("{n} order", "{n} orders", lost.orders)
    return words.listed((orders, words.ngettext("{n} unit", "{n} units", lost.units)))


def doors(lost: Lost, words: Words) -> str:
    """What can still be cancelled, by whom."""
    told = {
        Door.YOURSELF: words.ngettext(
            "{n} line you can cancel", "{n} lines you can cancel", lost.doors[Door.YOURSELF]
        ),
        Door.WAIT: words.ngettext(
            "{n} you can cancel once the payment is through",
            "{n} you can cancel once the payment is through",
            lost.doors[Door.WAIT],
        ),
        Door.AMAZON: words.ngettext(
            "{n} only Amazon can cancel", "{n} only Amazon can cancel", lost.doors[Door.AMAZON]
        ),
        Door.BY_HAND: words.ngettext(
            "{n} shipped in part, to cancel by hand",
            "{n} shipped in part, to cancel by hand",
            lost.doors[Door.BY_HAND],
        ),
        Door.GONE: words.ngettext("{n} on its way", "{n} on their way", lost.doors[Door.GONE]),
    }
    return words.listed(text for door, text in told.items() if lost.doors[door])


def _steps(rescue: Rescue, words: Words, page: Page) -> None:
    for number, step in enumerate(steps(rescue, words), 1):
        if number == 1:
            title(words._("What to do, in this order"), page)
        page.line(f"{number}. {step.heading}", style="bold")
        for line in step.lines:
            page.line(line, indent=3)


def _skus(rescue: Rescue, words: Words, page: Page) -> None:
    if rescue.skus:
        title(words._("By SKU, the largest loss first"), page)
    for each in rescue.skus[:_MOST]:
        page.line("  ".join(_named(each, words)), style="bold")
        page.line(
            words._(
                "down to {unit} a unit, floor {floor}; {loss} lost",
                unit=each.unit,
                floor=each.floor,
                loss=each.lost.loss,
            ),
            indent=2,
        )
        page.line(words.listed((counted(each.lost, words), _when(each.lost, rescue.zone, words))), indent=2)
        page.line(doors(each.lost, words), indent=2)
    _more(len(rescue.skus), words, page)


def _named(sku: OfSku, words: Words) -> Iterator[str]:
    own = (sku.sku, sku.asin, sku.title)
    yield from filter(None, (words.shop(sku.store, sku.marketplace), *map(words.data, own)))


def _when(lost: Lost, zone: str, words: Words) -> str:
    if lost.since == lost.until:
        return words.instant(Instant(lost.since, zone))
    return words._("{start} to {end}", start=Instant(lost.since, zone), end=Instant(lost.until, zone))


def _causes(rescue: Rescue, words: Words, page: Page) -> None:
    if rescue.causes:
        title(words._("What explains them"), page)
    for each in rescue.causes[:_MOST]:
        page.line(campaigns(each, words, in_shop=rescue.several_shops), style="bold")
        loss = words._("{loss} lost", loss=each.lost.loss)
        page.line(
            words.listed((counted(each.lost, words), loss, _when(each.lost, rescue.zone, words))), indent=2
        )
        for part in each.parts:
            told = _part(part, each.lost, words, in_shop=rescue.several_shops)
            page.line(told, indent=2)
        if not each.parts:
            page.line(
                words._(
                    "No campaign of these exports explains them. Look at the promotion ids below, and at the listing's own price."
                ),
                indent=2,
            )
    _more(len(rescue.causes), words, page)


def campaigns(cause: Cause, words: Words, *, in_shop: bool = False) -> str:
    """The campaigns together, or that the cause is not known."""
    if not cause.parts:
        return words._("UNKNOWN CAUSE")
    return " + ".join(called(part, words, in_shop=in_shop, of=cause.skus) for part in cause.parts)


def _part(part: Part, lost: Lost, words: Words, *, in_shop: bool) -> str:
    told = [
        _headed(called(part, words, in_shop=in_shop), words) + window(part.start, part.end, part.zone, words),
        _fit(part, lost, words),
    ]
    if part.cancelled:
        told.append(words._("cancelled"))
    if part.owner:
        told.append(words._("set up by {owner}", owner=part.owner))
    return words.listed(told)


def _headed(name: str, words: Words) -> str:
    """What a line is about, with the colon of the language."""
    return words._("{name}: {what}", name=name, what="")


def _fit(part: Part, lost: Lost, words: Words) -> str:
    """How a campaign fits the orders, and by how much it began too early."""
    if part.fit == "early_or_late" and part.start is not None and lost.since < part.start:
        early = lasting(part.start - lost.since, words)
        return words._("the orders name it, {time} before its start", time=early)
    return words.say(_FITS[part.fit])


def _promotions(rescue: Rescue, words: Words, page: Page) -> None:
    if rescue.promotions:
        title(words._("What the orders name as promotions"), page)
    for each in rescue.promotions[:_MOST]:
        name = words.data(each.written) if each.written else words._("(none)")
        unknown = "" if each.known or not each.written else words._("in none of these exports")
        parts = (counted(each.lost, words), words._("{loss} lost", loss=each.lost.loss), unknown)
        page.row(_headed(name, words), words.listed(part for part in parts if part), hang=2)
    _more(len(rescue.promotions), words, page)


def _more(n: int, words: Words, page: Page) -> None:
    if n > _MOST:
        page.line(words.ngettext("and {n} more, in JSON", "and {n} more, in JSON", n - _MOST))


def _before(before: Before, rescue: Rescue, words: Words, page: Page) -> None:
    title(words._("What the scan would have said, {at}", at=Instant(before.as_of, rescue.zone)), page)
    sold = {each.offer for each in rescue.skus}
    for finding in before.findings[:_MOST]:
        skus = words.value(first_few([each.sku for each in offers_of(finding) if each in sold]))
        of_shop = words.shop(finding.store, finding.marketplace) if rescue.several_shops else ""
        named = f"{of_shop} {skus}" if of_shop else skus
        head = f"{finding.rule}  {finding.name}  {named}"
        page.row(f"{severity_word(finding.severity, words)} ", head, label_style="bold", style="bold")
        page.line(words.sentence(finding.message), indent=2)
        if finding.start is not None:
            page.line(window(finding.start, finding.end, finding.zone, words), indent=2)
    _more(len(before.findings), words, page)
    if before.silent:
        page.line(
            words._(
                "Nothing about {skus}: these exports did not show it then, and the exports of that day are not here.",
                skus=tuple(
                    sku_called(each, words, in_shop=rescue.several_shops) for each in before.silent[:_MOST]
                ),
            )
        )


def _doubts(rescue: Rescue, words: Words, page: Page) -> None:
    if rescue.doubts:
        title(words._("What could not be checked"), page)
    for each in rescue.doubts[:_MOST]:
        page.row(f"{each.rule} {each.name} ", words.sentence(each.message), label_style="bold", hang=2)
        for place in each.places[:1]:
            cell = (
                words.data(place.file),
                words._("row {row}", row=place.row) if place.row else "",
                words.data(place.column or ""),
            )
            page.line(words.listed(part for part in cell if part), indent=2)
    _more(len(rescue.doubts), words, page)


def _floorless(rescue: Rescue, words: Words, page: Page) -> None:
    if rescue.floorless:
        title(words._("Sold without a floor, so not judged"), page)
    for each in rescue.floorless[:_MOST]:
        text = words._(
            "{why}; {lines}, down to {unit} a unit",
            why=each.why,
            lines=say_n("{n} line", "{n} lines", each.lines),
            unit=each.unit,
        )
        doubt = words._("; give it a floor, then run this again") if each.doubtful else ""
        name = sku_called(each.offer, words, in_shop=rescue.several_shops)
        page.row(_headed(name, words), f"{text}{doubt}", hang=2)
    _more(len(rescue.floorless), words, page)


def _rows(rescue: Rescue, words: Words, page: Page) -> None:
    title(words._("Every row"), page)
    for each in rescue.accounts:
        page.row(_headed(words.data(each.path), words), words.listed(_counts(each, words)), hang=2)
    for twin in rescue.twins:
        page.line(
            words.ngettext(
                "{path}: {n} line stands in {counted} too, and is counted there.",
                "{path}: {n} lines stand in {counted} too, and are counted there.",
                twin.lines,
                path=twin.path,
                counted=twin.counted,
            )
        )


def _counts(account: Account, words: Words) -> Iterator[str]:
    """The rows of a file, by what became of them."""
    yield words.ngettext("{n} row", "{n} rows", account.read)
    if account.codes:
        yield words.ngettext("{n} with an item's code", "{n} with an item's code", account.codes)
    else:
        yield words._("{n} below floor", n=account.below)
        yield words._("{n} fine", n=account.fine)
    if account.floorless:
        yield words._("{n} without a floor", n=account.floorless)
    if account.unread:
        yield words._("{n} not read", n=account.unread)
    yield from (f"{words.number(n)} {words.say(why)}" for why, n in (*account.unproven, *account.aside))


def _skipped(rescue: Rescue, words: Words, page: Page) -> None:
    """What lay beside the files that were read, all of it: one of them may be what somebody waits for."""
    if rescue.skipped:
        title(words._("Passed over"), page)
    for each in rescue.skipped:
        page.line(words._("{file}: {reason}", file=each.path, reason=each.reason))
