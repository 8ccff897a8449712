"""The measured promises as the README shows them: made from what is kept, so that nothing there was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tests.bench.results import Row

BEGIN: Final = "<!-- measured promises -->"
END: Final = "<!-- end of measured promises -->"


def with_table(readme: str, rows: Mapping[str, Row]) -> str:
    """The README with the table of these rows."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    lines = "\n".join(_lines(rows))
    return f"{before}{BEGIN}\n{lines}\n{END}{after}"


def _lines(rows: Mapping[str, Row]) -> Iterator[str]:
    yield "| what | measured | must be | aim | of | pairs | when, where |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows.values():
        measured = f"{row['ratio']:.2f}" if row["ratio"] <= row["reach"] else f"**{row['ratio']:.2f}**"
        cells = (row["what"], measured, f"{row['reach']:g}", f"{row['aim']:g}", row["of"], str(row["pairs"]))
        yield f"| {' | '.join(cells)} | {row['date']}, {row['machine']} |"
