"""Fixes with a number, in words: imperatives that name the promotion and the SKU; of many hits, one template after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from promocheck.model.kind import KIND_WORDS, Form, label_of
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import percent, zhe_left
from promocheck.model.text import Text, say
from promocheck.model.texts import NO_TEXT, Amounts, Named, Template, Texts
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.pipeline.fix_answers import Answers, Way
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints
from promocheck.rules import Evidence, percent_slip
from promocheck.tables.sorting import distinct


class _Sentence(NamedTuple):
    """What is said of one way to mend, and the fields of its text."""

    template: str
    fields: tuple[str, ...]


_SET: Final = ("promotion", "value", "sku")
_SET_ZHE: Final = ("promotion", "zhe", "value", "sku")
_SENTENCES: Final = (
    _Sentence(
        say("Set {promotion} to {value} or more; if it is meant, accept it with a waiver.").template, _SET
    ),
    _Sentence(
        say("Set {promotion} to at most {value} off; if it is meant, accept it with a waiver.").template, _SET
    ),
    _Sentence(
        say(
            "Set {promotion} to {zhe}折 or more (at most {value} off); if it is meant, accept it with a waiver."
        ).template,
        _SET_ZHE,
    ),
    _Sentence(say("Set {promotion} to {value} or more, or end it.").template, _SET),
    _Sentence(say("Set {promotion} to at most {value} off, or end it.").template, _SET),
    _Sentence(say("Set {promotion} to {value} or more, or take {sku} out of it.").template, _SET),
    _Sentence(say("Set {promotion} to at most {value} off, or take {sku} out of it.").template, _SET),
    _Sentence(
        say("Set {promotion} to {zhe}折 or more (at most {value} off), or take {sku} out of it.").template,
        _SET_ZHE,
    ),
    _Sentence(say("End {promotion}.").template, ("promotion", "sku")),
    _Sentence(say("Take {sku} out of {promotion}.").template, ("promotion", "sku")),
    _Sentence(say("Start {promotion} on {start} or later.").template, ("promotion", "start")),
    _Sentence(say("End {promotion} on {end} or earlier.").template, ("promotion", "end")),
    _Sentence(say("End {promotion} by {end}.").template, ("promotion", "end")),
)
_OF_LISTING: Final = say("the {promotion} of {sku}").template
_CLIPPED: Final = say("{fix} Who has clipped it keeps it.").template
_LABELS: Final = tuple(map(label_of, KIND_WORDS))  # by the codes of kinds


@dataclass(frozen=True, slots=True)
class FixWords:
    """Says how hits are mended: hits about these listing rows, first of all; some `may_be_meant` and be accepted."""

    evidence: Evidence
    listing: Ints
    may_be_meant: Flags

    def __call__(self, answers: Answers) -> Texts:
        """A fix for each hit that is answered."""
        parts: list[Sequence[Text]] = []
        place, many = np.full(len(answers.way), NO_TEXT, dtype=np.int64), 0
        for at, part in self._alike(answers):
            place[at] = np.arange(many, many + len(at))
            parts.append(part)
            many += len(at)
        texts = Texts(tuple(parts), place.tolist())
        after = np.flatnonzero((answers.gone != NO_ROW).any(axis=1))
        if len(after):
            place[after] = np.arange(many, many + len(after))
            texts = Texts((*parts, [*self._after(answers, after, texts)]), place.tolist())
        return self._with_what_was_meant(answers, texts)

    def _with_what_was_meant(self, answers: Answers, texts: Texts) -> Texts:
        """The fixes, and of shares that are a slip of what their name says what that is."""
        promotions = self.evidence.promotions
        shares = answers.way == Way.SET
        shares[shares] = promotions["form"][answers.row[shares]] == Form.PERCENT
        rows = distinct(answers.row[shares])
        names = [f"{name} {promotion}" for name, promotion in promotions.lists(rows, "name", "id")]
        values = promotions["value"][rows].tolist()
        slips = {
            int(rows[at]): percent_slip.meant_by(names[at], values[at])
            for at in np.flatnonzero(percent_slip.speak(names)).tolist()
        }
        meant = {row: slip for row, slip in slips.items() if slip is not None}
        at = np.flatnonzero(shares & np.isin(answers.row, [*meant]))
        if not len(at):
            return texts
        place, many = np.array(texts.place, dtype=np.int64), sum(map(len, texts.parts))
        place[at] = np.arange(many, many + len(at))
        told = [self._meant(texts.at(hit), row, meant[row]) for hit, row in _pairs(at, answers.row)]
        return Texts((*texts.parts, told), place.tolist())

    def _meant(self, fix: Text | None, row: int, meant: int) -> Text:
        if self.evidence.promotions["zhe"][row]:
            return say("{fix} By its name {zhe}折 was meant.", fix=fix, zhe=zhe_left(meant))
        return say("{fix} By its name {value} off was meant.", fix=fix, value=percent(meant))

    def _alike(self, answers: Answers) -> Iterator[tuple[Ints, Template]]:
        """The hits of which one and the same is said, with other names and numbers."""
        at = np.flatnonzero(~answers.open)
        answered, listing = answers.where(at), self.listing[at]
        form, zhe, days = (self.evidence.promotions[name][answered.row] for name in ("form", "zhe", "days"))
        own = ~self.evidence.identified[answered.row]
        share = (answered.way == Way.SET) & (form == Form.PERCENT)
        written = _Written(form == Form.PRICE, zhe, days, own)
        sentence = _sentences(answered.way, written, self.may_be_meant[at])
        code = sentence * 8 + own * 4 + share * 2 + answered.clipped
        for each in distinct(code).tolist():
            mine = np.flatnonzero(code == each)
            said = _SENTENCES[each // 8]
            values = _Values(
                self.evidence, listing[mine], answered.where(mine), own=bool(each & 4), share=bool(each & 2)
            )
            fix = Template(said.template, len(mine), tuple((name, values.of(name)) for name in said.fields))
            yield at[mine], Template(_CLIPPED, len(mine), (("fix", fix),)) if each & 1 else fix

    def _after(self, answers: Answers, at: Ints, texts: Texts) -> Iterator[Text]:
        """The fixes of a few hits, each after what is taken out before."""
        few = FixWords(self.evidence, self.listing[at], self.may_be_meant[at])
        before = []
        for row in answers.gone[at].T:
            out = Answers.none(len(at))
            some = np.flatnonzero(row != NO_ROW)
            out.put(some, Way.OUT, row[some])
            before.append(few(out))
        for number, hit in enumerate(at.tolist()):
            fix = texts.at(hit)
            for each in reversed(before):
                first = each.at(number)
                if first and fix:
                    fix = say("{first} {then}", first=first, then=fix)
            assert fix
            yield fix


def _pairs(at: Ints, rows: Ints) -> Iterator[tuple[int, int]]:
    return zip(at.tolist(), rows[at].tolist(), strict=True)


class _Written(NamedTuple):
    """By answer how its promotion is written: its value as a price or 折, its window in days; or it stands in the listing."""

    price: Flags
    zhe: Flags
    days: Flags
    own: Flags


def _sentences(way: Ints, written: _Written, meant: Flags) -> Ints:
    """The number of each answer's sentence."""
    to_set, own = way == Way.SET, written.own
    cases = (
        to_set & meant & written.price,
        to_set & meant & ~written.zhe,
        to_set & meant,
        to_set & own & written.price,
        to_set & own,
        to_set & written.price,
        to_set & ~written.zhe,
        to_set,
        (way == Way.OUT) & own,
        way == Way.OUT,
        way == Way.START,
        (way == Way.END) & written.days,
        way == Way.END,
    )
    return np.select(cases, range(len(cases)))


