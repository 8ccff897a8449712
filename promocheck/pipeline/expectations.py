"""What the policy expects of a set of exports, and what of it is missing: an export that never arrived reports no fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from promocheck.exports import Tables
from promocheck.model.problem import NothingChecked
from promocheck.model.text import say
from promocheck.model.window import HOUR
from promocheck.policy import Expectations


def unmet(tables: Tables, expected: Expectations) -> Iterator[NothingChecked]:
    """A problem for each expectation that the exports do not meet."""
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
                hours=(max(written) - min(written)) // HOUR,
            )
        )
