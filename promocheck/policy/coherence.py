"""Whether a stacking section holds together: every kind has one place, so that none is left out of every price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product

from promocheck.model.errors import suggestion
from promocheck.model.kind import Combinability, Kind
from promocheck.policy.stacking import ReductionClass, Stacking
from promocheck.policy.yaml_lines import Path

Contradiction = tuple[Path, str]


def contradictions(stacking: Stacking) -> Iterator[Contradiction]:
    """What does not go together, and the path below `stacking` where it shows."""
    yield from _places(stacking)
    yield from dict.fromkeys(_open_classes(stacking))
    yield from _repeated(
        ("guard_bands",), (kind.word for band in stacking.guard_bands for kind in band.kinds)
    )
    yield from _repeated(("reductions",), (each.id for each in stacking.reductions))
    yield from _repeated(("pairs",), (" with ".join(sorted(pair.between)) for pair in stacking.pairs))
    yield from _unknown_classes(stacking)


def _places(stacking: Stacking) -> Iterator[Contradiction]:
    """Kinds with no role in a price, which would be sold as if they were not there, and kinds with two."""
    for kind in Kind:
        roles = {
            "selling_price": stacking.selling_price.count(kind),
            "deals": sum(deal.kinds.count(kind) for deal in stacking.deals),
            "reductions": int(any(kind in each.kinds for each in stacking.reductions)),
            "not_priced_yet": stacking.not_priced_yet.count(kind),
        }
        named = [role for role, times in roles.items() if times]
        if not named:
            yield (
                (),
                f"{kind.word!r} has no place. Name it in {', '.join(list(roles)[:-1])} or not_priced_yet.",
            )
        elif named == ["reductions"] and kind.sets_price:
            yield ("reductions",), f"{kind.word!r} sets a price; name it in selling_price or deals."
        elif len(named) > 1:
            yield (named[-1],), f"{kind.word!r} stands in {named[0]} too. Keep one."
        elif roles[named[0]] > 1:
            yield (named[0],), f"{kind.word!r} stands here a second time. Keep one."


def _open_classes(stacking: Stacking) -> Iterator[Contradiction]:
    """Promotions of a reduction's kind that fit none of its classes."""
    for kind in Kind:
        classes = [each for each in stacking.reductions if kind in each.kinds]
        for coded, combinability in product((False, True), Combinability):
            if classes and not any(_fits(each, coded, combinability) for each in classes):
                code = combinability.name.lower() if coded else "no"
                yield ("reductions",), f"no class takes {kind.word!r} with {code} code. Add one."


def _fits(each: ReductionClass, coded: bool, combinability: Combinability) -> bool:
    return each.coded in {None, coded} and each.combinability in {None, combinability}


def _repeated(path: Path, names: Iterable[str]) -> Iterator[Contradiction]:
    for name, times in Counter(names).items():
        if times > 1:
            yield path, f"{name!r} stands here a second time. Keep one."


def _unknown_classes(stacking: Stacking) -> Iterator[Contradiction]:
    known = [each.id for each in stacking.reductions]
    for index, pair in enumerate(stacking.pairs):
        for name in pair.between:
            if name not in known:
                listed = ", ".join(known) or "none"
                yield (
                    ("pairs", index),
                    f"unknown reduction class {name!r}.{suggestion(name, known)} Known: {listed}.",
                )
