"""What every fault is: a run that does not hold together, with what is told of it."""

from __future__ import annotations

from typing import ClassVar

from promocheck.model.text import Text, english


class UsageFault(Exception):
    """The command or the policy does not hold together: exit 2. `said` is what is told."""

    code: ClassVar[int] = 2

    def __init__(self, said: Text | str) -> None:
        super().__init__(said)
        self.said = said if isinstance(said, Text) else Text("{said}", (("said", said),))

    def __str__(self) -> str:
        return english(self.said)

    def __reduce__(self) -> tuple[object, ...]:
        """A fault that is sent to another machine says there what it says here, whatever it was made of."""
        return _again, (type(self), self.said)


def _again(kind: type[UsageFault], said: Text) -> UsageFault:
    fault = kind.__new__(kind)
    UsageFault.__init__(fault, said)
    return fault
