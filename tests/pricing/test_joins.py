"""Whose plan a promotion is: by its id, by a plan id that it carries, by its name; else by what it is for, or by its terms."""

from __future__ import annotations

import numpy as np
import pytest

from promocheck.pricing.agreement import Cells
from promocheck.pricing.joins import joins_of
from promocheck.pricing.keys import Ints, shared_codes
from promocheck.tables.frames import Frame
from tests.frames import frame_of
from tests.shop import table

PLAN = "shop | plan_id | id | name | kind | for | value | start | end"
SET_UP = "shop | id | name | kind | for | value | start | end | state"


def joined(plan: str, set_up: str) -> list[str]:
    """Which promotion is joined to which item of the plan; a row each, and one thing that it is for."""
    meant, there = (frame_of(table(f"{head}\n{rows}")) for head, rows in ((PLAN, plan), (SET_UP, set_up)))
    mine, theirs = (
        frame.assign(
            form=np.ones(len(frame), dtype=np.int64),
            **{name: frame[name].astype(np.int64) for name in ("value", "start", "end")},
        )
        for frame in (meant, there)
    )
    item, group = _numbered(meant, "plan_id"), _numbered(there, "id")
    called_off = meant["plan_id"] == "off"
    target = shared_codes(*([frame["shop"], frame["for"]] for frame in (meant, there)))
    shops = shared_codes([meant["shop"]], [there["shop"]])
    found = joins_of(
        mine,
        theirs,
        np.where(called_off, -1, item),
        group,
        (Cells(np.arange(len(meant)), target[0]), Cells(np.arange(len(there)), target[1])),
        (shops[0], shops[1]),
        there["state"] != "over",
    )
    ids = dict(zip(group.tolist(), there["id"], strict=True))
    plans = dict(zip(item.tolist(), meant["plan_id"], strict=True))
    return [
        f"{ids[one]} {plans[other]}"
        for one, other in zip(found.group.tolist(), found.item.tolist(), strict=True)
    ]


def _numbered(frame: Frame, name: str) -> Ints:
    return shared_codes([frame["shop"], frame[name]])[0]


