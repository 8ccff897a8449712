"""Reports: the same findings for people and for programs.

A renderer takes a report and a language and returns the text. It asks for no terminal, no clock and no file: width
and colour are told, the command writes. Adding a format is a module with a `render` and a line in `formats.FORMATS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promocheck.reports.words import LANGUAGES, Words

if TYPE_CHECKING:
    from promocheck.reports.formats import BINARY, FORMATS, Renderer, pieces

__all__ = ["BINARY", "FORMATS", "LANGUAGES", "Renderer", "Words", "pieces"]


if not TYPE_CHECKING:  # which would take any name for one that is there

    def __getattr__(name: str) -> Any:
        """What knows all formats is imported when somebody asks for it: most commands have a report of their own."""
        if name not in __all__:
            raise AttributeError(name)
        from promocheck.reports import formats  # noqa: PLC0415 - see above

        return getattr(formats, name)
