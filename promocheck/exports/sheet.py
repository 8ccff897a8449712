"""A recognised grid on its way to a typed table: takes columns, keeps account of every cell that was not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.called import meanings
from promocheck.exports.dates import Edge, day_first, instants
from promocheck.exports.day_texts import Orders
from promocheck.exports.distinct import Parsed, coded, flags_of, is_blank, spelled, texts_of
from promocheck.exports.grid import Flags, Grid, Ints, Texts
from promocheck.exports.match import Part
from promocheck.exports.origin import Origin
from promocheck.exports.signs import CURRENCIES, currency_named
from promocheck.exports.values import NumbersWritten, counts, money, percents
from promocheck.exports.vocabulary import folded, totals, words
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.place import Place
from promocheck.model.problem import DearerTier, UnreadCell, UnreadDetail
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.policy.layout import LayoutSettings
from promocheck.tables import NO_COUNT, NO_END, NO_MONEY, NO_START
from promocheck.tables.columns import alike, chosen, repeated

# What people write where there is nothing to say, folded: of dashes and strokes nothing is left.
_NOTHING: Final = frozenset(map(folded, ("-", "–", "—", "n/a", "none", "无", "没有")))
_NO_LIMIT: Final = _NOTHING | frozenset(map(folded, ("no limit", "unlimited", "不限", "无限制")))
_MIDNIGHT: Final = re.compile(r"[T ]\s*0?0:00(?::00)?$")
# As `cells.moment` writes one; typed text has other forms.
_STORED: Final = re.compile(r"(?<=^\d{4}-\d\d-\d\d) 00:00:00$")


@dataclass(slots=True)
class Sheet:
    """The one mutable thing of a read: `good` rows shrink and `unread` grows while columns are taken.

    Of a row with several things in it, a sheet reads one `part`; rows without such a thing are not `present`.
    """

    grid: Grid
    origin: Origin
    part: Part
    present: Flags = field(init=False)
    good: Flags = field(init=False)
    unread: list[UnreadCell] = field(init=False, default_factory=list)
    details: list[UnreadDetail] = field(init=False, default_factory=list)
    dearer: list[DearerTier] = field(init=False, default_factory=list)
    homeless: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        own = [name for name, index in self.part.columns.items() if index in self.part.own]
        filled = [~is_blank(self.text(name)) for name in own]
        rows = len(self.grid.rows)
        self.present = np.logical_or.reduce(filled) if filled else np.ones(rows, dtype=bool)
        self.good = self.present.copy()

    @property
    def layout(self) -> LayoutSettings:
        """What the sheet was taken for."""
        return self.grid.match.layout.settings

    def has(self, name: str) -> bool:
        """Whether the part has a column for the field."""
        return name in self.part.columns

    def says(self, name: str) -> bool:
        """Whether the part has a column for the field, or a word of its own."""
        return self.has(name) or name in self.part.constants

    def raw(self, name: str) -> Texts:
        """The field's cells as they stand there."""
        return self.grid.text(name, self.part)

    def text(self, name: str) -> Texts:
        """The field's cells as text, in our words where the layout translates them."""
        texts, words = self.raw(name), self.part.values.get(name)
        if not words:
            return texts
        return texts_of(texts, lambda text: words.get(folded(text) or text, text))

    def is_numeric(self, name: str) -> Flags:
        """Which cells of the field were numbers, not text."""
        return self._where(name, self.grid.numeric)

    def hides_clock(self, name: str) -> Flags:
        """Which cells of the field hold a time of day and show the day alone."""
        return self._where(name, self.grid.unseen)

    def is_disguised(self, name: str) -> Flags:
        """Which cells of the field hold a number and show another one."""
        return self._where(name, self.grid.disguised)

    def _where(self, name: str, told: Callable[[int], Flags] | None) -> Flags:
        index = self.part.columns.get(name)
        if index is None or told is None:
            return np.broadcast_to(np.False_, len(self.grid.rows))
        return told(index)

    def heading(self, name: str) -> str:
        """The field's header as written."""
        index = self.part.columns.get(name)
        return name if index is None else self.grid.header[index]

    def header_of(self, name: str) -> str:
        """The field's header as written, or as the layout has it in this sheet's language."""
        if self.has(name):
            return self.heading(name)
        match = self.grid.match
        return match.layout.header_of(name, (self.grid.header[index] for index in match.used))

    def place(self, index: int, name: str) -> Place:
        """The cell of a grid row."""
        return Place(self.origin.path, self.grid.sheet, int(self.grid.rows[index]), self.heading(name))

    def take(self, name: str, parsed: Parsed) -> Ints:
        """Parsed values; cells that were not understood are put on record."""
        for bad, expected in parsed.faults():
            self.refuse(name, bad, expected)
        return parsed.values

    def take_of(self, name: str, rows: Flags, parsed: Parsed) -> Ints:
        """The values of these rows; of those still good, the cells that are blank or not understood go on record."""
        mine, blank = rows & self.good, is_blank(self.text(name))
        self.refuse(name, mine & blank, parsed.expected)
        for bad, expected in parsed.faults():
            self.refuse(name, mine & bad & ~blank, expected)
        return parsed.values[rows]

    def refuse(self, name: str, bad: Flags, expected: Text, *, asked_by: str | None = None) -> None:
        """Put the field's cells in `bad` rows on record as unread; their rows are not used.

        Where the field has no column that is what is missing, and the cells are those of the field that asks for it.
        """
        wrong = np.flatnonzero(bad & self.present)
        if not len(wrong):
            return
        missing = None if self.has(name) else self.header_of(name)
        told_by = asked_by if missing and asked_by and self.has(asked_by) else name
        texts = self.raw(told_by)
        self.unread += [
            UnreadCell(self.place(int(index), told_by), texts[index], expected, missing) for index in wrong
        ]
        self.good &= ~bad

    def money(self, name: str, currencies: Texts, marketplaces: Texts, *, zero: bool = False) -> Ints:
        """The field's amounts in minor units of each row's currency; blanks are `NO_MONEY`."""
        return self.take(
            name, money(self.text(name), currencies, zero=zero, **self.written(name, marketplaces))
        )

    def percents(self, name: str, marketplaces: Texts, *, zero: bool = False) -> Ints:
        """The field's percentages in basis points; blanks are `NO_MONEY`."""
        return self.take(
            name, percents(self.text(name), NO_MONEY, zero=zero, **self.written(name, marketplaces))
        )

    def counts(self, name: str, marketplaces: Texts, blank: int, *, zero: bool = False) -> Ints:
        """The field's whole numbers."""
        return self.take(name, counts(self.text(name), blank, zero=zero, **self.written(name, marketplaces)))

    def amounts_if_any(self, name: str, currencies: Texts, marketplaces: Texts) -> Ints:
        """The field's amounts, `NO_MONEY` where there is none; no price depends on them, so no row is lost for them."""
        written = self.written(name, marketplaces)
        return self._detail(name, lambda texts: money(texts, currencies, zero=True, **written))

    def counts_if_any(self, name: str, marketplaces: Texts) -> Ints:
        """The field's whole numbers, `NO_COUNT` where there is none; likewise."""
        written = self.written(name, marketplaces)
        return self._detail(name, lambda texts: counts(texts, NO_COUNT, zero=True, **written))

    def words_if_any(
        self, name: str, known: Mapping[str, str], codes: Mapping[str, int], expected: Text
    ) -> Ints:
        """The field's words as codes, 0 where there is none; likewise."""
        return self._detail(name, lambda texts: coded(texts, known, codes, 0, expected))

    def said(self, name: str, nothing: frozenset[str] = _NOTHING) -> Texts:
        """The field's cells, blank where they say in words (folded) that there is nothing to say."""
        texts = self.text(name)
        filled = np.flatnonzero(~is_blank(texts))
        in_words = spelled(texts if len(filled) == len(texts) else texts[filled], nothing)
        if not in_words.any():
            return texts
        said = texts.astype(object)
        said[filled[in_words]] = ""
        return said

    def _detail(self, name: str, read: Callable[[Texts], Parsed]) -> Ints:
        parsed = read(self.text(name))
        if parsed.bad.any():  # perhaps some cells say in words that there is nothing to say
            parsed = read(self.said(name, _NO_LIMIT))
        if not parsed.bad.any():
            return parsed.values
        texts = self.raw(name)
        for bad, expected in parsed.faults():
            self.details += [
                UnreadDetail(self.place(int(index), name), texts[index], expected)
                for index in np.flatnonzero(bad & self.present)
            ]
        return parsed.values

    def written(self, name: str, marketplaces: Texts) -> NumbersWritten:
        """What is known of how the field's numbers are written."""
        return {
            "marketplaces": marketplaces,
            "numeric": self.is_numeric(name),
            "disguised": self.is_disguised(name),
            "decimal": self.layout.decimal,
        }

    def dates(self, names: Sequence[str]) -> dict[str, Texts]:
        """The cells of these fields; midnights that only stand there because a cell holds date and time are taken off.

        The coupon template knows only days. In any workbook a day is stored as its midnight, so that columns of which no
        cell shows another time are columns of days, whatever their format: their end dates are included. A midnight typed
        as text is a time, as in a text file.
        """
        texts = {name: self.text(name) for name in names}
        if self.layout.whole_days:
            midnight = _MIDNIGHT
        elif self.grid.epoch is not None and not any(
            flags_of(each, lambda text: ":" in _MIDNIGHT.sub("", text)).any() for each in texts.values()
        ):
            midnight = _STORED
        else:
            return texts
        return {name: texts_of(each, lambda text: midnight.sub("", text)) for name, each in texts.items()}

    def orders(self, names: Sequence[str], marketplaces: Texts) -> Orders:
        """The order of the numeric dates of these fields, which one sheet writes alike."""
        return day_first([self.text(name) for name in names], marketplaces, stated=self.layout.day_first)

    def instants(
        self,
        name: str,
        texts: Texts,
        marketplaces: Texts,
        zones: Texts,
        edge: Edge,
        orders: Orders,
        *,
        blank: int | None = None,
    ) -> Ints:
        """The field's dates and times in UTC seconds; a blank start is since ever, a blank end open.

        `texts` are its cells, perhaps without the midnights that mean nothing.
        """
        return self.take(name, self._instants(name, texts, marketplaces, zones, edge, orders, blank))

    def turned_instants(
        self, name: str, texts: Texts, marketplaces: Texts, zones: Texts, edge: Edge, orders: Orders
    ) -> Ints:
        """The same with day and month the other way round, where nothing but the marketplace's own order tells them apart."""
        turned = replace(orders, turned=True)
        return self._instants(name, texts, marketplaces, zones, edge, turned, None).values

    def _instants(
        self,
        name: str,
        texts: Texts,
        marketplaces: Texts,
        zones: Texts,
        edge: Edge,
        orders: Orders,
        blank: int | None,
    ) -> Parsed:
        usual = NO_START if edge == "start" else NO_END
        return instants(
            texts,
            marketplaces,
            zones,
            edge,
            usual if blank is None else blank,
            orders=orders,
            numeric=self.is_numeric(name),
            epoch=self.grid.epoch,
        )

    def places(self, source: int) -> dict[str, NDArray[np.int32]]:
        """Where every row stands, as the columns of the wide tables."""
        return {
            "source": np.broadcast_to(np.int32(source), len(self.good)),
            "row": self.grid.rows.astype(np.int32),
        }

    def stores(self) -> Texts:
        """Store by row: the cell, else the folder, else the option."""
        fill = self.origin.store or self.origin.fill_store or ""
        return texts_of(self.text("store"), lambda text: text or fill)

    def marketplaces(self, *, may_lack: Flags | None = None) -> Texts:
        """Marketplace code by row, from the cell, else the folder, else the option; "" only where it may lack.

        Rows without any mark the sheet as `homeless`; rows without one of their own in a sheet, a file or a folder that is
        named after another marketplace are refused.
        """
        texts = self.text("marketplace")
        codes = texts_of(texts, _code)
        lacks = is_blank(texts)
        unknown = is_blank(codes) & ~lacks
        self.refuse("marketplace", unknown, say("a marketplace; known: {known}", known=tuple(BY_CODE)))
        fill, last = self.origin.marketplace or "", self.origin.fill_marketplace or ""
        if may_lack is None:
            codes = texts_of(codes, lambda code: code or fill or last)
        else:
            fills = (repeated(each, len(codes), object) for each in (fill, fill or last))
            codes = alike(chosen(is_blank(codes), chosen(may_lack, *fills), codes))
        if may_lack is None and (is_blank(codes) & self.good).any():
            self.homeless = True
        for meant, expected in meanings(self.grid.sheet or "", self.origin.called, fill or last):
            other = lacks & self.good & flags_of(codes, partial(_is_of_another, meant))
            self.refuse("marketplace", other, expected)
        return codes

    def currencies(self, marketplaces: Texts) -> Texts:
        """The marketplace's currency by row; a currency column must agree with it."""
        currencies, written = currencies_of(marketplaces), self.written_currencies()
        said = ~is_blank(written) & ~is_blank(currencies)
        wrong = said & (written != currencies) if said.any() else said
        rows = np.flatnonzero(wrong)
        pairs = zip(written[rows].tolist(), currencies[rows].tolist(), strict=True)
        # `$` is the dollar, or the peso, of whom it is beside.
        wrong[rows] = [own not in CURRENCIES.get(sign.casefold(), ()) for sign, own in pairs]
        self.refuse("currency", wrong, say("the marketplace's own currency"))
        return currencies

    def written_currencies(self) -> Texts:
        """The currency column as codes, or in capitals what is none."""
        return texts_of(self.text("currency"), currency_named)

    def require_sku(self) -> None:
        """Refuse rows without a SKU, and rows of sums."""
        self.require("sku", say("a SKU"))
        self.refuse(
            "sku", spelled(self.text("sku"), totals()), say("a SKU: this looks like a row of sums. Delete it")
        )

    def require(self, name: str, expected: Text, *, unless: Flags | None = None) -> None:
        """Refuse rows whose cell is blank."""
        blank = is_blank(self.text(name))
        self.refuse(name, blank if unless is None else blank & ~unless, expected)


def currencies_of(marketplaces: Texts) -> Texts:
    """The currency of each marketplace; "" where none is known."""
    return texts_of(marketplaces, lambda code: BY_CODE[code].currency if code else "")


def _is_of_another(meant: frozenset[str], code: str) -> bool:
    return bool(code) and code not in meant


def _code(name: str) -> str:
    found = find_marketplace(words("marketplace").get(folded(name), name))
    return found.code if found else ""
