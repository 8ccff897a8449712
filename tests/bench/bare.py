"""The floor below a scan: the columns that it needs, read as text by the same reader, nothing proven and nothing done with them.

`python -m tests.bench.bare '{"exports/listings.txt": ["seller-sku", "price"]}'`
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Literal

import pandas as pd


def bare(path: Path, columns: list[str]) -> int:
    """The rows of an export."""
    tabs = path.suffix == ".txt"
    quoting: Literal[0, 3] = csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL
    separator = "\t" if tabs else ","
    # Objects, as the reader has it: `str` takes half as long again, longer still with PyArrow beside it.
    return len(
        pd.read_csv(path, sep=separator, usecols=columns, dtype=object, na_filter=False, quoting=quoting)
    )


if __name__ == "__main__":
    print(sum(bare(Path(path), columns) for path, columns in json.loads(sys.argv[1]).items()))
