"""The shops that are measured, made once and kept: `Shops(yardsticks, folder).of(100_000)`."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from tests.bench.reading import PROMOTIONS, promotions

_SCANNED = ("--marketplace", "US", "--as-of", "2026-12-30T00:00:00Z")


@dataclass(frozen=True, slots=True)
class Shops:
    """`yardsticks` is a folder with `make_shop.py` and `analyst.py`, which stand outside so that they do not move with the code."""

    yardsticks: Path
    folder: Path

    def of(self, listings: int, hot: int = 0) -> Path:
        """A shop of so many listings, and half as many promotion rows; `hot` more are all on one SKU."""
        path = self.folder / f"{listings}-{hot}"
        done = path.with_suffix(".made")
        if not done.exists():
            script = str(self.yardsticks / "make_shop.py")
            subprocess.run([sys.executable, script, str(listings), str(path), "--hot", str(hot)], check=True)
            done.touch()
        return path

    def book(self, rows: int) -> Path:
        """A promotions sheet of so many rows and twelve columns as a workbook."""
        path = self.folder / f"{rows}.xlsx"
        if not path.exists():
            book = Workbook(write_only=True)
            sheet = book.create_sheet("promotions")
            sheet.append(PROMOTIONS)
            for row in promotions(rows):
                sheet.append(row)
            book.save(path)
        return path

    def analyst(self, shop: Path) -> list[str]:
        """The script that somebody would write instead."""
        return [sys.executable, str(self.yardsticks / "analyst.py"), str(shop)]


def scanned(shop: Path) -> list[str]:
    """What a command is told of such a shop: where it is, and when its promotions are still to come."""
    return [str(shop), *_SCANNED]


def size(shop: Path) -> int:
    """Its bytes."""
    return sum(each.stat().st_size for each in shop.iterdir())
