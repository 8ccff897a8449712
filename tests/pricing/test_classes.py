from __future__ import annotations

import numpy as np
import pytest

from promocheck.model.kind import Combinability, Form, Kind
from promocheck.policy import PromotionClass, Stacking
from promocheck.policy.preset import PRESETS, preset
from promocheck.pricing.classes import class_of
from promocheck.tables.frames import Frame


def takes(member: PromotionClass, kind: int, form: int, coded: bool, combinability: int) -> bool:
    """Whether a class takes a promotion like this."""
    return (
        kind in member.kinds
        and member.coded in (None, coded)
        and (member.combinability is None or (coded and combinability == member.combinability))
        and member.form in (None, form)
    )


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("rows", [0, 1, 500])
def test_the_first_class_that_takes_a_promotion_has_it(name: str, rows: int) -> None:
    stacking, chance = Stacking.model_validate(preset(name)), np.random.default_rng(rows)
    promotions = Frame(
        {
            "kind": chance.choice([*Kind], rows).astype(np.int8),
            "form": chance.choice([*Form], rows).astype(np.int8),
            "coded": chance.choice([False, True], rows),
            "combinability": chance.choice([*Combinability], rows).astype(np.int8),
        }
    )
    members = [member for _, member in stacking.members()]
    expected = [
        next((at for at, member in enumerate(members) if takes(member, *row)), -1)
        for row in zip(*(column for _, column in promotions.items()), strict=True)
    ]
    assert class_of(promotions, stacking).tolist() == expected
    assert rows < 500 or len(set(expected)) > 2
