"""Sums and remarks, as people write them below a table of promotions: what they are told is to delete the row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from promocheck.exports.distinct import is_blank, spelled
from promocheck.exports.grid import Flags
from promocheck.exports.sheet import Sheet
from promocheck.exports.vocabulary import totals, words
from promocheck.model.text import say

_OF_PROMOTIONS: Final = ("discount_value", "percent_value", "amount_value", "start", "end")


def refuse_remarks(sheet: Sheet, nobody: Flags) -> Flags:
    """The rows that are no promotions, refused by one cell each; those of `nobody` name no product.

    They name neither a product nor a kind that is known, and no discount or day either unless it is a sum; or they hold a word for a
    sum where the product stands, or nothing else: that may also be left of merged cells.
    """
    if not sheet.says("kind"):
        return np.zeros(len(nobody), dtype=bool)
    kinds = sheet.text("kind")
    blank = is_blank(kinds)
    unsaid: Flags = nobody & blank
    sheet.refuse(
        "promotion_id" if sheet.has("promotion_id") else "kind",
        unsaid,
        say("a promotion: this row has neither a kind nor a product. If it is a sum or a remark, delete it"),
    )
    unknown = nobody & ~blank
    if unknown.any():
        unknown &= ~spelled(kinds, words("kind"))
        unknown &= _are_blank(sheet, _OF_PROMOTIONS) | spelled(kinds, totals())
    sheet.refuse(
        "kind",
        unknown,
        say(
            "a promotion: this row names no product, and no kind that is known. If it is a sum or a remark, delete it"
        ),
    )
    product = "sku" if sheet.has("sku") else "asin"
    alone = blank & ~nobody
    if alone.any():
        alone &= _is_lone(sheet, product) | spelled(sheet.text(product), totals())
    sheet.refuse(
        product,
        alone,
        say(
            "a promotion: this row has no kind. Write it, in each row where cells were merged; if the row is a sum or a remark, delete it"
        ),
    )
    return unsaid | unknown | alone


def _is_lone(sheet: Sheet, name: str) -> Flags:
    """The rows in which nothing but this cell is filled."""
    others = (each for each in sheet.part.columns if each != name)
    return ~is_blank(sheet.text(name)) & _are_blank(sheet, others)


def _are_blank(sheet: Sheet, names: Iterable[str]) -> Flags:
    """The rows in which these cells are."""
    found: Flags = np.logical_and.reduce([is_blank(sheet.text(name)) for name in names])
    return found
