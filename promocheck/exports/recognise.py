"""A header row → the layout that explains it, by its names and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from itertools import chain
from typing import Final, TypeVar

from promocheck.exports.layout import Headers, Known, Layout, PartLayout, layouts
from promocheck.exports.match import Match, Part, Repeated, Unknown
from promocheck.exports.signs import CURRENCIES
from promocheck.exports.vocabulary import folded_header, is_form_of_discount, speaks_of_money, words
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.policy.wording import one_of


def recognise(header: Sequence[str], known: Known | None = None) -> Match | Repeated | None:
    """The layout that explains most of `header`, or None where no layout has its required columns."""
    names = [folded_header(name) for name in header]
    may_be = layouts() if known is None else known
    if not any("?" in name for name in names):  # which may stand for letters that were lost
        may_be = [each for each in may_be if each.telling is None or not each.telling.isdisjoint(names)]
    found = [explained for layout in may_be if (explained := _explain(layout, header, names))]
    return max(found, key=lambda each: each.explained, default=None)


Row = TypeVar("Row")


def first_header(
    rows: Iterable[tuple[Row, Match | Repeated | None]], known: Known | None
) -> tuple[Row, Match | Repeated] | None:
    """The first row that some layout explains; a user's own, where there are such, even below one of a shipped layout."""
    own = any(layout.own for layout in known or ())
    first: tuple[Row, Match | Repeated] | None = None
    for row, match in rows:
        if match and (match.explained[0] or first is None):
            first = row, match
        if first and (first[1].explained[0] or not own):
            break
    return first


@dataclass(frozen=True, slots=True)
class Ranked:
    """A layout beside a header: the headers that are its fields, all that it knows, what it lacks and what rules it out.

    What it `lacks` are columns, each by the headers that it may have; `begun` are the other headers that begin like one of these.
    """

    layout: Layout
    fields: int
    known: int
    lacks: tuple[Text, ...]
    begun: int
    ruled_out: str | None


def ranking(header: Sequence[str], known: Known | None = None) -> list[Ranked]:
    """Every layout of which `header` has some field, the nearest first: that with most of them.

    Of several that which lacks what other headers begin with (底价 of "底价(USD)"), and that which lacks least.
    """
    names = [folded_header(name) for name in header]
    found = []
    for layout in layouts() if known is None else known:
        here = _Header(layout, header, names)
        fields = {index for heads in layout.fields.values() for index in here.all(heads)}
        if not fields:
            continue
        forbidden = here.all(layout.never)
        ruled_out = header[forbidden[0]] if forbidden else None
        every = fields | {*here.all(layout.harmless)}
        found.append(Ranked(layout, len(fields), len(every), here.lost(), here.begun(every), ruled_out))
    return sorted(found, key=lambda each: (-each.fields, -each.begun, len(each.lacks), -each.known))


def resembles_table(header: Sequence[str], known: Known | None = None) -> bool:
    """Whether a row has two headers of one layout: then it is a known header, or was one before it was damaged."""
    ranked = ranking(header, known)
    return bool(ranked) and ranked[0].fields > 1


_FIGURES: Final = re.compile(r"[\d\s:/.,%+年月日-]*\d[\d\s:/.,%+年月日-]*")


def is_figure(cell: str) -> bool:
    """Whether a cell is a number or a date."""
    return _FIGURES.fullmatch(cell) is not None


_SIGN: Final = "|".join(map(re.escape, sorted({*CURRENCIES, "折", "off"}, key=len, reverse=True)))
_SIGNED: Final = re.compile(rf"(?:{_SIGN})?{_FIGURES.pattern}(?:{_SIGN})?")


def is_signed_figure(cell: str) -> bool:
    """Whether a cell is a figure, be it with a sign of money or of what comes off: ¥19.9, 5,00 €, 7折, 20% off."""
    return _SIGNED.fullmatch(cell.strip().casefold()) is not None


def above_header(rows: Iterable[Sequence[str]], match: Match) -> Sequence[str] | None:
    """The first row above a header that reads like data: every required cell is there, one of them a number or a date.

    It comes to be when somebody sorts a sheet together with its header.
    """
    needed = [match.columns[name] for name in match.layout.required if name in match.columns]
    for cells in rows:
        filled = [cells[column].strip() for column in needed if column < len(cells)]
        if len(filled) == len(needed) and all(filled) and any(map(is_figure, filled)):
            return cells
    return None


