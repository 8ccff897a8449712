"""Options and answers that say nothing, or something else than they may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from promocheck.model.errors.fault import UsageFault
from promocheck.model.errors.near import _meant, nearest
from promocheck.model.text import Text, say


class UnknownWord(UsageFault):
    """An option's value that is none of the known ones."""

    def __init__(self, option: Text | str, value: str, known: Sequence[str]) -> None:
        super().__init__(
            say(
                "{option}: {value} is not known.{near} Known: {known}.",
                option=option,
                value=repr(value),
                near=nearest(value, known),
                known=tuple(known),
            )
        )


class UnknownKind(UsageFault):
    """A word for a kind of promotion that means none; `known` has each with its Chinese word."""

    def __init__(
        self, option: Text | str, text: str, near: str | None, known: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(
            say(
                "{option}: {value} is not known.{near} Known: {known}.",
                option=option,
                value=repr(text),
                near=_meant((near,) if near else ()),
                known=tuple(f"{word} ({chinese})" for word, chinese in known),
            )
        )


class RulesAndAll(UsageFault):
    """Some rules are asked for, and all of them."""

    def __init__(self) -> None:
        super().__init__(say("--all explains every rule. Give either --all or the rules you mean."))


class BadPeriod(UsageFault):
    """Days that a calendar cannot show: the wrong way round, over already, or beyond the horizon."""

    def __init__(self, first: date, last: date, today: date, latest: date) -> None:
        super().__init__(
            say(
                "--from, --to: {first} to {last} cannot be shown. Expected days from {today} (the day of the run) to {latest} "
                "(the horizon), the first one first.",
                first=str(first),
                last=str(last),
                today=str(today),
                latest=str(latest),
            )
        )


class KindOfWhat(UsageFault):
    """A place is looked for, and only half is said of what for."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "--free and --kind go together: how long, and what, such as --free 7d --kind coupon. "
                "The hours that a promotion may be early and late are its kind's."
            )
        )


class WrongAnswer(UsageFault):
    """What a question, or an option, was answered with, and what was expected."""

    def __init__(self, expected: Text, found: str) -> None:
        super().__init__(say("expected {expected}, found {found}.", expected=expected, found=repr(found)))


class BadOption(UsageFault):
    """An option whose value says nothing that could be meant."""

    def __init__(self, option: str, fault: UsageFault) -> None:
        super().__init__(say("{option}: {fault}", option=option, fault=fault.said))


class NoDuration(UsageFault):
    """What should say how long something lasts, and does not."""

    def __init__(self, option: str, found: str) -> None:
        super().__init__(
            say(
                "{option}: expected minutes, hours or days, such as 90m, 26h or 2d, found {found}.",
                option=option,
                found=repr(found),
            )
        )
