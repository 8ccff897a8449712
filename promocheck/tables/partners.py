"""What stands in for a partner where something that is set up has none in the plan."""

from __future__ import annotations

from typing import Final

EXTRA: Final = -1  # none of its plan's rows has it
UNSURE: Final = -2  # several plans have it, and nothing says which is meant