class _Header:
    """A header row seen by one layout."""

    def __init__(self, layout: Layout, header: Sequence[str], names: Sequence[str]) -> None:
        self.layout = layout
        self._header = header
        self.names = [self._repaired(name) if "?" in name else name for name in names]

    @cached_property
    def raw(self) -> list[str]:
        """The headers as patterns see them."""
        return [unicodedata.normalize("NFKC", text).strip() for text in self._header]

    def all(self, heads: Headers) -> list[int]:
        """The columns that these headers name."""
        return [
            index
            for index, name in enumerate(self.names)
            if name
            and (name in heads.texts or any(each.fullmatch(self.raw[index]) for each in heads.patterns))
        ]

    def has(self, name: str) -> bool:
        """Whether a field has a column or a constant, in some part at least."""
        return any(self._in(part, name) for part in (self.layout.whole, *self.layout.each))

    def lost(self) -> tuple[Text, ...]:
        """What is required and has no column: of the layout's own, and of parts that are not wholly there."""
        choices = (
            one_of(tuple(_called(name, (part or self.layout).fields) for name in names))
            for part, names in self._lost()
        )
        return tuple(dict.fromkeys(choices))

    def begun(self, known: Collection[int]) -> int:
        """How many headers, but for those known, begin like that of something lost."""
        fields = [((part or self.layout).fields, name) for part, names in self._lost() for name in names]
        texts = tuple(
            text for have, name in fields if name in have for text in have[name].texts if len(text) > 1
        )
        return sum(name.startswith(texts) for index, name in enumerate(self.names) if index not in known)

    def is_whole(self) -> bool:
        """Whether none is lost; the first one tells."""
        return next(self._lost(), None) is None

    def _lost(self) -> Iterator[tuple[PartLayout | None, tuple[str, ...]]]:
        """The fields of which one is required, and the part whose own they are."""
        own = ((None, (name,)) for name in self.layout.required if not self.has(name))
        groups = ((None, group) for group in self.layout.settings.one_of if not any(map(self.has, group)))
        halves = (
            (part, (name,))
            for part in self.layout.each
            if not (part.optional and not any(self._in(part, name) for name in part.fields))
            for name in part.fields
            if not self._in(part, name)
        )
        return chain(own, groups, halves)

    def _in(self, part: PartLayout, name: str) -> bool:
        return name in part.constants or (name in part.fields and bool(self.all(part.fields[name])))

    def _repaired(self, name: str) -> str:
        """The one known header that lost letters to `?`, as reports do that were written in too small an encoding."""
        lost = re.compile(re.escape(name).replace("\\?", "[^\\x00-\\x7f]{1,2}"))
        texts = {text for heads in self.layout.fields.values() for text in heads.texts}
        fitting = [text for text in {*texts, *self.layout.harmless.texts} if lost.fullmatch(text)]
        return fitting[0] if len(fitting) == 1 and name not in texts else name


def _called(field: str, fields: Mapping[str, Headers]) -> str | Text:
    """The header that a field's column has, as people write it, and the Chinese one; the field's own name where a pattern tells."""
    heads = fields.get(field, Headers(()))
    first = next(iter(heads.written), field)
    if heads.chinese in (None, first):
        return first
    return say("{header} ({chinese})", header=first, chinese=heads.chinese)


def _explain(layout: Layout, header: Sequence[str], names: list[str]) -> Match | Repeated | None:
    here = _Header(layout, header, names)
    if not here.is_whole() or here.all(layout.never):
        return None
    parts: list[Part] = []
    for part in _parts(here):
        if isinstance(part, int):
            return Repeated(layout, header[part])
        parts.append(part)
    if not parts:
        return None
    used = {index for part in parts for index in part.columns.values()}
    harmless = tuple(index for index in here.all(layout.harmless) if index not in used)
    rest = [index for index in range(len(names)) if index not in used and index not in harmless]
    taken = {field for part in parts for field in part.columns}
    unnamed = tuple(i for i in rest if _is_nameless(header[i]))
    unknown = [_unknown(layout, i, header[i], names[i], taken) for i in rest if i not in unnamed]
    if layout.settings.attributes:
        harmless += tuple(each.column for each in unknown if not _attribute_of_money(each.header))
        unknown = [each for each in unknown if each.column not in harmless]
    return Match(layout, tuple(parts), harmless, tuple(unknown), unnamed)


