"""Texts as columns: what many findings say in a few templates is kept, and put into words, a column after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from typing import Any, Final, Generic, TypeVar, cast, overload

from promocheck.model.kind import promotion_named
from promocheck.model.money import Money, money
from promocheck.model.text import Text
from promocheck.model.value import dataclass

Value_co = TypeVar("Value_co", covariant=True)
Told = TypeVar("Told")

NOTHING: Final = -1  # in place of a value's number
NO_TEXT: Final = NOTHING


class ValueColumn(Sequence[Value_co], Generic[Value_co]):
    """Values that are made when they are asked for; who has a use for their parts takes these as they stand."""

    __slots__ = ()

    def at(self, row: int) -> Value_co:
        """One of them, by its number from 0 on."""
        raise NotImplementedError

    @overload
    def __getitem__(self, row: int) -> Value_co: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Value_co]: ...
    def __getitem__(self, row: int | slice) -> Value_co | Sequence[Value_co]:
        rows = range(len(self))[row]
        return self.at(rows) if isinstance(rows, int) else [self.at(each) for each in rows]

    def __iter__(self) -> Iterator[Value_co]:
        return map(self.at, range(len(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Same(ValueColumn[Value_co]):
    """One value so many times."""

    value: Value_co
    many: int

    def __len__(self) -> int:
        return self.many

    def __iter__(self) -> Iterator[Value_co]:
        return repeat(self.value, self.many)

    def at(self, row: int) -> Value_co:  # noqa: ARG002 - which one makes no difference
        """It."""
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Picked(ValueColumn[Value_co | None]):
    """Values out of several columns. `place`: where each stands when the `parts` follow each other; `NOTHING` for None."""

    parts: tuple[Sequence[Value_co], ...]
    place: Sequence[int]

    def told(self, tell: Callable[[Any], Iterable[Told]], nothing: Told) -> list[Told]:
        """What there is to tell of each, told of a whole part at once."""
        every = [each for part in self.parts for each in tell(part)]
        if self.place == range(len(every)):  # as it stands where nothing was left out
            return every
        every.append(nothing)  # which is the last one, and so has the number of what is nothing
        return list(map(every.__getitem__, self.place))

    def __len__(self) -> int:
        return len(self.place)

    def at(self, row: int) -> Value_co | None:
        """One of them."""
        place = self.place[row]
        if place == NOTHING:
            return None
        for part in self.parts:
            if place < len(part):
                return part[place]
            place -= len(part)
        raise IndexError(row)


@dataclass(frozen=True, slots=True, eq=False)
class Amounts(ValueColumn[Money | None]):
    """Amounts in minor units, each of its currency; None for none. The integers are Python's own, which never overflow."""

    minor: Sequence[int | None]
    currency: Sequence[str]

    def __len__(self) -> int:
        return len(self.minor)

    def at(self, row: int) -> Money | None:
        """One of them as money."""
        minor = self.minor[row]
        return None if minor is None else money(minor, self.currency[row])


@dataclass(frozen=True, slots=True, eq=False)
class Named(ValueColumn[Text]):
    """Promotions by the codes of their kinds and their ids; without an id by the kind alone."""

    kind: Sequence[int]
    id: Sequence[str]

    def __len__(self) -> int:
        return len(self.id)

    def at(self, row: int) -> Text:
        """One of them, as `promotion_named` names it."""
        return promotion_named(self.kind[row], self.id[row])


@dataclass(frozen=True, slots=True, eq=False)
class InRows(ValueColumn[tuple[Any, ...]]):
    """Values in a row: those of a text from `first` of it on to the next one's."""

    first: Sequence[int]
    values: Sequence[Any]

    @staticmethod
    def of(rows: Sequence[Sequence[Any]]) -> InRows:
        """The same values."""
        return InRows([*accumulate(map(len, rows), initial=0)], list(chain.from_iterable(rows)))

    def __len__(self) -> int:
        return len(self.first) - 1

    def at(self, row: int) -> tuple[Any, ...]:
        """Those of one text."""
        return tuple(self.values[self.first[row] : self.first[row + 1]])


@dataclass(frozen=True, slots=True, eq=False)
class Template(ValueColumn[Text]):
    """So many texts of one template: by field a column of what fills it. `plural` as in `Text`."""

    template: str
    many: int
    values: tuple[tuple[str, Sequence[Any]], ...] = ()
    plural: str | None = None

    def __len__(self) -> int:
        return self.many

    def at(self, row: int) -> Text:
        """One of them."""
        return Text(self.template, tuple((name, column[row]) for name, column in self.values), self.plural)


class Texts(Picked[Text]):
    """Texts of several templates; `NO_TEXT` for none."""

    __slots__ = ()


def texts_at(parts: Sequence[Sequence[Text]], place: Sequence[int]) -> Sequence[Text]:
    """Texts by where each stands when the parts follow each other."""
    return cast("Sequence[Text]", Texts(tuple(parts), place))  # none of them is none


def some_of(texts: Sequence[Text], rows: Sequence[int]) -> Sequence[Text]:
    """A few texts of many, by their numbers, none of which is none: of what these are made of only the columns that they stand in are kept."""
    if not isinstance(texts, Texts):
        return [texts[row] for row in rows] if isinstance(texts, list) else texts_at((texts,), rows)
    ends = [*accumulate(map(len, texts.parts))]
    places = [texts.place[row] for row in rows]
    within: dict[int, list[int]] = {}
    for number, place in enumerate(places):
        within.setdefault(bisect_right(ends, place), []).append(number)
    parts, order = [], [0] * len(rows)
    for part, mine in within.items():
        begin = ends[part] - len(texts.parts[part])
        parts.append(some_of(texts.parts[part], [places[number] - begin for number in mine]))
    for at, number in enumerate(chain.from_iterable(within.values())):
        order[number] = at
    return texts_at(parts, order)
