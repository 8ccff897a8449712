"""Exports that are still being copied are waited for: half a file is another file, and may pass for a whole one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.clock import Clock, now
from promocheck.cli.language import in_words
from promocheck.cli.standing import standing
from promocheck.cli.streams import tell
from promocheck.model.text import say_n

if TYPE_CHECKING:
    from promocheck.pipeline import Request

# Size, when it was last written to, and when anything of it last changed, in nanoseconds.
State = tuple[int, int, int]
Look = Callable[[], Mapping[str, State]]


def settled(request: Request, written: Iterable[str], language: str) -> Request:
    """The request once nobody writes its files any more; those that somebody still does are named in it.

    What is `written` by this run itself is not looked at. The present is the one after waiting.
    """
    exports = request.policy.exports
    if not exports.settle_seconds:
        return request
    own = {Path(each).resolve() for each in written}
    look = partial(_states, (*request.paths, *request.drafts), own)
    growing = still_growing(
        look, exports.settle_seconds, exports.settle_limit_seconds, Clock(), _telling(language)
    )
    as_of = now() if request.judge_age else request.as_of
    return replace(request, unfinished=growing, as_of=as_of)


def still_growing(
    look: Look, seconds: float, limit: float, clock: Clock, tell_of: Callable[[int], None] = lambda _: None
) -> tuple[str, ...]:
    """The files that have changed less than so many seconds ago, once all have not, or the limit is over."""
    began, seen = clock.tick(), dict[str, tuple[State, float]]()
    while True:
        here = clock.tick()
        seen = {
            name: seen[name]
            if name in seen and seen[name][0] == state
            else (state, here - (0 if name in seen else _age(state, clock.now())))
            for name, state in look().items()
        }
        left = {name: seconds - (here - since) for name, (_, since) in seen.items()}
        young = sorted(name for name, more in left.items() if more > 0)
        if not young or here - began >= limit:
            return tuple(young)
        if here == began:
            tell_of(len(young))
        clock.pause(max(0.01, min(1.0, max(left.values()), limit - (here - began))))


def _age(state: State, now: float) -> float:
    """Seconds since a file changed; none where it seems to have been in the future: clocks of two machines."""
    return max(0.0, now - max(state[1:]) / 1e9)


def _states(paths: Sequence[str], own: Collection[Path]) -> Mapping[str, State]:
    """The files that a scan would read, as they stand now."""
    return {
        shown: (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        for shown, status in standing(paths, own)
    }


def _telling(language: str) -> Callable[[int], None]:
    """Says to a person what is waited for."""

    def said(files: int) -> None:
        if sys.stderr.isatty():
            text = say_n(
                "Waiting for {n} file that was just written.",
                "Waiting for {n} files that were just written.",
                files,
            )
            tell(in_words(text, language))

    return said
