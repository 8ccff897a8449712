"""The page's own words: its columns, filters and buttons, in one language."""

from __future__ import annotations

from typing import Final

from babel import Locale

from promocheck.reports.words import Words

# What findings are told apart by, from the gravest on; a number in the page's data is the place in here.
KINDS: Final = ("error", "doubt", "warning", "note", "waived")
# Column → how it is sorted: by words, or by a number that stands for it.
COLUMNS: Final = {
    "kind": "number",
    "rule": "words",
    "sku": "words",
    "title": "words",
    "start": "number",
    "stacked": "number",
    "floor": "number",
    "gap": "number",
    "loss": "number",
    "promotions": "words",
    "owner": "words",
}


def labels(words: Words) -> dict[str, str]:
    """Every word of the page that is no finding's; `{n}` and `{shown}` in them are filled by the page."""
    return {**_columns(words), **_kinds(words), **_controls(words), **_of_a_card(words)}


def language_name(language: str) -> str:
    """A language as those who speak it call it."""
    return Locale.parse(language).get_display_name(language) or language


def _columns(words: Words) -> dict[str, str]:
    return {
        "kind": words._("severity"),
        "rule": words._("rule"),
        "sku": words._("SKU"),
        "title": words._("title and message"),
        "start": words._("window"),
        "stacked": words._("stacked price"),
        "floor": words._("floor"),
        "gap": words._("gap"),
        "loss": words._("at risk"),
        "promotions": words._("promotions"),
        "owner": words._("owner"),
    }


def _kinds(words: Words) -> dict[str, str]:
    return {
        "error": words._("errors"),
        "doubt": words._("reasons not to trust this run"),
        "warning": words._("warnings"),
        "note": words._("notes"),
        "waived": words._("waived"),
    }


def _controls(words: Words) -> dict[str, str]:
    return {
        "findings": words._("Findings"),
        "filter": words._("Filter"),
        "search": words._("Search"),
        "search_for": words._("SKU, title, promotion, owner ... (press /)"),
        "all_rules": words._("all rules"),
        "sort": words._("Sort by"),
        "gravest": words._("gravest first"),
        "reset": words._("Show all"),
        "count": words._("{shown} of {n} findings", shown="{shown}", n="{n}"),
        "nothing": words._("No finding matches the filter."),
        "more": words._("Show {n} more", n="{n}"),
        "unread": words._("{n} more findings are shown where the script of this page may run.", n="{n}"),
        "unprinted": words._("{n} more findings are not printed: filter first.", n="{n}"),
        "language": words._("Language"),
    }


def _of_a_card(words: Words) -> dict[str, str]:
    return {
        "fix": words._("fix"),
        "arithmetic": words._("Arithmetic"),
        "timeline": words._("Timeline"),
        "not_to_scale": words._("short times are drawn wider than they are"),
        "runs": words._("runs"),
        "may_run": words._("may run: hours before and after, or still clipped"),
        "price_line": words._("stacked price"),
        "floor_line": words._("floor"),
        "wrong": words._("when this finding holds"),
        "no_end": words._("no end"),
        "not_drawn": words._("This page has timelines of the {n} SKUs with the gravest findings.", n="{n}"),
    }
