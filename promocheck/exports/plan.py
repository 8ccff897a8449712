"""Plan sheets → the PLAN and TARGETS tables."""

from __future__ import annotations

from promocheck.exports.promotions import PromotionRows, read_promotions
from promocheck.exports.sheet import Sheet
from promocheck.model.text import say
from promocheck.tables import PLAN
from promocheck.tables.frames import Columns


def read_plan(sheet: Sheet, source: int) -> PromotionRows:
    """The plan's rows that were understood, with their plan ids; `id` is what the row itself names, if anything."""
    sheet.require("plan_id", say("a plan id, such as BF-01: what this row of the plan is called"))
    read = read_promotions(sheet, source)
    if sheet.homeless:
        return PromotionRows(PLAN.empty(), read.targets)
    own = {
        "plan_id": sheet.text("plan_id")[sheet.good],
        "id": sheet.said("promotion_id")[sheet.good],
        "combines": sheet.text("combinability")[sheet.good] != "",
    }
    return PromotionRows(PLAN.frame({**Columns(read.promotions), **own}), read.targets)
