"""Of several exports of one kind and shop the newest; where it cannot be told that one takes another's place, both are read.

A drop folder keeps what was put there yesterday. Two files of one role are not always two exports of the same: they may be the
parts of one, of two marketplaces, of two kinds of promotion, live ones and scheduled ones. So one takes the place of another
only where both say so: by their names, which differ in nothing but a date, and by most of what they hold; or by all that the
older one holds. Files that have nothing in common, neither name nor content, are parts. Whatever lies between is nobody's guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, combinations
from typing import Final

from promocheck.exports.dated import newer_by_content
from promocheck.exports.export_names import ExportName, export_name, newer_by_name
from promocheck.exports.files import Opened
from promocheck.exports.piece import Piece
from promocheck.model.kind import Status
from promocheck.model.place import Place
from promocheck.model.problem import LeftBehind, UnreadFile
from promocheck.model.report import Skipped
from promocheck.model.role import role_named
from promocheck.model.text import Text, say, say_n
from promocheck.model.value import dataclass
from promocheck.tables import KEY, PROMOTION_KEY

# By role the columns that tell one row from another; and of promotions, which table has their targets.
_KEYS: Final = {
    "listings": KEY,
    "floors": (*KEY, "currency"),
    "fees": KEY,
    "stock": KEY,
}
_TARGETS: Final = {
    "promotions": ("targets", PROMOTION_KEY),
    "plan": ("plan_targets", ("store", "marketplace", "plan_id", "id", "name")),
}
_MOST: Final = 0.5  # of the larger one's keys: what two exports of one series have in common at least; a torn one has less
_NOT_TOLD: Final = say("nothing says which of them is newer")
Key = tuple[str, ...]
Opening = tuple[Opened, Piece]


@dataclass(frozen=True, eq=False)
class _Export:
    """A piece of a file as one of several that may be the same."""

    file: Opened
    piece: Piece

    @cached_property
    def keys(self) -> frozenset[Key]:
        if self.piece.role in _TARGETS:
            return self._targets(*_TARGETS[self.piece.role])
        frame = self.piece.frames[self.piece.role]
        return frozenset(zip(*(frame[name] for name in _KEYS[self.piece.role]), strict=True))

    def _targets(self, table: str, named: tuple[str, ...]) -> frozenset[Key]:
        """Each promotion with each of its targets: two files may hold one promotion on different goods."""
        promotions, targets = (self.piece.frames[each] for each in (self.piece.role, table))
        ids = list(zip(*(promotions[name] for name in named), strict=True))
        pairs = zip(targets["promotion"], targets["sku"], targets["asin"], strict=True)
        return frozenset([*((*ids[row], sku, asin) for row, sku, asin in pairs), *ids])

    @cached_property
    def shops(self) -> frozenset[Key]:
        """Stores and marketplaces; one without rows is of the shop that its folder names."""
        source = self.piece.sources[0]
        return frozenset(key[:2] for key in self.keys) or frozenset(
            {(source.store or "", source.marketplace or "")}
        )

    @cached_property
    def name(self) -> ExportName:
        return export_name(self.shown)

    @property
    def shown(self) -> str:
        return self.file.candidate.shown

    @property
    def kind(self) -> tuple[str, tuple[str | None, ...], str | None]:
        """Of which others it may be a newer one: of the same role and layouts, from the same sheet."""
        sources = self.piece.sources
        return self.piece.role, tuple(each.layout for each in sources), sources[0].sheet


# The older one, the newer one, and why the newer may not take its place, if it may not.
Verdict = tuple[_Export, _Export, Text | None]


@dataclass(frozen=True, slots=True)
class Newest:
    """What is to be read, and what is said of the rest: which are older ones, which could not be told, and what only older ones have."""

    read: tuple[Opening, ...]
    older: tuple[Skipped, ...] = ()
    unclear: tuple[UnreadFile, ...] = ()
    left_behind: tuple[LeftBehind, ...] = ()


def newest(pieces: Sequence[Opening]) -> Newest:
    """The pieces without those whose place a newer one takes."""
    exports = [_Export(*each) for each in pieces if each[1].role in {*_KEYS, *_TARGETS}]
    verdicts = _verdicts(exports)
    replaced = _replaced({older: newer for older, newer, why in verdicts if why is None})
    gone = {id(each.piece) for each in replaced}
    unclear = [
        (older, newer, why or _NOT_TOLD)
        for older, newer, why in verdicts
        if older not in replaced and newer not in replaced
    ]
    return Newest(
        tuple(each for each in pieces if id(each[1]) not in gone),
        tuple(_older(each, newer) for each, newer in replaced.items()),
        tuple(
            UnreadFile(
                Place(older.shown, older.kind[2]),
                _unclear(newer, why),
                _which_is_whole(newer),
            )
            for older, newer, why in unclear
        ),
        tuple(chain.from_iterable(_left_behind(*each) for each in replaced.items())),
    )


def _verdicts(exports: Sequence[_Export]) -> list[Verdict]:
    """What is to be said of every two, in their order.

    The likely newest is held against all others first; two that have both given way by then need not be compared. So a year of
    nights takes as many comparisons as there are nights.
    """
    place = {export: at for at, export in enumerate(exports)}
    found: list[tuple[list[int], Verdict]] = []
    gone: set[_Export] = set()
    for pair in combinations(sorted(exports, key=_likely, reverse=True), 2):
        one, other = sorted(pair, key=place.__getitem__)
        if gone.issuperset(pair) or one.file is other.file or one.kind != other.kind:
            continue
        if one.shops & other.shops:
            verdicts = list(_verdict(one, other))
            gone |= {older for older, _, why in verdicts if why is None}
            found += [([place[one], place[other]], each) for each in verdicts]
    return [verdict for _, verdict in sorted(found, key=lambda each: each[0])]


def _likely(export: _Export) -> tuple[int, int]:
    """A guess at how new it is, which decides nothing but what is compared first."""
    return max(export.name.said, default=0), export.file.modified


def _replaced(by: dict[_Export, _Export]) -> dict[_Export, _Export]:
    """Each older one with the one that is read in the end. Where names and content lead in a circle, nobody is older."""
    found = {}
    for older, newer in by.items():
        seen, last = {older}, newer
        while last in by and last not in seen:
            seen.add(last)
            last = by[last]
        if last not in by:
            found[older] = last
    return found


def _verdict(one: _Export, other: _Export) -> Iterator[Verdict]:
    """What is to be said of two; nothing of parts."""
    if one.file.sha256 == other.file.sha256:
        yield one, other, None
        return
    common = one.keys & other.keys
    same_name = one.name.series == other.name.series
    if not common and not same_name:
        return
    order = _newer(one, other)
    if order is None:
        yield one, other, _NOT_TOLD
        return
    newer, older = (one, other) if order else (other, one)
    yield older, newer, _why_not(older, newer, same_name=same_name)


def _why_not(older: _Export, newer: _Export, *, same_name: bool) -> Text | None:
    """Why the newer one may not take the older one's place; None where it may."""
    lost = len(older.keys - newer.keys)
    if not lost:
        return None
    if not older.shops <= newer.shops:
        return say("the newer one leaves out a store or marketplace of the older one")
    common = len(older.keys & newer.keys)
    if same_name and common and common >= _MOST * max(len(older.keys), len(newer.keys)):
        return None
    return say_n(
        "{n} entry of the older one is not in the newer one, so they may be parts",
        "{n} entries of the older one are not in the newer one, so they may be parts",
        lost,
    )


