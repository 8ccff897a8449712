"""What exports hold before anything is judged, for reading: what was found, what is missing, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.survey import Survey, Taken
from promocheck.model.text import Text, say, say_n
from promocheck.reports.account import unread_lines
from promocheck.reports.page import Page, padded, widest
from promocheck.reports.places import in_file
from promocheck.reports.words import Words

_MOST_FILES: Final = 12
_MOST_UNREAD: Final = 5
Line = tuple[Text, str]

# Where to get what a scan cannot do without: Seller Central's menus, and our own sheets for other shops.
_NO_LISTINGS: Final = say(
    "No listings. Download them in Seller Central: Inventory > Inventory Reports > All Listings Report."
)
_NO_PROMOTIONS: Final = say(
    "No promotions. Coupons are in Seller Central under Advertising > Coupons; deals and codes go into our own sheet."
)


def render(found: Survey, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """What was found, folded at a width where there is one."""
    page = Page(width, colour=colour)
    lines = [(words.say(label), text) for label, text in _found(found, words)]
    room = widest([label for label, _ in lines])
    last = None
    for label, text in lines:
        shown = padded("" if label == last else label, room) + "  "
        page.row(shown, text, label_style="bold", hang=2)
        last = label
    for role, missing in (("listings", _NO_LISTINGS), ("promotions", _NO_PROMOTIONS)):
        if not found.has(role):
            page.row(
                padded(words._("missing"), room) + "  ", words.say(missing), label_style="bold yellow", hang=2
            )
    return str(page)


def _found(found: Survey, words: Words) -> Iterator[Line]:
    tables = [file for file in found.files if file.role]
    for file in tables[:_MOST_FILES]:
        yield say("read"), _file(file, words)
    if len(tables) > _MOST_FILES:
        yield say("read"), words._("and {n} more", n=len(tables) - _MOST_FILES)
    for file in found.files:
        if file.refused:
            yield say("not read"), _refused(file, words)
    unread = [*unread_lines(found.unread, words)]
    for line in unread[:_MOST_UNREAD]:
        yield say("not read"), line
    if len(unread) > _MOST_UNREAD:
        yield say("not read"), words._("and {n} more; a scan names them all", n=len(unread) - _MOST_UNREAD)
    if found.skipped:
        yield (
            say("skipped"),
            words.say(say_n("1 file that is no table", "{n} files that are no tables", found.skipped)),
        )
    if found.listings:
        yield say("found"), _counts(found, words)


def _file(file: Taken, words: Words) -> str:
    rows = say_n("1 row", "{n} rows", file.rows)
    unread = say_n(", 1 of them not understood", ", {n} of them not understood", file.unread)
    return words._(
        "{file}: {title}, {rows}{unread}",
        file=file.path
        if file.sheet is None
        else say('{file} sheet "{sheet}"', file=file.path, sheet=file.sheet),
        title=file.title or "",
        rows=rows,
        unread=unread if file.unread else Text(""),
    )


def _refused(file: Taken, words: Words) -> str:
    where = in_file(file.path, file.sheet, words)
    return words._("{file}: {reason}", file=where, reason=file.refused or Text(""))


def _counts(found: Survey, words: Words) -> str:
    stores = tuple(filter(None, found.stores))
    return words._(
        "{listings} in {marketplaces}{stores}, {promoted} promoted{floors}{minimum}",
        listings=say_n("1 listing", "{n} listings", found.listings),
        marketplaces=found.marketplaces,
        stores=say(" (accounts: {stores})", stores=stores) if stores else Text(""),
        promoted=found.promoted,
        floors=say(", {n} with a floor in a sheet", n=found.with_floor) if found.with_floor else Text(""),
        minimum=say(", {n} with a minimum price", n=found.with_minimum) if found.with_minimum else Text(""),
    )


def written(found: Survey, files: tuple[str, ...], words: Words) -> str:
    """Which files were written, how many SKUs are in the sheet, and why not others."""
    lines = [say("Written: {files}", files=files)]
    if found.products:
        lines.append(_in_sheet(found))
    if found.with_floor:
        lines.append(
            say_n(
                "1 SKU has a floor in a sheet already, and stays as it is.",
                "{n} SKUs have a floor in a sheet already, and stay as they are.",
                found.with_floor,
            )
        )
    return "".join(f"{words.say(line)}\n" for line in lines)


def _in_sheet(found: Survey) -> Text:
    skus = say_n("1 SKU", "{n} SKUs", len(found.products))
    promoted = sum(each.promoted for each in found.products)
    if found.only_promoted:
        return say("The sheet has the {skus} that are promoted; the others are too many.", skus=skus)
    if not promoted:
        return say("The sheet has {skus}.", skus=skus)
    return say("The sheet has {skus}, the {n} promoted first.", skus=skus, n=promoted)


def next_steps(sheet: str | None, command: str, words: Words, *, default: bool) -> str:
    """What is left to do, a line each; `default` where the policy has a floor for every SKU."""
    steps = [say("Run: {command}", command=command)]
    if sheet and default:
        steps.insert(
            0, say("Fill in {sheet} where a SKU needs a higher floor than the default.", sheet=sheet)
        )
    elif sheet:
        steps.insert(0, say("Fill in {sheet}: a floor, or cost and fees. Promoted SKUs first.", sheet=sheet))
    return "".join(f"{at}. {words.say(step)}\n" for at, step in enumerate(steps, 1))
