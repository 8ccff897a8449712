"""A title above the header of promotions: one cell of words by which no row would be read otherwise.

Whatever else stands above a header may say whose rows they are, of which marketplace, or on which clock: it is for a person to
judge, and the sheet is refused. Prices and floors have no titles: 七月 above them may say that others hold in August.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from promocheck.exports.day_texts import MONTHS
from promocheck.exports.grid import Refusal
from promocheck.exports.header import header_too_low
from promocheck.exports.match import Match
from promocheck.exports.vocabulary import title_words

_ROLES: Final = frozenset({"promotions", "plan"})
# 七月份, 2026-07, 20261231, 1231, 第52周, 第100期, 618; no amount and no hour. Not 日 alone, which may be Japan.
_MONTH: Final = "(?:0[1-9]|1[0-2])"
_DAY: Final = "(?:0?[1-9]|[12][0-9]|3[01])"
_NUMBER: Final = (
    f"(?<![0-9])(?:20[0-9][0-9]{_MONTH}?|(?:(?:20)?[0-9][0-9])?{_MONTH}{_DAY}|{_DAY}|618)(?![0-9:])"
)
_COUNT: Final = "第[0-9]+|[0-9]+(?=年|季度|周|期)"
_DATES: Final = re.compile(
    f"(?:{_COUNT}|第?(?:{_NUMBER}|[一二三四五六七八九十]+))(?:年|月份?|日|号|季度|周|期)?"
)
_BETWEEN: Final = re.compile(r"""[\s()\[\]【】《》,.:;/|&+~_—–·、。'"“”!-]+""")


def titles_above(filled: int, match: Match, above: Sequence[Sequence[str]], row: int) -> int:
    """How many rows above a header are no data, and none that its layout expects there: 1 where there is a title, else 0.

    The header stands in `row`, and is the `filled`th row that says anything. Raises `Refusal` where another row is above it.
    """
    if filled <= match.layout.settings.header_within:
        return 0
    cells = [cell for cells in above for cell in cells if cell.strip()]
    if match.layout.role not in _ROLES or len(cells) != 1 or not is_title(cells[0]):
        raise Refusal(header_too_low(match), row=row)
    return 1


def is_title(text: str) -> bool:
    """Whether a text has words of a title, and besides dates nothing else."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    rest, words = _words().subn(" ", plain)
    return words > 0 and not _BETWEEN.sub("", _DATES.sub("", rest))


@cache
def _words() -> re.Pattern[str]:
    """Any word of a title, the longer ones first: those of Latin letters on their own."""
    listed = sorted((*title_words(), *MONTHS), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in listed if word[0].isascii())
    others = "|".join(word for word in listed if not word[0].isascii())
    return re.compile(rf"(?<!\w)(?:{latin})s?(?!\w)|{others}")