def _newer(one: _Export, other: _Export) -> bool | None:
    """Whether the one is newer: by content, else by name, else by when it was written. None: they do not tell, or disagree."""
    content = newer_by_content(one.file.dates, other.file.dates)
    name = newer_by_name(one.name, other.name)
    if len(content) == 1:
        return None if name is not None and name not in content else next(iter(content))
    if content or name is not None:  # a workbook that was saved again is written anew: that tells nothing
        return name
    return _written_later(one, other)


def _written_later(one: _Export, other: _Export) -> bool | None:
    """Whether the one was written later. None: at once, or of two downloads of one name first the later one, by their numbers."""
    if one.file.modified == other.file.modified:
        return None
    later = one.file.modified > other.file.modified
    numbered = one.name.series == other.name.series and one.name.copy != other.name.copy
    return None if numbered and later != (one.name.copy > other.name.copy) else later


def _older(export: _Export, newer: _Export) -> Skipped:
    """What is said of an older one."""
    role, name = export.piece.role, newer.shown
    if export.file.sha256 == newer.file.sha256:
        return Skipped(export.shown, say("is set aside: the same bytes as {newer}.", newer=name), older=True)
    if lost := len(export.keys - newer.keys):
        reason = say_n(
            "is set aside: an older export of {role} than {newer}, which has {n} entry of it no more.",
            "is set aside: an older export of {role} than {newer}, which has {n} entries of it no more.",
            lost,
            role=role_named(role),
            newer=name,
        )
    else:
        reason = say(
            "is set aside: an older export of {role} than {newer}.", role=role_named(role), newer=name
        )
    return Skipped(export.shown, reason, older=True)


def _unclear(newer: _Export, why: Text) -> Text:
    return say(
        "and {newer} hold {role} of one shop, and {why}. Both were read.",
        newer=newer.shown,
        role=role_named(newer.piece.role),
        why=why,
    )


def _left_behind(older: _Export, newer: _Export) -> Iterator[LeftBehind]:
    """By shop the promotions that count in an older export and that the newer one lacks, or of which it lacks some goods."""
    if older.piece.role != "promotions":
        return
    frame, lost = older.piece.frames["promotions"], {key[:3] for key in older.keys - newer.keys}
    ends: dict[Key, int] = {}
    columns = (frame[name].tolist() for name in (*PROMOTION_KEY, "end", "status"))
    for *key, end, status in zip(*columns, strict=True):
        if tuple(key) in lost and status == Status.COUNTS:
            ends[tuple(key)] = max(end, ends.get(tuple(key), end))
    for store, marketplace in dict.fromkeys(key[:2] for key in ends):
        promotions = ((name, end) for (*shop, name), end in ends.items() if shop == [store, marketplace])
        yield LeftBehind(
            store, marketplace, older.shown, tuple(promotions), Place(newer.shown, newer.kind[2])
        )


def _which_is_whole(newer: _Export) -> Text:
    return say(
        "If one of them is old, take it away; if {newer} broke off, export it again; if they are parts of one export, let their names differ in more than a date. Then scan again.",
        newer=newer.shown,
    )
