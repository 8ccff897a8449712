"""Old workbooks as JSON, by xlrd in a process of its own: it trusts the bytes, and damage can send it round for ever.

Run by its path, so that it starts in a tenth of a second: it must import nothing of promocheck. stdin brings the seconds
of the processor and the bytes of memory that it may take and the file's length, each in 8 bytes, then the file; when stdin
ends after that, whoever asked is gone.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout, suppress
from typing import Any, Final

import xlrd
from xlrd.compdoc import CompDoc

_MOST_CELLS: Final = 4_000_000
_MOST_OUTPUT: Final = 128 << 20  # bytes
_TOO_LARGE: Final = '{"too_large": true}'
OUT_OF_TIME: Final = 9  # the exit code
_FORMULA: Final = 0x0006
_END: Final = 0x0A
_EMPTY_RESULT: Final = 3
PENDING: Final = 7  # beside xlrd's own kinds of cells: a formula that was never worked out


def main() -> None:
    """Answer on stdout; an answer that is not whole is none."""
    asked = sys.stdin.buffer
    seconds, memory, length = struct.unpack(">QQQ", asked.read(24))
    data = asked.read(length)
    if len(data) < length:  # whoever asked was ended while asking
        return
    _die_after(seconds)
    _die_with(asked.fileno())
    _limit_memory(memory)
    sys.stdout.buffer.write(answer(data))


def answer(data: bytes) -> bytes:
    """The workbook as JSON: its sheets and cells, or why it was not read."""
    try:
        text = json.dumps(_workbook(data))
    except MemoryError:
        text = _TOO_LARGE
    return (text if len(text) <= _MOST_OUTPUT else _TOO_LARGE).encode("ascii")


# --- Limits --------------------------------------------------------------------------


def _die_after(seconds: int) -> None:
    """End by itself after so many seconds of the processor: a busy machine must not make a file a damaged one."""

    def watch() -> None:
        while (left := seconds - time.process_time()) > 0:
            time.sleep(min(left, 0.1))
        os._exit(OUT_OF_TIME)

    threading.Thread(target=watch, daemon=True).start()


def _die_with(lifeline: int) -> None:
    """End when the other end of a pipe is closed: whoever asked was ended or broke down."""

    def wait() -> None:
        os.read(lifeline, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


if sys.platform == "win32":

    def _limit_memory(size: int) -> None:
        """Put this process into a job whose processes get no more; without the right to, only its time is limited."""
        import ctypes  # noqa: PLC0415 - on Windows only
        from ctypes import wintypes  # noqa: PLC0415 - likewise

        class Basic(ctypes.Structure):
            _fields_ = (
                ("PerProcessUserTimeLimit", ctypes.c_int64),
                ("PerJobUserTimeLimit", ctypes.c_int64),
                ("LimitFlags", wintypes.DWORD),
                ("MinimumWorkingSetSize", ctypes.c_size_t),
                ("MaximumWorkingSetSize", ctypes.c_size_t),
                ("ActiveProcessLimit", wintypes.DWORD),
                ("Affinity", ctypes.c_size_t),
                ("PriorityClass", wintypes.DWORD),
                ("SchedulingClass", wintypes.DWORD),
            )

        class Extended(ctypes.Structure):
            _fields_ = (
                ("BasicLimitInformation", Basic),
                ("IoInfo", ctypes.c_uint64 * 6),
                ("ProcessMemoryLimit", ctypes.c_size_t),
                ("JobMemoryLimit", ctypes.c_size_t),
                ("PeakProcessMemoryUsed", ctypes.c_size_t),
                ("PeakJobMemoryUsed", ctypes.c_size_t),
            )

        limits = Extended()
        limits.BasicLimitInformation.LimitFlags = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
        limits.ProcessMemoryLimit = size
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        job = kernel.CreateJobObjectW(None, None)
        kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))  # extended limits
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

else:
    import resource

    def _limit_memory(size: int) -> None:
        with suppress(ValueError, OSError):  # macOS knows the limit but refuses some values of it
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


# --- The workbook --------------------------------------------------------------------


def _workbook(data: bytes) -> dict[str, Any]:
    """The workbook, or what xlrd trips over: it raises any exception at all, its own assertions among them."""
    log = io.StringIO()
    try:
        with warnings.catch_warnings(action="ignore"), redirect_stdout(log):
            if _circular(CompDoc(data, logfile=log).SSAT):  # xlrd would go round until memory ends
                return {"damage": "its sectors go round in a circle"}
            book: Any = xlrd.open_workbook(
                file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=log
            )
            return _described(book)
    except MemoryError:
        raise
    except Exception as error:
        return {"damage": _why(error)}


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


def _circular(sectors: Sequence[int]) -> bool:
    """Whether a chain of sectors, each of which names the next one, comes back to itself."""
    done: set[int] = set()
    for start in range(len(sectors)):
        path: set[int] = set()
        at = start
        while 0 <= at < len(sectors) and at not in done:
            if at in path:
                return True
            path.add(at)
            at = sectors[at]
        done |= path
    return False


def _described(book: Any) -> dict[str, Any]:
    shown = [visibility == 0 for visibility in book._sheet_visibility]  # noqa: SLF001 - told before it is read
    formats: dict[int, tuple[int, str]] = {}
    sheets = []
    cells = 0
    for at, title in enumerate(book.sheet_names()):
        try:
            sheet = _sheet(book, at, formats)
        except MemoryError:
            raise
        except Exception as error:
            sheet = {"damage": _why(error)}
        cells += sum(len(row[1]) for row in sheet.get("rows", ()))
        if cells > _MOST_CELLS:
            raise MemoryError
        sheets.append({"title": title, "shown": shown[at], **sheet})
    return {
        "version": book.biff_version,
        "codepage": book.codepage is not None,
        "since_1904": bool(book.datemode),
        "formats": formats,
        "sheets": sheets,
    }


def _sheet(book: Any, index: int, formats: dict[int, tuple[int, str]]) -> dict[str, Any]:
    """Each row that holds anything as its number and the columns, kinds, values and styles of its cells."""
    sheet = book.sheet_by_index(index)
    pending = _uncalculated(book, index)
    rows = []
    for row in range(sheet.nrows):
        found = [
            (column, PENDING if (row, column) in pending else kind)
            for column, kind in enumerate(sheet.row_types(row))
            if kind not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK} or (row, column) in pending
        ]
        if not found:
            continue
        styles = [
            _style(book, sheet, row, column, formats)
            if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}
            else 0
            for column, kind in found
        ]
        values = [_value(sheet, row, column, kind) for column, kind in found]
        rows.append((row, [column for column, _ in found], [kind for _, kind in found], values, styles))
    described = {
        "rows": rows,
        "merged": sheet.merged_cells,
        "hidden_rows": [row for row, each in sheet.rowinfo_map.items() if each.hidden],
        "hidden_columns": [column for column, each in sheet.colinfo_map.items() if each.hidden],
    }
    book.unload_sheet(index)
    return described


def _value(sheet: Any, row: int, column: int, kind: int) -> Any:
    value = sheet.cell_value(row, column)
    return xlrd.error_text_from_code.get(value, f"#{value}") if kind == xlrd.XL_CELL_ERROR else value


def _style(book: Any, sheet: Any, row: int, column: int, formats: dict[int, tuple[int, str]]) -> int:
    """The style of a cell, whose number format is noted. Those that East Asian editions of Excel have built in are not written out."""
    style: int = sheet.cell_xf_index(row, column)
    if style not in formats:
        number: int = book.xf_list[style].format_key
        known = book.format_map[number]
        formats[style] = (
            number,
            known.format_str or ("yyyy-mm-dd" if known.type == xlrd.biffh.FDT else "General"),
        )
    return style


def _uncalculated(book: Any, index: int) -> frozenset[tuple[int, int]]:
    """The formulas of a sheet, where every one of them has an empty text for a result.

    So does a program leave them that cannot calculate. Excel gives an empty text to some formulas, but hardly to all.
    """
    formulas = dict(_formulas(book, index))
    return frozenset(formulas) if not any(formulas.values()) else frozenset()


def _formulas(book: Any, index: int) -> Iterator[tuple[tuple[int, int], bool]]:
    """Row and column of every formula, and whether it has a result that is no empty text: xlrd forgets which they are."""
    stream, at = book.mem, book._sh_abs_posn[index]  # noqa: SLF001 - there is no other way to them
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        if kind == _FORMULA:
            row, column, _style, result = struct.unpack_from("<HHH8s", stream, at + 4)
            yield (row, column), not (result[6:] == b"\xff\xff" and result[0] == _EMPTY_RESULT)
        at += 4 + length


if __name__ == "__main__":
    main()
