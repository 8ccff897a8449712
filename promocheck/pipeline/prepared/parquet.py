"""Rows of a wide table ↔ a Parquet file: the same columns and dtypes, and each row with its place in the whole."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.errors import NotInstalled
from promocheck.pricing.keys import Ints
from promocheck.tables import Table
from promocheck.tables.columns import are_few
from promocheck.tables.frames import Frame, taken

Array = NDArray[Any]

_PLACE: Final = "place"  # of a row in the whole table
_COMPRESSION: Final = "zstd"


def part_of(table: Table, frame: Frame, place: Ints) -> bytes:
    """The rows at these places of a table's frame. Raises `NotInstalled`."""
    pa, pq = _arrow()
    rows = taken(frame, place)
    columns = {name: _written(pa, rows[name]) for name in table.columns}
    whole = pa.table({_PLACE: pa.array(place), **columns})
    few = [each.name for each in whole.schema if pa.types.is_dictionary(each.type)]
    few += [name for name in table.columns if _is_one(rows[name])]
    sink = pa.BufferOutputStream()
    pq.write_table(
        whole,
        sink,
        compression=_COMPRESSION,
        use_dictionary=few,
        column_encoding={_PLACE: "DELTA_BINARY_PACKED"},  # they ascend
        write_statistics=False,
    )
    found: bytes = sink.getvalue().to_pybytes()
    return found


def rows_of(table: Table, data: bytes) -> tuple[Ints, dict[str, Array]]:
    """The places and the columns of a part. Raises `NotInstalled`."""
    pa, pq = _arrow()
    # One thread: this process may be split later, and a pool of threads does not survive that.
    whole = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False).read(use_threads=False).combine_chunks()
    assert whole.column_names == [_PLACE, *table.columns], (table.name, whole.column_names)
    place, *columns = (_read(pa, column) for column in whole.columns)
    return place, dict(zip(table.columns, columns, strict=True))


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - there only with promocheck[dask]
        import pyarrow.parquet as pq  # noqa: PLC0415 - likewise
    except ImportError:
        raise NotInstalled from None
    return pa, pq


def _written(pa: Any, values: Array) -> Any:
    if values.dtype.kind != "O":
        return pa.array(values)
    try:
        texts = pa.array(values, pa.string())
    except UnicodeEncodeError:  # half a character, of a folder's name or of JSON
        encoded = [each.encode("utf-8", "surrogatepass") for each in values.tolist()]
        texts = pa.array(encoded, pa.binary())
    assert texts.null_count == 0, "a text that is none"
    return texts.dictionary_encode() if are_few(values) else texts


def _is_one(values: Array) -> bool:
    """Whether all rows have the same number: most columns of an export are blank."""
    return values.dtype.kind in "ib" and bool((values == values[0]).all())


def _read(pa: Any, column: Any) -> Array:
    """The values of a column; those that are all the same take no memory: see `tables.columns`."""
    (values,) = column.chunks
    if not pa.types.is_dictionary(values.type):
        found = _plain(pa, values)
        return np.broadcast_to(found[:1], len(found)) if _is_one(found) else found
    few = _plain(pa, values.dictionary)
    if len(few) == 1:
        return np.broadcast_to(few, len(values))
    taken: Array = few.take(values.indices.to_numpy())
    return taken


def _plain(pa: Any, values: Any) -> Array:
    if not pa.types.is_binary(values.type):
        found: Array = values.to_numpy(zero_copy_only=False)
        return found
    texts = np.empty(len(values), dtype=object)
    texts[:] = [each.decode("utf-8", "surrogatepass") for each in values.to_pylist()]
    return texts
