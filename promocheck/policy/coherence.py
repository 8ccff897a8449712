"""Whether a stacking section holds together: every name is known, every word has a meaning, every promotion has a class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from promocheck.model.errors import nearest
from promocheck.model.kind import Kind
from promocheck.model.text import Text, say
from promocheck.policy.stacking import (
    BUSINESS,
    ITEM,
    LISTING,
    RESERVED,
    RUNNING,
    BaseLine,
    Pair,
    PromotionClass,
    Stacking,
    Stage,
    When,
)
from promocheck.policy.taken import misfits
from promocheck.policy.yaml_lines import Faults, Path

_COMBINES: Final = {
    "price": ("lowest", "first", "best"),
    "reduction": ("add", "chain", "best", "first"),
    "units": ("add", "chain", "best", "first"),
}
_NO_PRICES: Final = say("only a stage with effect: price can say what prices above do.")
MOST_CLASSES: Final = 30  # that take something off: each is two bits of a signature
MOST_FORBIDDEN: Final = 60  # pairs: each is a bit
MOST_TANGLED: Final = 12  # where each of their sets has to be tried


def contradictions(stacking: Stacking) -> Faults:
    """What does not go together, and the path below `stacking` where it shows."""
    yield from _names(stacking)
    for index, stage in enumerate(stacking.stages):
        yield from _stage(stacking, index, stage)
    yield from _order(stacking)
    yield from misfits(stacking)
    yield from _groups(stacking)
    yield from _pairs(stacking)
    yield from _limits(stacking)
    yield from _size(stacking)
    yield from _forbidden(stacking)
    yield from _repeated(
        ("guard_bands",), (kind.word for band in stacking.guard_bands for kind in band.kinds)
    )


def _names(stacking: Stacking) -> Faults:
    yield from _repeated(("stages",), (stage.id for stage in stacking.stages))
    yield from _repeated(("stages",), (member.id for _, member in stacking.members()))
    for index, stage in enumerate(stacking.stages):
        if stage.id in RESERVED:
            yield (
                ("stages", index, "id"),
                say("{name} means something else. Call the stage otherwise.", name=repr(stage.id)),
            )


def _stage(stacking: Stacking, index: int, stage: Stage) -> Faults:
    path: Path = ("stages", index)
    if bool(stage.kinds) == bool(stage.classes):
        yield path, say("stage {name} needs either kinds or classes.", name=repr(stage.id))
    known = _COMBINES[stage.effect]
    if stage.combine not in known:
        what = say(
            "a stage with effect: {effect} combines by {known}, not {combine}.",
            effect=stage.effect,
            known=tuple(known),
            combine=stage.combine,
        )
        yield (*path, "combine"), what
    if stage.effect == "price":
        yield from _price_stage(path, stage)
    elif stage.above != "ignored":
        yield (*path, "above"), _NO_PRICES
    yield from _base(stacking, (*path, "base"), index, stage.base)
    for at, member in enumerate(stage.members):
        here = (*path, "classes", at) if stage.classes else path
        yield from _class(here, stage, member)
        if member.above is not None:
            yield from _above((*here, "above"), stage, member)
        yield from _base(stacking, (*here, "base"), index, member.base)


def _above(path: Path, stage: Stage, member: PromotionClass) -> Faults:
    if stage.effect != "price":
        yield path, _NO_PRICES
    elif stage.above == "replaces":
        what = say(
            "{name} is in a stage that says above: replaces, of all its prices. Keep one of the two.",
            name=repr(member.id),
        )
        yield path, what


def _price_stage(path: Path, stage: Stage) -> Faults:
    if stage.base or stage.threshold_on != "item":
        yield path, say("stage {name} sets a price: it has no base and no threshold.", name=repr(stage.id))
    # A buyer without a business account is another one; other audiences are of a buyer who may pay the price of all as well.
    audiences = [member.id for member in stage.members if member.audience not in (None, BUSINESS)]
    if audiences and stage.combine != "best":
        yield (
            (*path, "combine"),
            say("{name} has an audience, so the stage must combine by best.", name=repr(audiences[0])),
        )
    if stage.above == "replaces" and stage.combine == "best":
        yield (
            (*path, "above"),
            say("what replaces the price leaves no alternatives: combine by lowest or first."),
        )


def _class(path: Path, stage: Stage, member: PromotionClass) -> Faults:
    if not member.kinds:
        yield path, say("{name} takes no kinds.", name=repr(member.id))
    if stage.effect == "price":
        if member.itself != "best" or member.base or member.threshold_on or member.stop:
            yield (
                path,
                say(
                    "{name} sets a price: it has no itself, base, threshold_on or stop.", name=repr(member.id)
                ),
            )
    elif stage.effect == "units" and member.itself == "chain":
        yield (*path, "itself"), say("buy x get y cannot chain. Say add, best, first, open or handshake.")
    for kind in member.kinds:
        units = kind is Kind.BUY_X_GET_Y
        if kind.sets_price and stage.effect != "price":
            yield (
                path,
                say("{name} sets a price; name it in a stage with effect: price.", name=repr(kind.word)),
            )
        elif kind is Kind.QUANTITY_DISCOUNT and stage.effect != "price":
            yield (
                path,
                say("{name} may be a price; name it in a stage with effect: price.", name=repr(kind.word)),
            )
        elif units != (stage.effect == "units"):
            what = (
                say("a stage with effect: units")
                if units
                else say("another stage: units are for buy_x_get_y")
            )
            yield path, say("name {name} in {what}.", name=repr(kind.word), what=what)


def _base(stacking: Stacking, path: Path, stage: int, lines: Sequence[BaseLine]) -> Faults:
    earlier = [LISTING, ITEM, RUNNING, *(each.id for each in stacking.stages[:stage])]
    for index, line in enumerate(lines):
        here = (*path, index)
        for name in filter(None, (line.use, line.worst)):
            if name not in earlier:
                yield here, _unknown(say("base"), name, earlier)
        yield from _when(stacking, here, line.when)
        if line.when is None and index < len(lines) - 1:
            yield here, say("this line always holds, so the ones after it never do. Put it last.")


def _when(stacking: Stacking, path: Path, when: When | None) -> Faults:
    known = [member.id for stage, member in stacking.members() if stage.effect == "price"]
    for name in () if when is None else when.price_set_by:
        if name not in known:
            yield (*path, "when"), _unknown(say("class of a price stage"), name, known)


def _order(stacking: Stacking) -> Faults:
    ranks = [2 if each.effect != "price" else int(each.above != "replaces") for each in stacking.stages]
    for index, (one, other) in enumerate(pairwise(ranks), 1):
        if one > other:
            what = say("what replaces the price") if other == 0 else say("what sets a price")
            yield (
                ("stages", index),
                say("{what} comes before what takes something off it. Move it up.", what=what),
            )


def _groups(stacking: Stacking) -> Faults:
    known = [member.id for _, member in stacking.members()]
    for name, members in stacking.groups.items():
        if name in known:
            yield ("groups", name), say("{name} is a class. Call the group otherwise.", name=repr(name))
        for member in members:
            if member not in known:
                yield ("groups", name), _unknown(say("class"), member, known)


def _pairs(stacking: Stacking) -> Faults:
    prices = {member.id for stage, member in stacking.members() if stage.effect == "price"}
    known = [*(member.id for _, member in stacking.members()), *stacking.groups]
    for index, pair in enumerate(stacking.pairs):
        path: Path = ("pairs", index)
        unknown = [name for name in pair.between if name not in known]
        yield from ((path, _unknown(say("class or group"), name, known)) for name in dict.fromkeys(unknown))
        one, other = pair.between
        if one == other and one not in stacking.groups:
            yield (
                path,
                say(
                    "what {one} does to itself, its class says: itself: {then}.",
                    one=repr(one),
                    then=pair.then,
                ),
            )
        yield from _when(stacking, path, pair.when)
        if pair.when is not None and pair.then == "forbid":
            yield path, say("what the platform refuses, it refuses always: forbid without a when.")
        sets = [bool(prices.intersection(stacking.groups.get(name, (name,)))) for name in pair.between]
        if not unknown and all(sets):
            yield path, say("two classes that set a price never add up. Name one that takes something off.")
        elif any(sets) and pair.then == "handshake":
            yield path, say("a handshake is between classes that take something off.")
    yield from _repeated(("pairs",), map(_line, stacking.pairs))


def _line(pair: Pair) -> str:
    when = "" if pair.when is None else f" when the price is set by {', '.join(pair.when.price_set_by)}"
    return " with ".join(sorted(pair.between)) + when


def _limits(stacking: Stacking) -> Faults:
    known = [member.id for stage, member in stacking.members() if stage.effect != "price"]
    for index, limit in enumerate(stacking.limits):
        path: Path = ("limits", index)
        yield from (
            (path, _unknown(say("class"), name, known)) for name in limit.classes if name not in known
        )
        if limit.per_order is None and limit.per_customer is None:
            yield path, say("needs per_order, per_customer or both.")
        elif limit.most > 1 and len(limit.classes) > 1:
            yield path, say("over several classes the limit must be 1.")
        elif limit.most > 1 and stacking.halved.intersection(limit.classes):
            yield path, say("{name} shakes hands, so its limit must be 1.", name=repr(limit.classes[0]))
    yield from _repeated(("limits",), (name for limit in stacking.limits for name in limit.classes))


def _size(stacking: Stacking) -> Faults:
    classes = sum(len(stage.members) for stage in stacking.reducing_stages)
    if classes > MOST_CLASSES:
        yield (
            ("stages",),
            say(
                "has {classes} classes that take something off; at most {most} are possible.",
                classes=classes,
                most=MOST_CLASSES,
            ),
        )
    elif len(list(stacking.members())) > 2 * MOST_CLASSES:
        yield ("stages",), say("has more than {most} classes.", most=2 * MOST_CLASSES)
    elif classes > MOST_TANGLED and not stacking.never_dearer:
        yield (
            ("stages",),
            say(
                "has {classes} classes whose bases or thresholds depend on each other; at most {most} are possible.",
                classes=classes,
                most=MOST_TANGLED,
            ),
        )


def _forbidden(stacking: Stacking) -> Faults:
    if len(stacking.forbidden) > MOST_FORBIDDEN:
        yield (
            ("pairs",),
            say(
                "forbids {n} pairs of classes; at most {most} are possible.",
                n=len(stacking.forbidden),
                most=MOST_FORBIDDEN,
            ),
        )


def _unknown(what: Text, name: str, known: Sequence[str]) -> Text:
    return say(
        "unknown {what} {name}.{near} Known: {known}.",
        what=what,
        name=repr(name),
        near=nearest(name, known),
        known=tuple(known) or say("none"),
    )


def _repeated(path: Path, names: Iterable[str]) -> Faults:
    for name, times in Counter(names).items():
        if times > 1:
            yield path, say("{name} stands here a second time. Keep one.", name=repr(name))
