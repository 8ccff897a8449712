"""A command line as it stands, where nobody has parsed it: yet, or because it cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence


def last_of(arguments: Sequence[str], name: str) -> str | None:
    """What an option was last given; None where it is not named, blank where nothing follows it."""
    given = None
    for argument, following in zip(arguments, (*arguments[1:], ""), strict=False):
        option, equals, value = argument.partition("=")
        if option == name:
            given = value if equals else following
    return given


def without_options(arguments: Sequence[str], valued: Collection[str]) -> Iterator[str]:
    """What stands by itself; options that are `valued` take what follows them, one that nobody knows takes nothing."""
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            yield from rest
        elif argument in valued:
            next(rest, None)
        elif not argument.startswith("-"):
            yield argument
