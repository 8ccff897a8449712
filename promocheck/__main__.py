"""The command. Whatever happens, its exit code says it: nothing but findings ever ends as 1."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit."""
    if sys.argv[1:] in (["--version"], ["-V"]):  # answered before anything heavy is imported
        from promocheck import __version__

        print(f"promocheck {__version__}")  # noqa: T201
        sys.exit(0)
    from promocheck.cli.guard import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
