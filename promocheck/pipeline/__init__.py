"""exports → tables → segments → findings → report: the project's one sentence, in code. Nothing flows back."""

from __future__ import annotations

from promocheck.pipeline.request import Request
from promocheck.pipeline.scan import scan, scan_drafts

__all__ = ["Request", "scan", "scan_drafts"]
