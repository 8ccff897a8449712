"""The command. Whatever happens, its exit code says it: nothing but findings ever ends as 1."""

from __future__ import annotations

import sys

from promocheck.cli.guard import run


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
