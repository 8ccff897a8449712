"""A copy of an export with what is wrong at the right of the very rows; what was there stays, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from promocheck.exports.content import tell
from promocheck.exports.grid import Refusal
from promocheck.exports.layout import Known
from promocheck.model.annotation import Copy, Notes
from promocheck.model.text import say

_NO_TABLE: Final = say("is no table that cells can be put into. Its findings are in the reports.")
_OLD: Final = say("is an old workbook (.xls), which cannot be written. Save it as .xlsx, then scan that.")


def annotate(data: bytes, name: str, tables: Mapping[str | None, Notes], known: Known) -> Copy:
    """The file with notes beside the rows of its tables, which are named by their sheets (None: it has none).

    Raises `Refusal` where it is of a kind that cannot be written, or would not stay what it is.
    """
    kind = tell(data, name).kind
    known = [layout for layout in known if layout.settings.records is None]
    if kind == "workbook":
        if not data.startswith(b"PK"):
            raise Refusal(_OLD)
        from promocheck.exports.annotate_book import annotate_book  # noqa: PLC0415 - most exports are text

        return annotate_book(data, {str(sheet): notes for sheet, notes in tables.items()}, known)
    if kind in {"archive", "document"}:
        raise Refusal(_NO_TABLE)
    from promocheck.exports.annotate_text import annotate_text  # noqa: PLC0415 - one of the two is needed

    return annotate_text(data, tables[None], known)
