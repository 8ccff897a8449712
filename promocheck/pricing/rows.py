"""What a problem says of the rows behind it: where they stand, and who answers for them."""

from __future__ import annotations

import pandas as pd

from promocheck.model.place import Place
from promocheck.model.source import Source


def places_of(rows: pd.DataFrame, sources: tuple[Source, ...], field: str) -> tuple[Place, ...]:
    """The field's cell in each of these rows, each once, in order of file and row."""
    pairs = zip(rows["source"].to_numpy().tolist(), rows["row"].to_numpy().tolist(), strict=True)
    found = {(sources[source].path, source, row) for source, row in pairs}
    return tuple(sources[source].place(row, field) for _, source, row in sorted(found))


def owners_of(rows: pd.DataFrame) -> str | None:
    """Everybody who set one of these rows up, or None."""
    return ", ".join(sorted(set(rows["owner"].to_numpy()) - {""})) or None
