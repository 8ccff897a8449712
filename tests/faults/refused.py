"""`python -m tests.faults.refused FOLDER`: the nightly run where the kernel itself refuses; JSON of what did not hold, case by case.

Files that may not grow (which reaches into SQLite), folders and files that may not be written, memory that may not grow.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from tests.faults.judged import Folder
from tests.faults.matrix import Matrix, copied
from tests.faults.nightly import LEDGER, Ended

NOBODY: Final = 65_534
_MIB: Final = 1 << 20
FILE_SIZES: Final = (1, 600, 3_000, 4_096, 5_000, 8_192, 11_000, 12_288, 16_384, 20_000, 24_000, 40_000)  # fmt: skip
MEMORY: Final = (0, _MIB // 8, _MIB // 4, _MIB // 2, _MIB)
UNWRITABLE: Final = (("US",), ("out",), (LEDGER,), ("US", "out", "out/copies", "out/copies/US", LEDGER))


def main(room: str) -> None:
    """Run them."""
    matrix = Matrix.begun(Path(room))
    amiss: dict[str, list[str]] = {}
    amiss["no right is missing"] = [] if nobodys(matrix, ())[1].code == 0 else ["did not end with 0"]
    for size in FILE_SIZES:
        amiss[f"files of {size} bytes at most"] = refused(matrix, partial(files_of, size))
    for names in UNWRITABLE:
        amiss[f"no right to write {names}"] = list(told(matrix, *nobodys(matrix, names)))
    for more in MEMORY:
        amiss[f"{more} bytes of memory more"] = refused(matrix, partial(memory_of, more), short=True)
    sys.stdout.write(json.dumps(amiss))


def refused(matrix: Matrix, first: Callable[[], None], *, short: bool = False) -> list[str]:
    """What does not hold where the run's process has done this `first`; with memory too `short` it may also have been enough."""
    folder = copied(matrix.nightly.before, matrix.room / "night")
    ended = matrix.nightly.run(folder, anew=short, first=first)
    return [] if short and ended.code == 0 else list(told(matrix, folder, ended))


def told(matrix: Matrix, folder: Path, ended: Ended) -> Iterator[str]:
    """What does not hold where a run has ended so; a ledger that may not grow leaves to the next writer how it was."""
    yield from matrix.nights.amiss(Folder(folder), ended, may_leave=True)
    yield from matrix.next_amiss(Folder(folder))


def nobodys(matrix: Matrix, names: tuple[str, ...]) -> tuple[Path, Ended]:
    """The folder and the end of a run by somebody who may read all of it, and not write these."""
    folder = copied(matrix.nightly.before, matrix.room / "night")
    modes = rights(folder, names)
    ended = matrix.nightly.run(folder, first=as_nobody)
    for each, mode in modes.items():
        each.chmod(mode)
    return folder, ended


def rights(folder: Path, names: tuple[str, ...]) -> Mapping[Path, int]:
    """Take the right to write away; the rights that there were. Where this is root, nobody has to own the rest."""
    every = (folder, *folder.rglob("*"))
    modes = {each: each.stat().st_mode & 0o777 for each in every}
    for each in every:
        forbidden = each.relative_to(folder).as_posix() in names
        each.chmod(modes[each] & 0o555 if forbidden else modes[each] | 0o444)
        if os.getuid() == 0:
            os.chown(each, NOBODY, NOBODY)
    return modes


def as_nobody() -> None:
    """Root may write anything: become somebody else."""
    if os.getuid() == 0:
        os.setuid(NOBODY)


def files_of(size: int) -> None:
    """No file may grow beyond this."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def memory_of(more: int) -> None:
    """This much may be taken beyond what is taken."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    os.umask(0o022)
    main(sys.argv[1])
