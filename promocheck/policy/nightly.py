"""The policy's section about runs that nobody looks at: where it is noted how the last one ended, and how long one waits for another."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from promocheck.policy.section import Section


class NightlySettings(Section):
    """What a run needs that nobody looks at; nothing, unless the policy says so."""

    last_run: Annotated[str, Field(min_length=1)] | None = None
    """A file that says how the last scan of all that the policy reads ended, for `promocheck status`; seen from this one's folder."""
    wait_seconds: Annotated[int, Field(ge=0, le=86_400)] = 60
    """How long a scan waits for another one with the same file to end, before it gives up with exit code 3."""
