"""Every gate of the project, one after the other: `python -m tests`, from the repository's root."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LEAST_COVERAGE: Final = 95  # percent of lines and branches
LINT_IMPORTS: Final = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# What tries thousands of tables, campaigns and damages: measuring its coverage would take as long again, and adds none.
HEAVY: Final = (
    *(
        f"tests/exports/test_{name}.py"
        for name in (
            "archive", "corpus", "corruptions", "damage", "delimited", "encoding", "fuzz", "limits", "round_trip", "truncation"
        )
    ),
    *(
        f"tests/test_{name}.py"
        for name in (
            "deepest_against_brute_force", "engine_against_oracle", "engine_against_stacking_oracle", "fixes_mend", "metamorphic",
            "oracle", "oracles_agree", "platforms", "presets_end_to_end", "random_policies", "stacking_oracle", "steps",
        )
    ),
    *(f"tests/faults/test_{name}.py" for name in ("many_files", "refused", "write_steps")),
)  # fmt: skip
IN_PARALLEL: Final = ("-n", "auto", "--dist", "worksteal")  # the long ones do not stand at the end alone

# Reports in a browser and ledgers on a server, where there are such; else it is told what was not run.
ACCEPTANCE: Final = ("tests/acceptance", "tests/ledger", "-m", "acceptance")

# What a gate is called → what Python runs for it.
GATES: Final = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "mypy, as on Windows": ("-m", "mypy", "--platform", "win32", "promocheck"),
    "lint-imports": ("-c", LINT_IMPORTS),
    "pytest": (
        *("-m", "pytest", "-m", "not acceptance", *IN_PARALLEL, "--cov", "--cov-report="),
        *(f"--ignore={path}" for path in (*HEAVY, ACCEPTANCE[0])),
    ),
    "pytest, heavy": ("-m", "pytest", *IN_PARALLEL, *HEAVY),
    "acceptance": ("-m", "pytest", *ACCEPTANCE),
    "coverage": ("-m", "coverage", "report", f"--fail-under={LEAST_COVERAGE}"),
}


def main() -> int:
    """Run the gates until one fails; its exit code, or 0."""
    for name, arguments in GATES.items():
        print(f"--- {name}: python {' '.join(arguments)}", flush=True)
        began = time.monotonic()
        code = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode
        took = time.monotonic() - began
        if code:
            print(f"--- {name} FAILED with exit code {code} after {took:.0f} s", flush=True)
            return code
        print(f"--- {name} passed in {took:.0f} s", flush=True)
    print(f"--- all gates passed: {', '.join(GATES)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
