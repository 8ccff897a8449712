"""When a promotion can no longer be corrected: what an operator looks at before anything else."""

from __future__ import annotations

from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Lock:
    """A promotion that has not started, and the instant from which the platform refuses to change it, in UTC seconds.

    `deal`: then it is cancelling that is refused. `at` may lie in the past: it is locked already.
    """

    store: str | None
    marketplace: str
    zone: str
    promotion: str
    name: str
    kind: str
    deal: bool
    at: int
    start: int
