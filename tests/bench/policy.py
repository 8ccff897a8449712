"""What a long policy costs: `python -m tests.bench.policy`, seconds of processor time, the median of several.

5,000 lines as a large shop would write them: floors by brand, clearances, overrides, and every option of the shipped rules.
Loading is to be linear: 5,000 lines beside 2,500.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from promocheck.policy import load_policy
from promocheck.policy.load import packaged_policy
from promocheck.rules import RULE_TYPES

BRAND = """\
    Brand {at}:
      min_percent_of_price: 60
      min_price: {{USD: 5.00, EUR: 4.50}}
"""
CLEARANCE = """\
    - promotions: [OLD-{at}, OLDER-{at}]
      until: 2026-12-31
      reason: last of the model {at}
      min_price: {{USD: 2.00}}
"""
OVERRIDE = """\
  - store: store-{at}
    marketplace: [US, DE]
    rules:
      near-zero: {{percent_of_price: 5, severity: warning}}
      below-floor: warning
    floors:
      default: {{min_percent_of_price: 40}}
"""


def policy(lines: int) -> str:
    """A policy of so many lines: a third each of brands, clearances and overrides, beside the shipped rules."""
    rules = packaged_policy().decode().partition("\nrules:\n")[2].rstrip()
    each = (lines - rules.count("\n") - 8) // 3
    brands, clearances, overrides = (
        "".join(many(part, each // part.count("\n"))) for part in (BRAND, CLEARANCE, OVERRIDE)
    )
    head = f"version: 1\nfloors:\n  brands:\n{brands}  clearance:\n{clearances}"
    text = f"{head}overrides:\n{overrides}rules:\n{rules}\n"
    return text + "# \n" * (lines - text.count("\n"))


def many(part: str, times: int) -> list[str]:
    return [part.format(at=at) for at in range(times)]


def seconds(path: Path) -> float:
    """How much of the processor one load takes."""
    start = time.process_time()
    load_policy(str(path), RULE_TYPES)
    return time.process_time() - start


def main() -> None:
    """Print seconds and the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=5_000)
    options.add_argument("--times", type=int, default=5)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, half = Path(folder) / "whole.yaml", Path(folder) / "half.yaml"
        whole.write_text(policy(asked.lines), encoding="utf-8")
        half.write_text(policy(asked.lines // 2), encoding="utf-8")
        seconds(half)  # the first one reads the preset too
        pairs = [(seconds(whole), seconds(half)) for _ in range(asked.times)]
    ours, halves = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(
        f"{asked.lines:,} lines: {ours:.2f} s beside {halves:.2f} s of {asked.lines // 2:,}, {ratio:.1f} times"
    )


if __name__ == "__main__":
    main()
