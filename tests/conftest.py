"""What the whole suite shares: how random tests behave, and that it says how many checks were not run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

# A gate must not turn red by chance or by a busy machine; at the desk every run looks somewhere else.
settings.register_profile("desk", deadline=None)
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "desk")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Without outside corpora some checks cannot run; their number is told, so that green is not taken for all."""
    missed = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "PROMOCHECK_CORPUS" in str(report.longrepr)
    ]
    if missed:
        terminalreporter.write_line(
            f"PROMOCHECK_CORPUS is not set: {len(missed)} checks on files from outside were not run"
        )
