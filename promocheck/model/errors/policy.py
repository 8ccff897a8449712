"""Policies and examples that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from promocheck.model.errors.fault import UsageFault
from promocheck.model.text import Text, lines, say


class PolicyFault(UsageFault):
    """A rules file that cannot be used: file, line, what is wrong, what is known."""

    def __init__(self, path: str, faults: Sequence[tuple[int | None, Text | str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(lines(_in_file(path, line, what) for line, what in faults))


def _in_file(path: str, line: int | None, what: Text | str) -> Text:
    if line is None:
        return say("{path}: {what}", path=path, what=what)
    return say("{path}:{line}: {what}", path=path, line=str(line), what=what)


class UnreadExample(UsageFault):
    """A worked example that no sheet of promotions could hold."""

    def __init__(self, example: str, column: str, value: str) -> None:
        super().__init__(
            say(
                "example {example}: {column} {value} is nothing that a promotion of its kind can say.",
                example=example,
                column=column,
                value=repr(value),
            )
        )


class NoChannels(UsageFault):
    """Messages are asked for, and the policy names nobody to tell."""

    def __init__(self, policy: str) -> None:
        super().__init__(
            say(
                "--notify: {policy} names nobody to tell. Add notify: {example} to it.",
                policy=policy,
                example="{channels: [{name: ops, address: FEISHU_ROBOT}]}",
            )
        )
