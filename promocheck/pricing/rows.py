"""What problems say of the rows behind them: where they stand, and who answers for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from promocheck.model.place import Place
from promocheck.model.source import Source
from promocheck.model.value import dataclass
from promocheck.tables.columns import Column
from promocheck.tables.frames import Frame

Rows = NDArray[np.int64] | list[int]


@dataclass(frozen=True, slots=True)
class Cited:
    """A table whose rows problems name, its columns looked up once: a sheet that is pasted twice makes a problem of each row."""

    sources: tuple[Source, ...]
    source: Column
    row: Column
    owner: Column | None

    @staticmethod
    def of(table: Frame, sources: tuple[Source, ...]) -> Cited:
        """A table with `source` and `row`; where it says who set its rows up, with these."""
        source, row = (table[name] for name in ("source", "row"))
        owner = table["owner"] if "owner" in table else None  # noqa: SIM401 - a frame is no mapping
        return Cited(sources, source, row, owner)

    def places(self, rows: Rows, field: str) -> tuple[Place, ...]:
        """The field's cell in each of these rows, each once, in order of file and row."""
        pairs = zip(self.source[rows].tolist(), self.row[rows].tolist(), strict=True)
        found = {(self.sources[source].path, source, row) for source, row in pairs}
        return tuple([self.sources[source].place(row, field) for _, source, row in sorted(found)])

    def owners(self, rows: Rows) -> str | None:
        """Everybody who set one of these rows up, or None."""
        if self.owner is None:
            return None
        return ", ".join(sorted(set(self.owner[rows]) - {""})) or None