def _parts(here: _Header) -> Iterator[Part | int]:
    """The parts that the header has columns for; a column's index where a field is named twice."""
    layout = here.layout
    shared, by_marketplace, twice = _columns(here, layout.whole)
    if twice is not None:
        yield twice
        return
    if by_marketplace:
        several = len(by_marketplace) > 1
        for marketplace, own in by_marketplace.items():
            constants = {**layout.whole.constants, "marketplace": marketplace}
            alone = tuple(sorted(own.values())) if several else ()
            yield Part({**shared, **own}, constants, layout.whole.values, alone)
        return
    if not layout.each:
        yield Part(shared, layout.whole.constants, layout.whole.values)
        return
    for each in layout.each:
        own, _, twice = _columns(here, each)
        if twice is not None:
            yield twice
        elif own:
            constants = {**layout.whole.constants, **each.constants}
            values = {**layout.whole.values, **each.values}
            yield Part({**shared, **own}, constants, values, tuple(sorted(own.values())))


def _columns(here: _Header, part: PartLayout) -> tuple[dict[str, int], dict[str, dict[str, int]], int | None]:
    """Field → column, the same by marketplace where a header names one, and a column that repeats another."""
    plain: dict[str, int] = {}
    by_marketplace: dict[str, dict[str, int]] = {}
    for name, heads in part.fields.items():
        for index in here.all(heads):
            marketplace = _marketplace(here.raw[index], heads)
            into = by_marketplace.setdefault(marketplace, {}) if marketplace else plain
            if name in into or index in into.values():
                return plain, by_marketplace, index
            into[name] = index
    return plain, by_marketplace, None


def _marketplace(header: str, heads: Headers) -> str | None:
    found = (each.fullmatch(header) for each in heads.patterns)
    return next((each.groupdict().get("marketplace") for each in found if each), None)


_MACHINE_NAME: Final = re.compile(r"[a-z0-9_:.#-]+")
_SELECTORS: Final = re.compile(r"\[[^\]]*\]")  # [marketplace_id=ATVPDKIKX0DER]
_MACHINE_MONEY: Final = frozenset(
    "price cost discount sale offer deal coupon voucher promo promotion campaign rebate clearance markdown points".split()  # noqa: SIM905 - a line of words is easier to read
)


def _attribute_of_money(header: str) -> bool:
    """Whether a template's attribute may be about money: its machine names are English and say so in so many words.

    `noise_reduction_rating` and `is_stackable` do not; what people add, in a language of theirs, is asked as in any table.
    """
    name = _SELECTORS.sub("", header.strip())
    if not _MACHINE_NAME.fullmatch(name):
        return _is_suspect(header)
    tokens = re.findall(r"[a-z]+", name)
    return any(
        token in _MACHINE_MONEY or token.removesuffix("s") in _MACHINE_MONEY for token in tokens
    ) or speaks_of_money(" ".join(tokens), but="en")


def _unknown(layout: Layout, column: int, header: str, name: str, taken: Collection[str]) -> Unknown:
    """A column that nothing reads; `taken` are the fields that others have."""
    meant = _meant(layout, name, taken)
    nearest = _beside(header, meant) if meant else _misspelled(layout, name)
    return Unknown(column, header, bool(nearest) or _is_suspect(header), nearest)


def _beside(header: str, meant: Headers) -> str:
    """The field's header in the language of this one; SKU is SKU in any."""
    first, chinese = meant.written[0], meant.chinese
    if header.isascii() or chinese is None or folded_header(first) in folded_header(chinese):
        return first
    return chinese


def _misspelled(layout: Layout, name: str) -> str | None:
    """The known header that a folded one nearly is, as people write it; that of another table, which this one never has, too."""
    written: dict[str, str] = {}
    for heads in (*layout.fields.values(), layout.never):
        for text in heads.written:
            written.setdefault(folded_header(text), text)
    close = get_close_matches(name, written, n=1, cutoff=0.75) if name else ()
    return written[close[0]] if close else None


def _meant(layout: Layout, name: str, taken: Collection[str]) -> Headers | None:
    """The headers of the field that people mean by this one, where it is missing or the column would add to it."""
    more, near = words("more").get(name), words("near").get(name)
    if more in {"sku", "asin"} and layout.role not in {"promotions", "plan"}:
        more = None  # a listing or a floor is of one
    field = more or (near if near not in taken else None)
    return layout.fields.get(field) if field else None


# What pandas and tables of Excel put where a header is blank.
_PLACEHOLDER: Final = re.compile(
    r"unnamed: ?\d+(_level_\d+)?|(column|spalte|colonne|columna|colonna|coluna|列|欄) ?\d+", re.IGNORECASE
)


def _is_nameless(header: str) -> bool:
    """Whether a header is blank, or what other programs write for a blank one."""
    name = header.strip()
    return not name or _PLACEHOLDER.fullmatch(name) is not None


def _is_suspect(header: str) -> bool:
    """Whether the column may be about money."""
    return speaks_of_money(header) or is_form_of_discount(header)
