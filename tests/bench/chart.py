"""The promises as a picture: each ratio as a share of what must be reached."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.bench.results import Row

_KEPT, _BROKEN, _AIM = "#2a7f62", "#b3261e", "#1f2933"


def draw(found: Mapping[str, Row], path: Path) -> None:
    """Write the chart: bars that must end left of 1, a mark where each aims."""
    figure = Figure(figsize=(9, 0.45 * len(found) + 1.2), layout="constrained")
    axes = figure.subplots()
    rows = range(len(found))
    shares = [each["ratio"] / each["reach"] for each in found.values()]
    axes.barh(rows, shares, color=[_KEPT if share <= 1 else _BROKEN for share in shares], height=0.6)
    axes.plot(
        [each["aim"] / each["reach"] for each in found.values()],
        rows,
        "|",
        color=_AIM,
        markersize=14,
        label="aim",
    )
    axes.axvline(1, color=_BROKEN, linewidth=1, label="must be reached")
    axes.set_yticks(rows, [each["what"] for each in found.values()])
    axes.invert_yaxis()
    axes.set_xlabel("of what must be reached (less is faster)")
    axes.legend(loc="lower right")
    figure.savefig(path, metadata={"Date": None})