CASES = {
    "it has the id that an item names, whatever else says otherwise": (
        """
        US | P1 | C1 |      | deal   | MUG | 5 | 1 | 9
        US | P2 |    | lamp | coupon | RUG | 5 | 1 | 9
        """,
        "US | C1 | P2 lamp | coupon | RUG | 5 | 1 | 9 |",
        ["C1 P1"],
    ),
    "several items name it": (
        """
        US | P1 | C1 | | coupon | MUG | 5 | 1 | 9
        US | P2 | C1 | | coupon | RUG | 5 | 1 | 9
        """,
        "US | C1 | | coupon | MUG | 5 | 1 | 9 |",
        ["C1 P1", "C1 P2"],
    ),
    "its id carries a plan id, before its name carries another": (
        """
        US | P1 | | | deal   | MUG | 5 | 1 | 9
        US | P2 | | | coupon | RUG | 5 | 1 | 9
        """,
        "US | p1-C | P2 | coupon | RUG | 5 | 1 | 9 |",
        ["p1-C P1"],
    ),
    "its name carries a plan id, before another item has the name": (
        """
        US | P1 | |         | deal   | MUG | 5 | 1 | 9
        US | P2 | | lamp P1 | coupon | RUG | 5 | 1 | 9
        """,
        "US | C1 | Lamp P1 | coupon | RUG | 5 | 1 | 9 |",
        ["C1 P1"],
    ),
    "a name carries several": (
        """
        US | P1 | | | coupon | MUG | 5 | 1 | 9
        US | P2 | | | coupon | RUG | 5 | 1 | 9
        US | P3 | | | coupon | RUG | 5 | 1 | 9
        """,
        "US | C1 | P2 and P1 | coupon | RUG | 5 | 1 | 9 |",
        ["C1 P1", "C1 P2"],
    ),
    "an item has its name, in whatever letters, and its kind": (
        """
        US | P1 | | Autumn | deal   | RUG | 5 | 1 | 9
        US | P2 | | Autumn | coupon | MUG | 7 | 1 | 2
        US | P3 | |        | coupon | RUG | 5 | 1 | 9
        """,
        "US | C1 | AUTUMN | coupon | RUG | 5 | 1 | 9 |",
        ["C1 P2"],
    ),
    "blank ids and names are no ids and names": (
        """
        US | P1 | | | coupon | MUG | 5 | 1 | 9
        US | P2 | | | coupon | RUG | 7 | 1 | 2
        """,
        "US | | | coupon | HAT | 9 | 1 | 9 |",
        [],
    ),
    "it is for the same thing at the same time": (
        """
        US | P1 | | | coupon | RUG | 5 | 1 | 3
        US | P2 | | | coupon | RUG | 5 | 7 | 9
        US | P3 | | | coupon | RUG | 5 | 2 | 4
        US | P4 | | | deal   | RUG | 5 | 1 | 9
        US | P5 | | | coupon | MUG | 5 | 1 | 9
        US | P6 | | | coupon | RUG | 5 | 6 | 9
        """,
        "US | C1 | | coupon | RUG | 20 | 3 | 7 |",
        ["C1 P3", "C1 P6"],
    ),
    "what another one stands for already is no longer free": (
        """
        US | P1 | C1 | | coupon | RUG | 5 | 1 | 9
        US | P2 |    | | coupon | RUG | 5 | 1 | 9
        """,
        """
        US | C1 | | coupon | RUG | 5 | 1 | 9 |
        US | C2 | | coupon | RUG | 5 | 1 | 9 |
        """,
        ["C1 P1", "C2 P2"],
    ),
    "and nothing else is meant instead": (
        """
        US | P1 | C1 | | coupon | RUG | 5 | 1 | 9
        US | P2 |    | | coupon | MUG | 7 | 1 | 9
        """,
        """
        US | C1 | | coupon | RUG | 5 | 1 | 9 |
        US | C2 | | coupon | RUG | 5 | 1 | 9 |
        """,
        ["C1 P1"],
    ),
    "but what one stood for that is over": (
        "US | P1 | C1 | | coupon | RUG | 5 | 1 | 9",
        """
        US | C1 | | coupon | RUG | 5 | 1 | 9 | over
        US | C2 | | coupon | RUG | 5 | 1 | 9 |
        """,
        ["C1 P1", "C2 P1"],
    ),
    "it has the kind, discount and window of one item alone": (
        """
        US | P1 | | | coupon | MUG | 5 | 1 | 9
        US | P2 | | | coupon | MUG | 6 | 1 | 9
        US | P3 | | | coupon | MUG | 5 | 2 | 9
        US | P4 | | | coupon | MUG | 5 | 1 | 8
        US | P5 | | | deal   | MUG | 5 | 1 | 9
        """,
        """
        US | A1 | | outlet | RUG | 5 | 1 | 9 |
        US | C1 | | coupon | RUG | 5 | 1 | 9 |
        """,
        ["C1 P1"],
    ),
    "an item of several rows is one": (
        """
        US | P1 | | | coupon | MUG | 5 | 1 | 9
        US | P1 | | | coupon | HAT | 5 | 1 | 9
        """,
        """
        US | C1 | | coupon | RUG | 5 | 1 | 9 |
        US | C1 | | coupon | BAG | 5 | 1 | 9 |
        """,
        ["C1 P1"],
    ),
    "two items have its terms, or it has those of another promotion too": (
        """
        US | P1 | | | coupon | MUG | 5 | 1 | 9
        US | P2 | | | coupon | MUG | 5 | 1 | 9
        US | P3 | | | deal   | MUG | 5 | 1 | 9
        """,
        """
        US | C1 | | coupon | RUG | 5 | 1 | 9 |
        US | D1 | | deal   | RUG | 5 | 1 | 9 |
        US | D2 | | deal   | RUG | 5 | 1 | 9 |
        """,
        [],
    ),
    "another shop has its own": (
        """
        UK | P1 | C1 | lamp | coupon | RUG | 5 | 1 | 9
        US | P9 |    |      | outlet | MUG | 5 | 1 | 9
        """,
        """
        US | C1    | lamp | coupon | RUG | 5 | 1 | 9 |
        US | P1    | P1   | coupon | RUG | 5 | 1 | 9 |
        """,
        [],
    ),
    "what the plan calls off is set up for nothing": (
        "US | off | C1 | lamp | coupon | RUG | 5 | 1 | 9",
        """
        US | C1   | lamp | coupon | RUG | 5 | 1 | 9 |
        US | off1 | off  | coupon | RUG | 5 | 1 | 9 |
        """,
        [],
    ),
}


@pytest.mark.parametrize(("plan", "set_up", "pairs"), CASES.values(), ids=CASES)
def test_a_promotion_is_set_up_for(plan: str, set_up: str, pairs: list[str]) -> None:
    assert joined(plan.strip(), set_up.strip()) == pairs
