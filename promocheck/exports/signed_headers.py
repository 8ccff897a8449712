"""Headers of our own sheets that say what their amounts are in (底价£): another currency than the row's is refused, as in a cell.

Amazon's templates are not asked: the German one has had the sign of pounds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from promocheck.exports.distinct import is_blank
from promocheck.exports.grid import Flags, Texts
from promocheck.exports.sheet import Sheet
from promocheck.exports.signs import CURRENCIES
from promocheck.model.text import say

_OURS: Final = frozenset({"floors", "listings", "promotions", "plan"})
# Those that headers are compared without (`vocabulary.folded`).
_SIGN: Final = re.compile("[$£€¥₹₺₩฿₫₱]")


def refuse_signed(sheet: Sheet, name: str, currencies: Texts, rows: Flags) -> None:
    """Refuse the field's cells in these rows where its header has a sign that is none of the row's currency."""
    header = sheet.heading(name)
    if sheet.grid.match.layout.id not in _OURS or not _signs(header):
        return
    filled = rows & ~is_blank(sheet.text(name))
    for currency in sorted({*currencies[filled].tolist()} - {""}):
        if sign := _against(header, currency):
            sheet.refuse(
                name,
                filled & (currencies == currency),
                say(
                    "an amount in {currency}: {sign} in the header is another currency's sign",
                    currency=currency,
                    sign=sign,
                ),
            )


def _signs(header: str) -> list[str]:
    return _SIGN.findall(unicodedata.normalize("NFKC", header))


@cache
def _against(header: str, currency: str) -> str:
    """The sign that speaks of another currency, where none speaks of this one."""
    signs = _signs(header)
    return "" if any(_may_be(sign, currency) for sign in signs) else signs[0]


def _may_be(sign: str, currency: str) -> bool:
    """Whether a sign is a currency's, perhaps behind letters that the header lacks: R$."""
    return any(known.endswith(sign) and currency in codes for known, codes in CURRENCIES.items())
