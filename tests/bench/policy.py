"""How long a long policy takes to load: `python -m tests.bench.policy`, seconds of processor and the ratio to half of it."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from promocheck.policy import load_policy
from promocheck.rules import RULE_TYPES

_LINES = 5_000


def main() -> None:
    """Load a policy of brands and overrides, and one half as long, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        long, half = (written(Path(folder) / f"{lines}.yaml", lines) for lines in (_LINES, _LINES // 2))
        pairs = [(took(long), took(half)) for _ in range(5)]
    one, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{_LINES:,} lines: {one:.2f} s, {one / other:.2f} times half as many")


def written(path: Path, lines: int) -> Path:
    """A policy of so many lines: a third of them overrides, the rest floors by brand."""
    text = ["floors:", "  brands:"]
    while len(text) < lines * 2 // 3:
        brand = len(text)
        text += [
            f"    Brand {brand}:",
            f"      min_percent_of_price: {50 + brand % 40}",
            f"      min_margin_percent: {brand % 30}",
        ]
    text += ["overrides:"]
    while len(text) < lines - 3:
        store = len(text)
        text += [
            f"  - store: store {store}",
            "    rules:",
            f"      near-zero: {{percent_of_price: {5 + store % 10}}}",
            "      below-floor: warning",
        ]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def took(path: Path) -> float:
    """Seconds of the processor that loading takes."""
    began = time.process_time()
    load_policy(str(path), RULE_TYPES)
    return time.process_time() - began


if __name__ == "__main__":
    main()
