"""The catalogue of rules: one file each, listed here, run by `run`."""

from __future__ import annotations

from typing import Final

from promocheck.rules import (
    below_floor,
    business_price_above_standard,
    business_price_below_floor,
    conflicting_rows,
    cross_audience_undercut,
    deal_week_unknown,
    deep_discount,
    ended_but_redeemable,
    floor_above_price,
    floor_slip,
    forbidden_stack,
    handover_gap,
    hidden_data,
    linked_workbook,
    missing_floor,
    near_zero,
    no_final_newline,
    not_priced,
    nothing_checked,
    numeric_sku,
    overlapping_same_kind,
    price_cut_under_promotion,
    price_slip,
    stacking_switch_unknown,
    stale_export,
    stale_rate,
    tier_not_decreasing,
    unknown_column,
    unknown_target,
    unread_detail,
    unread_file,
    unread_row,
    unused_setting,
    waiver_ends_soon,
    waiver_expired,
    waiver_unused,
    window_invalid,
)
from promocheck.rules.rule import Evidence, Rule
from promocheck.rules.run import Context, run_rules

# These judge what became of the waivers, which is known only when the others have run.
OF_WAIVERS: Final[tuple[Rule, ...]] = (waiver_expired.RULE, waiver_unused.RULE, waiver_ends_soon.RULE)

ALL: Final[tuple[Rule, ...]] = (
    below_floor.RULE,
    near_zero.RULE,
    missing_floor.RULE,
    floor_slip.RULE,
    price_slip.RULE,
    deep_discount.RULE,
    floor_above_price.RULE,
    business_price_above_standard.RULE,
    tier_not_decreasing.RULE,
    price_cut_under_promotion.RULE,
    business_price_below_floor.RULE,
    forbidden_stack.RULE,
    handover_gap.RULE,
    ended_but_redeemable.RULE,
    stacking_switch_unknown.RULE,
    overlapping_same_kind.RULE,
    deal_week_unknown.RULE,
    cross_audience_undercut.RULE,
    window_invalid.RULE,
    unknown_target.RULE,
    *OF_WAIVERS,
    unread_row.RULE,
    unknown_column.RULE,
    unread_file.RULE,
    not_priced.RULE,
    conflicting_rows.RULE,
    numeric_sku.RULE,
    no_final_newline.RULE,
    nothing_checked.RULE,
    stale_export.RULE,
    hidden_data.RULE,
    linked_workbook.RULE,
    stale_rate.RULE,
    unread_detail.RULE,
    unused_setting.RULE,
)

RULE_TYPES: Final = {rule.id: (rule.name, rule.options) for rule in ALL}

__all__ = ["ALL", "OF_WAIVERS", "RULE_TYPES", "Context", "Evidence", "Rule", "run_rules"]
