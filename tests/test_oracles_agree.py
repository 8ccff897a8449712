"""The two oracles against each other: one tries sets of promotions, the other classes and halves under a section.

The section below says in the page's words what the specification says of Amazon. Written twice from two pages, what
they agree on is not an accident of either.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any, Final

import pytest

from tests.oracle import evaluate as amazon
from tests.oracle.campaigns import campaign
from tests.oracle.stacking import Running, lowest_end, read

WORDS: Final = {amazon.ADD: "add", amazon.BETTER: "best", amazon.SWITCH: "handshake", amazon.UNNAMED: "open"}
CODED: Final = ["percentage_off", "amount_off"]


def itself(family: str) -> str:
    return WORDS[amazon.PAIRS[family, family]]


def code(combinability: str) -> dict[str, Any]:
    return {
        "id": combinability,
        "kinds": CODED,
        "combinability": combinability,
        "itself": itself(combinability),
    }


def plain(family: str, *kinds: str) -> dict[str, Any]:
    return {"id": family, "kinds": list(kinds or [family]), "itself": itself(family)}


SECTION: Final[dict[str, Any]] = {
    "stages": [
        {
            "id": "selling",
            "effect": "price",
            "combine": "lowest",
            "above": "replaces",
            "kinds": ["sale_price"],
        },
        {
            "id": "business",
            "effect": "price",
            "combine": "lowest",
            "above": "alternative",
            "kinds": ["business_price"],
            "audience": "business",
        },
        {
            "id": "tier",
            "effect": "price",
            "combine": "best",
            "above": "alternative",
            "classes": [{"id": "tiers", "kinds": ["quantity_discount"], "audience": "bulk"}],
        },
        {
            "id": "deal",
            "effect": "price",
            "combine": "best",
            "classes": [
                {"id": "lightning", "kinds": ["lightning_deal"]},
                {"id": "prime", "kinds": ["prime_exclusive"], "audience": "prime"},
                {"id": "deals", "kinds": ["best_deal", "deal_of_the_day", "price_discount", "outlet"]},
            ],
        },
        {
            "id": "off",
            "effect": "reduction",
            "combine": "add",
            "base": [
                {"when": {"price_set_by": "lightning"}, "use": "tier"},
                {"use": "item", "worst": "tier"},
            ],
            "classes": [
                plain("coupon", *sorted(amazon.COUPONS)),
                plain("social_code"),
                plain("brand_tailored"),
                code("preferential"),
                code("unrestricted"),
                code("exclusive"),
                plain("percentage_off"),
                plain("amount_off"),
                plain("subscribe_save") | {"base": [{"use": "tier"}]},
                {"id": "points", "kinds": ["points"]},
            ],
        },
        {
            "id": "buy_x_get_y",
            "effect": "units",
            "combine": "add",
            "kinds": ["buy_x_get_y"],
            "itself": "open",
        },
    ],
    "pairs": [
        {"between": [one, other], "then": WORDS[word]}
        for (one, other), word in amazon.PAIRS.items()
        if one != other
    ],
    "other_pairs": "add",  # points with cheaper units
}
POLICY: Final = read(SECTION)


def running(promotion: amazon.Promotion, number: int) -> Running:
    return Running(
        id=f"{promotion.id}/{number}",
        kind=promotion.kind,
        form=promotion.form,
        value=promotion.value,
        stackable=promotion.stackable,
        coded=bool(promotion.combinability),
        combinability=promotion.combinability,
        min_quantity=promotion.min_quantity,
        min_spend=promotion.min_spend,
        buy=promotion.buy,
        get=promotion.get,
        audience="business" if promotion.business else "",
    )


def in_the_listing(listing: amazon.Listing, piece: amazon.Piece) -> list[Running]:
    """What a listing says of prices, as promotions that say the same."""
    said = [Running("points", "points", "amount", Fraction(listing.points))] if listing.points else []
    if listing.business_price is not None:
        said.append(Running("business", "business_price", "price", Fraction(listing.business_price)))
    if listing.sale is not None and listing.sale[1].covers(piece.start):
        said.append(Running("sale", "sale_price", "price", Fraction(listing.sale[0])))
    return said


@pytest.mark.parametrize("seed", range(10))
def test_the_two_oracles_agree(seed: int) -> None:
    listings, promotions, floors, as_of = campaign(Random(seed), everything=True)
    shelf = {amazon._key(row, row["sku"]): amazon._listing(row, as_of) for row in listings}
    carried = amazon._carried(promotions, shelf, as_of)
    for key, pieces in amazon.evaluate(listings, promotions, floors, as_of).pieces.items():
        every = [(running(each, number), each.windows) for number, each in enumerate(carried.get(key, []))]
        for piece in pieces:
            said = in_the_listing(shelf[key], piece)
            documented = [each for each, windows in every if windows.documented.covers(piece.start)]
            stacked = [each for each, windows in every if windows.worst.covers(piece.start)]
            price = shelf[key].price
            assert lowest_end(POLICY, price, documented + said, worst=False) == piece.documented
            assert lowest_end(POLICY, price, stacked + said, worst=True) == piece.stacked


def test_a_section_without_amazons_bases_does_not_agree() -> None:
    """Or the test above would show nothing."""
    other = read(SECTION | {"stages": [{**stage, "base": []} for stage in SECTION["stages"]]})
    deal = Running("deal", "lightning_deal", "price", Fraction(2500))
    coupon = replace(deal, id="coupon", kind="coupon", form="percent", value=Fraction(1, 20))
    assert lowest_end(POLICY, 3000, [deal, coupon], worst=False) == 2350
    assert lowest_end(other, 3000, [deal, coupon], worst=False) == 2375
