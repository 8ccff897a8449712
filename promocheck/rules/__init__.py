"""The catalogue of rules: one file each, listed here, run by `run`."""

from __future__ import annotations

from typing import Final

from promocheck.rules import (
    amount_near_price,
    below_floor,
    budget_is_no_cap,
    buy_get_ratio,
    code_collision,
    code_guessable,
    code_without_cap,
    conflicting_rows,
    duplicate_target,
    exposure,
    floor_slip,
    forbidden_stack,
    handover_gap,
    hidden_data,
    linked_workbook,
    locked_soon,
    missing_floor,
    name_does_not_match_target,
    near_zero,
    no_final_newline,
    no_purchase_limit,
    not_priced,
    nothing_checked,
    numeric_sku,
    outside_platform_range,
    oversell,
    parent_asin,
    percent_slip,
    scope_too_wide,
    stale_export,
    stale_rate,
    threshold_missing,
    unknown_column,
    unknown_target,
    unread_detail,
    unread_file,
    unread_row,
    unrestricted_code,
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
    forbidden_stack.RULE,
    handover_gap.RULE,
    amount_near_price.RULE,
    percent_slip.RULE,
    threshold_missing.RULE,
    buy_get_ratio.RULE,
    code_without_cap.RULE,
    code_guessable.RULE,
    code_collision.RULE,
    unrestricted_code.RULE,
    window_invalid.RULE,
    outside_platform_range.RULE,
    locked_soon.RULE,
    budget_is_no_cap.RULE,
    unknown_target.RULE,
    scope_too_wide.RULE,
    name_does_not_match_target.RULE,
    parent_asin.RULE,
    duplicate_target.RULE,
    oversell.RULE,
    no_purchase_limit.RULE,
    exposure.RULE,
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
