"""Runs of the night: what is noted of them, and who runs beside them."""

from __future__ import annotations

from promocheck.model.errors.fault import UsageFault
from promocheck.model.text import Text, say


class NoLastRun(UsageFault):
    """Neither the command nor the policy says where it is noted how runs end."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "Nothing says where it is noted how scans end. Pass --last-run FILE, or write `{setting}` into rules.yaml.",
                setting="nightly: {last_run: last-run.json}",
            )
        )


class AnotherRuns(UsageFault):
    """Another scan that is noted in the same file runs for too long, so nothing was checked: exit 3."""

    code = 3

    def __init__(self, another: Text) -> None:
        super().__init__(
            say("{another} Nothing was checked. Wait until it is over, or end it.", another=another)
        )
