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
    own = {} if sheet.homeless else {name: sheet.text(field)[sheet.good] for name, field in _OWN.items()}
    combines = {} if sheet.homeless else {"combines": sheet.text("combinability")[sheet.good] != ""}
    columns = {**Columns(read.promotions), **own, **combines}
    return PromotionRows(PLAN.frame(columns) if own else PLAN.empty(), read.targets)


_OWN = {"plan_id": "plan_id", "id": "promotion_id"}
