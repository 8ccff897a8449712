"""One small file a command: parse, build, run, write, exit. The only clock, print and exit."""

from __future__ import annotations
