"""The command. Whatever happens, its exit code says it: nothing but findings ever ends as 1."""

from __future__ import annotations

import gc
import os
import sys


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
    gc.freeze()  # as it ends Python would look once more through all that goes with it
    sys.exit(code)


if __name__ == "__main__":
    main()
