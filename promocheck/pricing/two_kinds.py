"""Promotions whose rows name different kinds: they are two under one id, or one of the cells is wrong."""

from __future__ import annotations

import numpy as np

from promocheck.model.kind import KIND_WORDS, label_of
from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags, Ints, grouped, shared_codes
from promocheck.pricing.rows import Cited
from promocheck.pricing.superseded import drafted_rows
from promocheck.tables import PROMOTION_KEY
from promocheck.tables.frames import Columns, Frame, only
from promocheck.tables.numbering import at_odds


def two_kinds(promotions: Frame, number: Ints, counts: Flags, sources: tuple[Source, ...]) -> list[Conflict]:
    """Promotion ids whose rows name different kinds; rows of one promotion have one number.

    A draft is held against what is live only where that `counts`: what is over contradicts nothing that is saved under its id.
    """
    has_id = promotions["id"] != ""
    named, number, counts = only(promotions, has_id), number[has_id], counts[has_id]
    kind = named["kind"]
    one = np.zeros(int(number.max(initial=0)) + 1, dtype=kind.dtype)
    one[number] = kind
    if (one[number] == kind).all():
        return []
    (code,) = shared_codes([named[name] for name in PROMOTION_KEY])
    mixed = at_odds(code, kind)
    rows, drafted, of = np.flatnonzero(mixed), drafted_rows(named, sources), _OfKinds.of(named, sources)
    found = []
    for group in grouped(code[mixed]):
        mine = rows[group]
        live, drafts = mine[~drafted[mine]], mine[drafted[mine]]
        alone = [each for each in (live, drafts) if of.differ(each)]
        if alone:
            found.append(of.several(np.concatenate(alone)))
        live = live[counts[live]]
        if len(live) and len(drafts) and of.differ(np.concatenate((live, drafts))):
            found.append(of.draft(live, drafts))
    return found


@dataclass(frozen=True, slots=True)
class _OfKinds:
    """Conflicts of one promotion's rows whose kinds differ."""

    kind: Ints
    texts: Columns
    cited: Cited

    @staticmethod
    def of(promotions: Frame, sources: tuple[Source, ...]) -> _OfKinds:
        return _OfKinds(promotions["kind"], Columns(promotions), Cited.of(promotions, sources))

    def differ(self, rows: Ints) -> bool:
        """Whether rows are of more than one kind."""
        return len(np.unique(self.kind[rows])) > 1

    def several(self, rows: Ints) -> Conflict:
        """Of rows that are all live, or all drafts."""
        reason = say("Promotion {name} has rows of different kinds.", name=self._name(rows))
        fix = say(
            "Give one of them another id if they are two promotions, else correct the kind. Then scan again."
        )
        return self._conflict(rows, reason, fix)

    def draft(self, live: Ints, drafts: Ints) -> Conflict:
        """Of drafts and what is live under their id."""
        name = self._name(live)
        reason = say(
            "The draft of promotion {name} edits nothing: its kind ({drafted}) is not that of the live one ({live}), "
            "which counts as it is.",
            name=name,
            drafted=self._labels(drafts),
            live=self._labels(live),
        )
        fix = say(
            "Give the draft an id of its own, and name {name} in its `replaces` if that is stopped for it. Then scan again.",
            name=name,
        )
        return self._conflict(np.concatenate((live, drafts)), reason, fix)

    def _name(self, rows: Ints) -> str:
        return self.texts.text("id", int(rows[0]))

    def _labels(self, rows: Ints) -> tuple[Text, ...]:
        """Their kinds as people say them, each once."""
        return tuple(label_of(KIND_WORDS[each]) for each in np.unique(self.kind[rows]).tolist())

    def _conflict(self, rows: Ints, reason: Text, fix: Text) -> Conflict:
        store, marketplace, name = (self.texts.text(each, int(rows[0])) for each in PROMOTION_KEY)
        return Conflict(store, marketplace, None, (name,), self.cited.places(rows, "kind"), reason, fix)
