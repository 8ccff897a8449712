"""Every promise of speed, measured: `python -m tests.bench YARDSTICKS [NAME...]`.

YARDSTICKS is a folder with `make_shop.py` (makes a shop of any size) and `analyst.py` (the pandas script somebody would write
instead). Whole processes run in turn; a ratio is the median of the pairs'. Prints the table, and writes what was
measured as JSON and as a chart beside this module, and into the README: of promises that are not named what was measured before.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.chart import draw
from tests.bench.readme import README, with_measured
from tests.bench.results import RESULTS, keep, kept, profile_kept
from tests.bench.shops import Shops
from tests.bench.table import PROMISES, Measured, Promise, measured


def main() -> None:
    """Measure, print and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("yardsticks", type=Path)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(each.name for each in PROMISES))
    options.add_argument("--shops", type=Path, help="where the shops are kept; else they are made anew")
    options.add_argument("--pairs", type=int, default=5)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shops = Shops(asked.yardsticks, asked.shops or Path(folder))
        found = []
        for each in measured(shops, asked.pairs, asked.names):
            Console().print(shown([each]))
            found.append(each)
    Console().print(shown(found))
    keep(found, asked.pairs)
    draw(kept(), RESULTS.with_suffix(".svg"))
    README.write_text(
        with_measured(README.read_text(encoding="utf-8"), kept(), profile_kept()), encoding="utf-8"
    )


def shown(found: list[tuple[Promise, Measured]]) -> Table:
    """The table as it is read."""
    table = Table("what", "ratio", "reach", "aim", "of")
    for promise, result in found:
        table.add_row(
            promise.what, f"{result.ratio:.2f}", f"{promise.reach:g}", f"{promise.aim:g}", result.of
        )
    return table


if __name__ == "__main__":
    main()
