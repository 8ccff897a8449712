"""Lines of JSON in which nothing acts."""

from __future__ import annotations

import json
from typing import Any

import orjson

from promocheck.reports.neutral import acts


def one_line(value: Any) -> str:
    """JSON on one line, in which nothing acts."""
    try:
        line = orjson.dumps(value)
    except orjson.JSONEncodeError:  # it refuses lone surrogates, which a SKU may hold
        return inert(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    text = line.decode()
    return text if line.isascii() and b"\x7f" not in line else inert(text)


def inert(line: str) -> str:
    """JSON with everything in it escaped that would act, or hide."""
    # No encoder minds DEL, C1, bidi controls and lone surrogates; the last cannot even be encoded.
    if line.isprintable():
        return line
    return "".join(json.dumps(each)[1:-1] if acts(each) else each for each in line)
