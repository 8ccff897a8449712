"""Exports that were read once, for many scans: their tables as Parquet in a storage, with the whole account of the reading.

A set is what its manifest says, and nothing without it. Every part is told by the SHA-256 of its bytes, so that a set is had back
as it was written, or refused.
"""

from __future__ import annotations

from promocheck.pipeline.prepared.read import PreparedSet, require_apart
from promocheck.pipeline.prepared.way import Way
from promocheck.pipeline.prepared.write import Place

__all__ = ["Place", "PreparedSet", "Way", "require_apart"]
