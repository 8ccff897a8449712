"""What exit codes mean that more than one room speaks of."""

from __future__ import annotations

from typing import Final

UNTRUSTED: Final = 3  # of what cannot be trusted
NOT_DELIVERED: Final = 4  # of a report or a message that did not arrive, below every other