@dataclass(frozen=True, slots=True)
class _Values:
    """What fills the texts of answers that are alike: of listings' own offers or not, a share or not."""

    evidence: Evidence
    listing: Ints
    answers: Answers
    own: bool
    share: bool

    def of(self, field: str) -> Sequence[Any]:
        """The column of a field."""
        match field:
            case "promotion":
                return self._promotions()
            case "sku":
                return self._skus()
            case "value":
                return self._worth()
            case "zhe":
                return list(map(zhe_left, self.answers.value.tolist()))
            case _:
                return self._instants()

    def _promotions(self) -> Sequence[Text]:
        """Promotions by kind and id; what stands in listings by kind and SKU."""
        kinds, ids = (self.evidence.promotions[name][self.answers.row].tolist() for name in ("kind", "id"))
        if not self.own:
            return Named(kinds, ids)
        labels = [_LABELS[kind] for kind in kinds]
        return Template(_OF_LISTING, len(labels), (("promotion", labels), ("sku", self._skus())))

    def _skus(self) -> list[str]:
        skus: list[str] = self.evidence.listings["sku"][self.listing].tolist()
        return skus

    def _worth(self) -> Sequence[Any]:
        """Amounts of money, or percentages."""
        values = self.answers.value.tolist()
        return (
            [*map(percent, values)] if self.share else Amounts(values, self.evidence.currencies(self.listing))
        )

    def _instants(self) -> list[Instant | str]:
        """Instants on the marketplace's clock; where cells have days alone the day, of an end the last one."""
        zones = [BY_CODE[each].zone for each in self.evidence.listings["marketplace"][self.listing].tolist()]
        days = self.evidence.promotions["days"][self.answers.row]
        last = days & (self.answers.way == Way.END)
        keys = [*zip((self.answers.value - last).tolist(), zones, days.tolist(), strict=True)]
        known = {key: _moment(*key) for key in dict.fromkeys(keys)}
        return [*map(known.__getitem__, keys)]


def _moment(seconds: int, zone: str, is_day: bool) -> Instant | str:
    """An instant, or the day in which it lies."""
    instant = Instant(seconds, zone)
    return instant.local().date().isoformat() if is_day else instant
