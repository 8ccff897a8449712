"""What exports came to, kept for the next run: an export that has not changed is not read twice."""

from __future__ import annotations

from promocheck.exports.cache.cache import NO_CACHE, Cache

__all__ = ["NO_CACHE", "Cache"]
