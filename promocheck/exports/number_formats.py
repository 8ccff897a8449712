"""Whether a number format shows another figure than the number in its cell: 5 as 5万 or 5.99, 5000 as 5.

What it puts beside a number is harmless as long as nobody can take it for a part of the number: a currency, a unit, a colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from promocheck.exports.signs import CURRENCIES
from promocheck.model.value import dataclass

# ECMA-376, part 1, 18.8.31; `!` is the backslash of East Asian editions.
_PIECE: Final = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | \*(?P<filling>.)
    | _.
    | \[(?P<condition>[<>=])[^\]]*\]
    | \[\$(?P<sign>[^\]-]*)[^\]]*\]
    | \[[^\]]*\]
    | (?P<end>;)
    | (?P<place>[0\#?@]|General|G/[^\W\d_]+)
    | (?P<code>[.,%]|E[+-]|/(?:\ *[0-9]+)?)
    | (?P<bare>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_DIGIT: Final = "0"  # stands for every place of a digit
_BLANKS: Final = " \u00a0\u202f"
_GROUP: Final = "_"  # for whatever may part thousands
_OTHER: Final = "x"
_GROUPS: Final = dict.fromkeys(f"{_BLANKS},'’", _GROUP)
_THOUSANDS: Final = re.compile(rf",(?={_DIGIT})")
# Digits, perhaps in groups of three or as in India, with decimals and a power of ten; or a fraction.
_WHOLE: Final = re.compile(
    r"0*(?:(?:_0{2,3})*_000)?(?:\.0*)?(?:E[+-]0+)?|0+_*0*/(?:0+| *[0-9]+)?", re.IGNORECASE
)

_TIMES: Final = frozenset("十拾百佰千仟万萬亿億兆半¢‰‱")
_PARTS: Final = frozenset("点點成角分毛厘")
# As words beside a number: these before the code of a currency too; these on either side; these behind it.
_SHORT_WORDS: Final = "k m b t w l mm mn bn cr"
_SCALE_WORDS: Final = """
    thou thousand thousands mill million millions mln mio bln billion billions hundred hundreds dozen dozens doz dz
    lac lacs lakh lakhs crore crores hundert tsd tds tausend millionen mrd milliarde milliarden mille millier milliers
    milliard milliards mil miles millón millones mila milione milioni miliardo miliardi milhão milhões mld tys tysiąc
    tysięcy milion miliony bin milyon tusen tkr mkr mnkr
"""
_WORDS_BEHIND: Final = """
    打 美分 欧分 c ct cts cent cents centime centimes centavo centavos céntimo céntimos centesimi p penny pence paise öre gr grosz
    groszy fils kuruş
"""
_SHORT: Final = frozenset(_SHORT_WORDS.split())
_SCALES: Final = _SHORT | frozenset(_SCALE_WORDS.split())
_BEHIND: Final = frozenset(_WORDS_BEHIND.split())
_CODES: Final = frozenset(sign for sign in CURRENCIES if len(sign) == 3 and sign.isascii() and sign.isalpha())
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LETTERS_OF_SHORT: Final = 2
_DECIMALS: Final = re.compile(rf"[.,](?![-–—−{_BLANKS}])")  # not 5,- or 5.-
_MARK: Final = re.compile(r"(?:^|[\W_])[.,]$")  # not Rs.


@dataclass(slots=True)
class _Section:
    """What a part of a format is made of: its codes with what stands between them, and the texts on both sides."""

    codes: str = ""
    before: str = ""
    after: str = ""
    conditional: bool = False
    unknown: bool = False
    _between: str = ""

    @property
    def shows_number(self) -> bool:
        """Whether a place for a digit is in it."""
        return _DIGIT in self.codes

    def place(self) -> None:
        """Hear of a place for a digit, or for as many as the number has."""
        self.codes += self._between + _DIGIT
        self.after = self._between = ""

    def code(self, code: str) -> None:
        """Hear of what stands between digits, or at their end."""
        self.codes += code.replace("%", "")

    def text(self, text: str) -> None:
        """Hear of what is shown as it stands."""
        if not self.shows_number:
            self.before += text
            return
        self.after += text
        self._between += "".join(_GROUPS.get(each, _OTHER) for each in text)


def shows_another(number_format: str) -> bool:
    """Whether numbers from 0 on are shown as others, or may be taken for others. Not for formats of dates and times."""
    sections = _sections(number_format)[:3]  # the fourth is for texts
    if any(each.conditional for each in sections):
        return any(_alters(each) if each.shows_number else _names_another(each) for each in sections)
    first, *_, last = (*sections, _Section(), _Section())[:3]
    if not first.shows_number:
        return bool(first.before.strip()) and not first.unknown
    return _alters(first) or (not last.shows_number and _names_another(last))


def _sections(number_format: str) -> list[_Section]:
    found = [_Section()]
    for piece in _PIECE.finditer(number_format):
        section, kind = found[-1], piece.lastgroup
        if kind == "end":
            found.append(_Section())
        elif kind == "condition":
            section.conditional = True
        elif kind == "place":
            section.place()
        elif kind == "code":
            section.code(piece[kind])
        elif kind:
            section.text(piece[kind])
            section.unknown |= kind == "bare" and piece[kind].isalpha()  # a word for General in some language
    return found


def _names_another(section: _Section) -> bool:
    """Whether the fixed text of a section names a number that is not 0."""
    return any(each.isdecimal() and int(each) for each in section.before)


def _alters(section: _Section) -> bool:
    """Whether a section scales the number, breaks it up, or goes on where the number ends."""
    codes = _THOUSANDS.sub("", section.codes)
    return not _WHOLE.fullmatch(codes) or _leads_in(section.before) or _goes_on(section.after)


def _leads_in(text: str) -> bool:
    return _scales(text) or text.rstrip()[-1:].isnumeric() or _MARK.search(text) is not None


def _goes_on(text: str) -> bool:
    first = text.lstrip()[:1]
    more = _DECIMALS.match(text) is not None or first.isnumeric() or first in _PARTS
    return more or _scales(text) or any(word in _BEHIND for word in _words(text))


def _scales(text: str) -> bool:
    """Whether a text beside a number has a digit in it, or a word that multiplies."""
    if any(each.isdecimal() or each in _TIMES for each in text):
        return True
    return any(word in _SCALES or (word[-3:] in _CODES and word[:-3] in _SHORT) for word in _words(text))


def _words(text: str) -> Iterator[str]:
    """The words in small letters but for currencies, without marks beside them; of `T-shirt` and `p.a.` no single letters."""
    for word in text.casefold().split():
        if word not in CURRENCIES:
            parts = _LETTERS.findall(word)
            yield from (part for part in parts if len(parts) == 1 or len(part) > _LETTERS_OF_SHORT)
