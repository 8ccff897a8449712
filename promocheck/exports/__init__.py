"""Exports: platform files and our own sheets, read into typed tables or refused with the reason."""

from __future__ import annotations

from promocheck.exports.cache import NO_CACHE, Cache
from promocheck.exports.drafts import homes_of_drafts, lay_over
from promocheck.exports.export_names import day_named
from promocheck.exports.layout import Layout, known_layouts, layouts, own_layouts
from promocheck.exports.read import Progress, Tables, read, read_memory
from promocheck.exports.recognise import Ranked, ranking
from promocheck.exports.sold import Sold, read_sold, sold_together
from promocheck.exports.stood import written_to
from promocheck.exports.suggest import suggest

__all__ = [
    "NO_CACHE",
    "Cache",
    "Layout",
    "Progress",
    "Ranked",
    "Sold",
    "Tables",
    "day_named",
    "homes_of_drafts",
    "known_layouts",
    "lay_over",
    "layouts",
    "own_layouts",
    "ranking",
    "read",
    "read_memory",
    "read_sold",
    "sold_together",
    "suggest",
    "written_to",
]
