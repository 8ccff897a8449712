"""What is told when a run ends otherwise than with a report: only a run that does so needs it."""

from __future__ import annotations

from typing import Final

from promocheck.model.refusal import refusal
from promocheck.model.text import Text, say

STOPPED: Final = say("interrupted")
OUT_OF_MEMORY: Final = say("out of memory; nothing was checked")
BROKEN: Final = say("internal error; nothing was checked. Please report it with what follows.")
NO_FOLDER: Final = say(
    "the folder that this runs in has been deleted. Go to one that is there, then run it again."
)
NO_COMPLETION: Final = say(
    "for this shell there is no completion. Run it from bash, zsh, fish or PowerShell."
)


def not_written(error: OSError) -> Text:
    """The report did not reach stdout."""
    return say("the report could not be written to stdout: {why}", why=refusal(error))
