"""A recognised grid on its way to a typed table: takes columns, keeps account of every cell that was not read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from promocheck.exports.grid import Flags, Grid, Ints, Texts
from promocheck.exports.values import Parsed
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.place import Place
from promocheck.model.problem import UnreadCell
from promocheck.model.text import Text, say


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a file's rows before they are read.

    `store` and `marketplace` come from folder names, `fill_store` and `fill_marketplace` from the options or the
    policy; both fill what rows leave blank, in that order.
    """

    path: str
    store: str | None
    marketplace: str | None
    fill_store: str | None
    fill_marketplace: str | None


@dataclass(slots=True)
class Sheet:
    """The one mutable thing of a read: `good` rows shrink and `unread` grows while columns are taken."""

    grid: Grid
    origin: Origin
    good: Flags = field(init=False)
    unread: list[UnreadCell] = field(init=False, default_factory=list)
    homeless: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.good = np.ones(len(self.grid.rows), dtype=bool)
        for bad in self.grid.bad:
            place = Place(self.origin.path, self.grid.sheet, bad.row, bad.column)
            self.unread.append(UnreadCell(place, bad.value, bad.expected))

    def text(self, name: str) -> Texts:
        """The field's cells as text."""
        return self.grid.text(name)

    def take(self, name: str, parsed: Parsed) -> Ints:
        """Parsed values; cells that were not understood are put on record."""
        self.refuse(name, parsed.bad, parsed.expected)
        return parsed.values

    def refuse(self, name: str, bad: Flags, expected: Text) -> None:
        """Put the field's cells in `bad` rows on record as unread; their rows are not used."""
        wrong = np.flatnonzero(bad)
        if not len(wrong):
            return
        texts, heading = self.text(name), self.grid.heading(name)
        for index in wrong:
            place = Place(self.origin.path, self.grid.sheet, int(self.grid.rows[index]), heading)
            self.unread.append(UnreadCell(place, texts[index], expected))
        self.good &= ~bad

    def stores(self) -> Texts:
        """Store by row: the cell, else the folder, else the option."""
        texts = self.text("store")
        fill = self.origin.store or self.origin.fill_store or ""
        return np.where(texts == "", fill, texts).astype(object)

    def marketplaces(self, *, may_lack: Flags | None = None) -> Texts:
        """Marketplace code by row, from the cell, else the folder, else the option; "" only where it may lack.

        Rows without any mark the sheet as `homeless`.
        """
        texts = self.text("marketplace")
        found = {text: find_marketplace(text) for text in set(texts)}
        unknown = np.array([text != "" and found[text] is None for text in texts], dtype=bool)
        self.refuse("marketplace", unknown, say("a marketplace; known: {known}", known=tuple(BY_CODE)))
        codes = np.array([each.code if (each := found[text]) else "" for text in texts], dtype=object)
        codes[codes == ""] = self.origin.marketplace or ""
        blank = codes == ""
        lacking = np.zeros(len(codes), dtype=bool) if may_lack is None else may_lack
        codes[blank & ~lacking] = self.origin.fill_marketplace or ""
        if may_lack is None and (codes[self.good] == "").any():
            self.homeless = True
        return codes

    def currencies(self, marketplaces: Texts) -> Texts:
        """The marketplace's currency by row; a currency column must agree with it."""
        own = {code: BY_CODE[code].currency if code else "" for code in set(marketplaces)}
        currencies = np.array([own[code] for code in marketplaces], dtype=object)
        written = np.array([text.upper() for text in self.text("currency")], dtype=object)
        wrong = (written != "") & (written != currencies) & (currencies != "")
        self.refuse("currency", wrong, say("the marketplace's own currency"))
        return currencies

    def require(self, name: str, expected: Text, *, unless: Flags | None = None) -> None:
        """Refuse rows whose cell is blank."""
        blank = self.text(name) == ""
        self.refuse(name, blank if unless is None else blank & ~unless, expected)
