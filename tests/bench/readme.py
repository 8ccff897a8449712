"""The measured promises as the README shows them: made from `results.json`, so that nothing there was typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

RESULTS: Final = Path(__file__).with_name("results.json")
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def with_table(readme: str) -> str:
    """The README with the table of the last measurement."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    rows = "\n".join(_lines(json.loads(RESULTS.read_text(encoding="utf-8"))))
    return f"{before}{BEGIN}\n{rows}\n{END}{after}"


def _lines(results: dict[str, Any]) -> Iterator[str]:
    yield f"Measured {results['date']} on {results['machine']}; each number is a ratio of whole processes that ran in turn."
    yield ""
    yield "| what | measured | must be | aim | |"
    yield "|---|---|---|---|---|"
    for row in results["rows"]:
        kept = "yes" if row["ratio"] <= row["reach"] else "**no**"
        yield f"| {row['what']} | {row['ratio']:.2f} | {row['reach']:g} | {row['aim']:g} | {kept}: {row['of']} |"
