"""The narrow values: few, frozen, and made of the standard library only."""

from __future__ import annotations
