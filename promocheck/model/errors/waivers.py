"""Findings that cannot be waived."""

from __future__ import annotations

from collections.abc import Sequence

from promocheck.model.errors.fault import UsageFault
from promocheck.model.errors.near import nearest
from promocheck.model.text import Text, lines, say


class UnknownFingerprint(UsageFault):
    """A fingerprint that no finding has, or one too short to tell findings apart."""

    def __init__(self, given: str, known: Sequence[str], least: int) -> None:
        if len(given) < least:
            super().__init__(
                say(
                    "{given} is no fingerprint: give its first {least} characters, or more.",
                    given=repr(given),
                    least=least,
                )
            )
            return
        super().__init__(
            say(
                "No finding has the fingerprint {given}.{near} "
                "This scan has {known}; `promocheck scan` with the same options shows them.",
                given=repr(given),
                near=nearest(given, [each[: len(given)] for each in known]),
                known=str(len(known)),
            )
        )


class AmbiguousFingerprint(UsageFault):
    """The beginning of several fingerprints; each candidate is a line: the fingerprint and what it is of."""

    def __init__(self, given: str, candidates: Sequence[tuple[str, Text]]) -> None:
        listed = lines(
            Text("  {candidate} {finding}", (("candidate", candidate), ("finding", finding)))
            for candidate, finding in candidates
        )
        super().__init__(
            say(
                "{given} begins several fingerprints. Give more of one:\n{candidates}",
                given=repr(given),
                candidates=listed,
            )
        )


class CannotWaive(UsageFault):
    """A finding that no waiver can accept, or not this one."""

    def __init__(self, finding: Text, why: Text) -> None:
        super().__init__(say("{finding} cannot be waived: {why}", finding=finding, why=why))
