"""Whether every promotion finds its class in a stacking section, and every class its promotions."""

from __future__ import annotations

from itertools import product

from promocheck.model.kind import Combinability, Form, Kind
from promocheck.model.text import say
from promocheck.policy.stacking import PromotionClass, Stacking
from promocheck.policy.yaml_lines import Faults


def misfits(stacking: Stacking) -> Faults:
    """Kinds without a place, promotions that no class takes, classes that take none; and the path below `stacking` where it shows."""
    yield from _kinds(stacking)
    yield from dict.fromkeys(_promotions(stacking))
    yield from _classes(stacking)


def _kinds(stacking: Stacking) -> Faults:
    """Kinds with no role in a price, which would be sold as if they were not there."""
    taken = {kind for _, member in stacking.members() for kind in member.kinds}
    for kind in Kind:
        aside = stacking.not_priced.count(kind)
        if kind not in taken and not aside:
            yield (), say("{name} has no place. Name it in a class or in not_priced.", name=repr(kind.word))
        elif kind in taken and aside:
            yield ("not_priced",), say("{name} stands in a class too. Keep one.", name=repr(kind.word))
        elif aside > 1:
            yield ("not_priced",), say("{name} stands here a second time. Keep one.", name=repr(kind.word))


def _promotions(stacking: Stacking) -> Faults:
    """Promotions of a kind that fit none of its classes."""
    for kind in Kind:
        classes = [member for _, member in stacking.members() if kind in member.kinds]
        forms = [form for form in Form if form is not Form.PRICE or kind.may_have_a_price]
        for coded, combinability, form in product((False, True), Combinability, forms):
            if classes and not any(_fits(each, coded, combinability, form) for each in classes):
                code = combinability.name.lower() if coded else "no"
                yield (
                    ("stages",),
                    say(
                        "no class takes {name} by {form} with {code} code. Add one.",
                        name=repr(kind.word),
                        form=form.word,
                        code=code,
                    ),
                )


def _classes(stacking: Stacking) -> Faults:
    """Classes that nothing reaches, because earlier ones take all that they would: a rule that looks as if it held."""
    taken: dict[tuple[Kind, bool, Combinability, Form], str] = {}
    reached: set[str] = set()
    for _, member in stacking.members():
        for what in product(member.kinds, (False, True), Combinability, Form):
            if _fits(member, *what[1:]):
                reached.add(taken.setdefault(what, member.id))
    for index, stage in enumerate(stacking.stages):
        for member in stage.members:
            if member.kinds and member.id not in reached:
                yield (
                    ("stages", index),
                    say(
                        "class {name} takes nothing: classes before it take all its kinds. Take them out there.",
                        name=repr(member.id),
                    ),
                )


def _fits(each: PromotionClass, coded: bool, combinability: Combinability, form: Form) -> bool:
    wanted = ((each.coded, coded), (each.combinability, combinability if coded else None), (each.form, form))
    return all(asked in (None, given) for asked, given in wanted)
