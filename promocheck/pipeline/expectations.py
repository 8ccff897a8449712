"""What the policy expects of a set of exports, and what of it is missing: an export that never arrived reports no fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from promocheck.exports import Tables
from promocheck.model.place import Place
from promocheck.model.problem import NothingChecked
from promocheck.model.role import role_named
from promocheck.model.source import Source
from promocheck.model.text import Text, say
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
            yield NothingChecked(
                say("The policy expects {role}, and no file holds any.", role=role_named(role))
            )
    for role, least in expected.min_rows.items():
        if rows[role] < least:
            yield NothingChecked(
                say(
                    "The policy expects at least {least} rows of {role}, and {n} were read.",
                    least=least,
                    role=role_named(role),
                    n=rows[role],
                )
            )
    for role, most in expected.max_rows.items():
        if rows[role] > most:
            yield NothingChecked(
                say(
                    "The policy expects at most {most} rows of {role}, and {n} were read.",
                    most=most,
                    role=role_named(role),
                    n=rows[role],
                )
            )
    if expected.max_skew_hours is not None and read:
        yield from _apart(read, expected.max_skew_hours)
    if now is not None:
        yield from _too_old(read, expected, now)


def _apart(read: Sequence[Source], most: int) -> Iterator[NothingChecked]:
    first, last = (end(read, key=lambda each: each.modified) for end in (min, max))
    if last.modified - first.modified > most * HOUR:
        yield _of_files(
            say(
                "The policy expects files of one run at most {most} h apart; {first} was written more than {n} h before {last}.",
                most=most,
                n=(last.modified - first.modified) // HOUR,
                first=first.path,
                last=last.path,
            ),
            first.path,
            last.path,
        )


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
            yield _of_files(
                say(
                    "The policy expects {role} at most {most} h old; {file} was written in the future, so its age is not known.",
                    role=role_named(role),
                    most=most,
                    file=path,
                ),
                path,
            )
        elif now - modified > most * HOUR:
            yield _of_files(
                say(
                    "The policy expects {role} at most {most} h old; {file} was written more than {n} h ago.",
                    role=role_named(role),
                    most=most,
                    file=path,
                    n=(now - modified) // HOUR,  # as stale-export counts them
                ),
                path,
            )


def _of_files(reason: Text, *paths: str) -> NothingChecked:
    return NothingChecked(reason, tuple(map(Place, paths)), say("Export it again, then scan again."))
