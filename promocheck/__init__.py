"""promocheck: the lowest price a buyer could reach when promotions stack, held against the floor."""

from __future__ import annotations

__version__ = "0.1.0"
