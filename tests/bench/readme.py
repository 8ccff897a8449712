"""What was measured as the README shows it: made from what is kept, so that nothing there was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.bench.results import Profile, Row

README: Final = Path(__file__).parents[2] / "README.md"
PROMISES: Final = "measured promises"
STAGES: Final = "measured stages"


def with_measured(readme: str, rows: Mapping[str, Row], profile: Profile) -> str:
    """The README with the table of these rows, and that of the stages of a scan."""
    return _between(STAGES, _between(PROMISES, readme, _lines(rows)), _stages(profile))


def _between(name: str, readme: str, lines: Iterator[str]) -> str:
    """The README with these lines between the marks of this name."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, rest = readme.split(begin)
    _, after = rest.split(end)
    return "\n".join((f"{before}{begin}", *lines, f"{end}{after}"))


def _stages(profile: Profile) -> Iterator[str]:
    yield "| stage of a scan by one process | processor seconds | share |"
    yield "|---|---|---|"
    whole = sum(profile["seconds"].values())
    for stage, seconds in profile["seconds"].items():
        yield f"| {stage} | {seconds:.1f} | {seconds / whole:.0%} |"
    yield f"| in all ({profile['of']}, {profile['date']}, {profile['machine']}) | {whole:.1f} | |"


def _lines(rows: Mapping[str, Row]) -> Iterator[str]:
    yield "| what | measured | must be | aim | of | pairs | when, where |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows.values():
        measured = f"{row['ratio']:.2f}" if row["ratio"] <= row["reach"] else f"**{row['ratio']:.2f}**"
        cells = (row["what"], measured, f"{row['reach']:g}", f"{row['aim']:g}", row["of"], str(row["pairs"]))
        yield f"| {' | '.join(cells)} | {row['date']}, {row['machine']} |"
