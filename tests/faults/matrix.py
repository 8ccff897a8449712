"""`python -m tests.faults.matrix FOLDER FAULT...`: a fault at each step of the nightly run; JSON of the steps and of what did not hold.

A process of its own, with one thread: it splits itself off once a step.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults.judged import Folder, Nights
from tests.faults.nightly import Nightly
from tests.faults.steps import Fault, Step, Steps

KILLED: Final = frozenset({Fault.KILLED_BEFORE, Fault.KILLED_AFTER})
_LEAVES: Final = KILLED | {Fault.GONE}  # nobody is there to tidy up


@dataclass
class Matrix:
    """Runs in `room`, a folder of its own."""

    room: Path
    nightly: Nightly
    steps: list[Step]
    nights: Nights
    seen: dict[str, list[str]] = field(default_factory=dict)

    @staticmethod
    def begun(room: Path) -> Matrix:
        """With a run in which nothing goes wrong, for its steps and for what it leaves."""
        nightly = Nightly.begun(room)
        good = copied(nightly.before, room / "good")
        ended = nightly.run(good, Steps(), anew=True)
        assert ended.code == 0, ended.err
        steps = [Step(*each) for each in json.loads((room / "steps").read_text("utf-8"))["taken"]]
        before = Folder(nightly.before)
        nights = Nights(before.files(), Folder(good).files(), before.last_run())
        return Matrix(room, nightly, steps, nights)

    def amiss(self, fault: Fault) -> Iterator[str]:
        """What does not hold, step by step."""
        for at, step in enumerate(self.steps, 1):
            folder = copied(self.nightly.before, self.room / "night")
            ended = self.nightly.run(folder, Steps(fault, at))
            if fault in KILLED and ended.code != -signal.SIGKILL:
                yield f"{at} {step}: was not killed, but ended with {ended.code}"
            amiss = self.nights.amiss(
                Folder(folder), ended, may_leave=fault in _LEAVES or step.kind == "remove"
            )
            yield from (
                f"{at} {step.kind} {step.file}: {each}" for each in (*amiss, *self.next_amiss(Folder(folder)))
            )

    def next_amiss(self, folder: Folder) -> list[str]:
        """What does not hold after the next night, which depends on nothing but the folder."""
        try:
            state, runs = folder.state(), folder.runs()
        except Exception as error:  # noqa: BLE001 - what it is has been told
            return [f"no next run: {error!r}"]
        if state not in self.seen:
            folder.a_night_later()
            ended = self.nightly.run(folder.path, anew=True)
            self.seen[state] = list(self.nights.amiss_next(folder, ended, runs))
        return self.seen[state]


def copied(folder: Path, to: Path) -> Path:
    """A copy of a folder in the place of whatever is there."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to


def main(room: str, *faults: str) -> None:
    """Run them."""
    matrix = Matrix.begun(Path(room))
    amiss = {each: list(matrix.amiss(Fault(each))) for each in faults}
    sys.stdout.write(json.dumps({"steps": matrix.steps, "amiss": amiss}))


if __name__ == "__main__":
    main(*sys.argv[1:])
