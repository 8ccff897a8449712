"""What the whole suite shares: it says how many checks were not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


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
