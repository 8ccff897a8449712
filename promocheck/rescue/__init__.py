"""Rescue: orders that were sold below their floor, what explains them, and the files that cancel them. Pure: columns in, values out."""

from __future__ import annotations
