"""Exports: platform files and our own sheets, read into typed tables or refused with the reason."""

from __future__ import annotations

from promocheck.exports.read import Progress, Tables, read

__all__ = ["Progress", "Tables", "read"]
