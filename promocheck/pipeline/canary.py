"""The canary: campaigns that must be found out, checked in memory by the same code before a run may be believed.

A parser, a join or a stacking rule that goes blind is blind in silence. So each run also prices campaigns that sell below
their floors, one for each thing that a price or a floor is made of; if one of them sings no more, the run is not trustworthy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from promocheck import exports
from promocheck.model.finding import Finding
from promocheck.model.kind import Kind
from promocheck.model.problem import NothingChecked
from promocheck.model.report import PolicySource
from promocheck.model.text import say
from promocheck.pipeline.canary_book import Cell, Day, workbook
from promocheck.policy import ExportsSettings, FloorSettings, Policy, Stacking
from promocheck.rules import RULE_TYPES, below_floor

# 2026-02-01, 12:00: what is checked here depends on nothing outside. It all runs by then, so that no horizon cuts it off.
_AS_OF: Final = 1_769_947_200
_FILES: Final = {
    "canary/listings.csv": b"sku,asin,price,sale_price,sale_start,sale_end\n"
    b"COUPON,B0CANARY01,100.00,,,\nDEAL,B0CANARY02,100.00,,,\nSALE,B0CANARY03,100.00,1.00,2026-02-01,2026-02-02\n"
    b"COST,B0CANARY04,100.00,,,\nFEE,B0CANARY05,100.00,,,\n",
    "canary/promotions.csv": b"promotion_id,kind,sku,asin,discount_type,discount_value,start,end\n"
    b"CANARY-1,coupon,,B0CANARY01,percent,90,2026-02-01,2026-02-02\n"
    b"CANARY-2,best_deal,DEAL,,price,1.00,2026-02-01,2026-02-02\n"
    b"CANARY-3,best_deal,COST,,price,60.00,2026-02-01,2026-02-02\n"
    b"CANARY-4,best_deal,FEE,,price,60.00,2026-02-01,2026-02-02\n",
    # What COST and FEE cost is less than what they sell at: only with the margin, and with the fee, it is more.
    "canary/floors.csv": b"sku,floor,cost,min_margin_percent\nCOUPON,50.00,,\nDEAL,50.00,,\nSALE,50.00,,\n"
    b"COST,,50.00,50\nFEE,,50.00,0\n",
    "canary/fees.csv": b"sku,asin,currency,estimated-fee-total\nFEE,B0CANARY05,USD,20.00\n",
}
_BOOK: Final = "canary/book.xlsx"
_SHEETS: Final[Mapping[str, Sequence[Sequence[Cell]]]] = {
    "Listings": (("sku", "asin", "price"), ("BOOK", "B0CANARY06", 100)),
    "Promotions": (
        ("promotion_id", "kind", "sku", "discount_type", "discount_value", "start", "end"),
        ("CANARY-5", "best_deal", "BOOK", "price", 1, Day(46054), Day(46055)),  # 2026-02-01, 2026-02-02
    ),
    "Floors": (("sku", "floor"), ("BOOK", 50)),
}
_SINGS: Final = {
    "COUPON": Kind.COUPON,
    "DEAL": Kind.BEST_DEAL,
    "SALE": Kind.SALE_PRICE,
    "COST": Kind.BEST_DEAL,
    "FEE": Kind.BEST_DEAL,
    "BOOK": Kind.BEST_DEAL,
}
Judge = Callable[[exports.Tables, Policy, int], Sequence[Finding]]


def canary(stacking: Stacking, judge: Judge, *, books: bool = False) -> tuple[NothingChecked, ...]:
    """A problem for each campaign that was not found out under a policy's stacking; `judge` finds as the run does.

    `books` asks for one in a workbook too: a run that reads none does not depend on it.
    """
    return _missed(stacking, judge, books)


@cache
def _missed(stacking: Stacking, judge: Judge, books: bool) -> tuple[NothingChecked, ...]:
    """What is not found, judged by the shipped rules whatever the policy makes of them; once a process."""
    policy = Policy(
        exports=ExportsSettings.usual(),
        floors=FloorSettings.usual(),
        stacking=stacking,
        rules={rule: kind.usual() for rule, (_, kind) in RULE_TYPES.items()},
        source=PolicySource("canary", ""),
    )
    files = {**_FILES, _BOOK: workbook(_SHEETS)} if books else _FILES
    found = {
        each.sku
        for each in judge(exports.read_memory(files, "US"), policy, _AS_OF)
        if each.rule == below_floor.RULE.id
    }
    asked = {
        sku
        for sku, kind in _SINGS.items()
        if kind not in policy.stacking.not_priced and (books or sku != "BOOK")
    }
    return tuple(
        NothingChecked(
            say(
                "A violation made up to test the checker was not found ({name}): it is blind.",
                name=sku.lower(),
            )
        )
        for sku in sorted(asked - found)
    )
