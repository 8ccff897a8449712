"""The command. Whatever happens, its exit code says it: nothing but findings ever ends as 1."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
from contextlib import suppress


def main() -> None:
    """Run the command line and exit.

    A run makes values by the million and hardly a cycle: looking for cycles would take a sixth of its time.
    """
    gc.disable()
    try:
        from promocheck.cli.guard import run  # noqa: PLC0415 - Python itself would end as 1 where this cannot be read

        code = run(sys.argv[1:])
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - likewise
        code = 130 if isinstance(error, KeyboardInterrupt) else 70
        os.write(2, f"promocheck: {type(error).__name__}; nothing was checked\n".encode())
    _end(code)


def _end(code: int) -> None:
    """End with this exit code, without taking apart first what the system takes back as a whole: that would be one part in twenty of a small scan."""
    if threading.active_count() > 1:  # somebody is still at work, for whom Python waits
        gc.freeze()  # as it ends it would look once more through all that goes with it
        sys.exit(code)
    late: list[int] = []
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Raised while temporary files go it would be dropped, some of them left behind, and the code be the old one.
        signal.signal(signal.SIGINT, lambda *_: late.append(130))
    atexit._run_exitfuncs()  # noqa: SLF001 - temporary files go so; it is what Python itself calls
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # what could not be written is in the code already
            stream.flush()
    os._exit(late[0] if late else code)


if __name__ == "__main__":
    main()
