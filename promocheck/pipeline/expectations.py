"""What the policy expects of a set of exports, and what of it is missing: an export that never arrived reports no fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from promocheck.exports import Tables
from promocheck.model.problem import NothingChecked
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.model.window import HOUR
from promocheck.policy import Expectations

AHEAD: Final = 600  # seconds by which the clocks of two machines may differ


def unmet(tables: Tables, expected: Expectations, now: int | None) -> Iterator[NothingChecked]:
    """A problem for each expectation that the exports do not meet; `now` is None where files have no age."""
    read = [source for source in tables.sources if source.layout]
    rows: Counter[str] = Counter()
    for (role, _, _), count in {(each.role, each.path, each.sheet): each.rows_read for each in read}.items():
        rows[role or ""] += count
    for role in expected.roles:
        if role not in rows:
            yield NothingChecked(say("The policy expects {role}, and no file holds any.", role=role))
    for role, least in expected.min_rows.items():
        if rows[role] < least:
            yield NothingChecked(
                say(
                    "The policy expects at least {least} rows of {role}, and {n} were read.",
                    least=least,
                    role=role,
                    n=rows[role],
                )
            )
    for role, most in expected.max_rows.items():
        if rows[role] > most:
            yield NothingChecked(
                say(
                    "The policy expects at most {most} rows of {role}, and {n} were read.",
                    most=most,
                    role=role,
                    n=rows[role],
                )
            )
    written = [each.modified for each in read]
    skew = expected.max_skew_hours
    if skew is not None and written and max(written) - min(written) > skew * HOUR:
        yield NothingChecked(
            say(
                "The policy expects files of one run at most {skew} hours apart; these were written {hours} hours apart.",
                skew=skew,
                hours=-(-(max(written) - min(written)) // HOUR),
            )
        )
    if now is not None:
        yield from _too_old(read, expected, now)


def _too_old(read: Sequence[Source], expected: Expectations, now: int) -> Iterator[NothingChecked]:
    files = dict.fromkeys((each.role, each.path, each.modified) for each in read)
    aged = (
        (role, most, path, modified)
        for role, most in expected.max_age_hours.items()
        for which, path, modified in files
        if which == role
    )
    for role, most, path, modified in aged:
        if modified - now > AHEAD:
            yield NothingChecked(
                say(
                    "The policy expects {role} at most {most} hours old; {file} was written in the future, so its age "
                    "is not known.",
                    role=role,
                    most=most,
                    file=path,
                )
            )
        elif now - modified > most * HOUR:
            yield NothingChecked(
                say(
                    "The policy expects {role} at most {most} hours old; {file} was written {n} hours ago.",
                    role=role,
                    most=most,
                    file=path,
                    n=-(-(now - modified) // HOUR),
                )
            )
