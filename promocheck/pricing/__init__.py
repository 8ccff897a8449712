"""Pricing: who is targeted, when, how low the price goes, and how low it may go. Pure functions over the tables."""

from __future__ import annotations
