"""One campaign as CSV, TSV and XLSX, and everything that we could think of that may befall its files.

Three SKUs sell below their floors, each found by another set of files: the lamp by listings, social codes, coupons and
floors; the tent by a deal against its cost and the platform's fee; the mug by the sale price of its listing. The lamp's
listing has a lower minimum price too: whoever loses its floor finds that one, and nothing wrong.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Final, Literal

import openpyxl
from openpyxl.utils import get_column_letter

from tests.exports.sheets import edited
from tests.exports.test_workbook import SHEET, shared

LISTINGS: Final = """
    sku        | asin       | title            | price  | sale_price | sale_start | sale_end   | list_price | min_price | quantity | currency | status
    00417-LAMP | B0CLAMP001 | Desk lamp, brass | 100.00 |            |            |            | 129.00     | 20.00     | 40       | USD      | Active
    00418      | B0CTENT002 | Tent for two     | 250.00 |            |            |            |            |           | 12       | USD      | Active
    MUG-3E5    | B0CMUG0003 | Mug, 12 oz       | 30.00  | 12.00      | 2026-12-02 | 2026-12-06 | 35.00      |           | 300      | USD      | Active
    CHAIR-01   | B0CCHAIR04 | Chair            | 80.00  |            |            |            |            |           | 25       | USD      | Active
    SHELF-NA   | B0CSHELF05 | Shelf            | 60.00  | 55.00      | 2026-12-02 | 2026-12-06 |            |           | 9        | USD      | Inactive
    """
PROMOTIONS: Final = """
    promotion_id | name    | kind        | marketplace | sku        | asin       | discount_type | discount_value | start            | end              | status    | stackable | claim_code | code_type | audience | owner
    P-300        | Chairs  | social_code | US          | CHAIR-01   |            | percent       | 10             | 2026-12-01 00:00 | 2026-12-09 23:59 | active    |           | CHAIR10    | group     | all      | Ben
    P-200        | Week    | best_deal   | US          | 00418      | B0CTENT002 | price         | 180.00         | 2026-12-01 00:00 | 2026-12-07 23:59 | scheduled |           |            |           | all      | Ann
    P-100        | Reels   | social_code | US          | 00417-LAMP | B0CLAMP001 | percent       | 30             | 2026-12-03 09:00 | 2026-12-05 23:59 | active    |           | REELS30    | group     | all      | Ann
    """
COUPONS: Final = """
    ASIN list  | Discount type | Coupon discount "% Off" value | Coupon title | Coupon start date | Coupon end date | Limit redemption to one per customer | Coupon budget | Stacked promotions
    B0CCHAIR04 | % off         | 5                             | Save 5       | 2026-12-01        | 2026-12-20      | Yes                                  | 500           | No
    B0CLAMP001 | % off         | 20                            | Save 20      | 2026-12-01        | 2026-12-20      | Yes                                  | 800           | Yes
    """
FLOORS: Final = """
    sku        | floor | currency | cost   | fees | min_margin_percent | owner
    CHAIR-01   | 40.00 | USD      |        |      |                    | Ann
    MUG-3E5    | 20.00 | USD      |        |      |                    | Ann
    SHELF-NA   | 25.00 | USD      |        |      |                    | Ann
    00418      |       | USD      | 140.00 |      | 10                 | Ben
    00417-LAMP | 60.00 | USD      |        |      |                    | Ben
    """
FEES: Final = """
    sku      | fnsku      | asin       | product-name | currency | your-price | estimated-fee-total
    00418    | X000000418 | B0CTENT002 | Tent for two | USD      | 250.00     | 41.00
    CHAIR-01 | X000000419 | B0CCHAIR04 | Chair        | USD      | 80.00      | 12.40
    """
TEXT: Final = {
    "listings": LISTINGS,
    "promotions": PROMOTIONS,
    "coupons": COUPONS,
    "floors": FLOORS,
    "fees": FEES,
}
BREACHES: Final = frozenset({"00417-LAMP", "00418", "MUG-3E5"})
AS_OF: Final = "2026-11-21T00:00:00+00:00"

Table = list[list[str]]
Files = dict[str, bytes]


def rows_of(text: str) -> Table:
    """A table drawn with `|` as rows of cells."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


TABLES: Final = {name: rows_of(text) for name, text in TEXT.items()}


# --- Files ---------------------------------------------------------------------------

SEPARATORS: Final = {"csv": ",", "tsv": "\t"}
FORMS: Final = (*SEPARATORS, "xlsx")
_FIGURE: Final = re.compile(r"[1-9][0-9]*(\.[0-9]+)?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?")


def delimited(table: Sequence[Sequence[Any]], separator: str) -> bytes:
    """Rows as text; Amazon's own tab separated files do not quote, and no cell of the campaign needs it there."""
    out = io.StringIO()
    if separator == "\t":
        out.writelines("\t".join(map(str, row)) + "\n" for row in table)
    else:
        csv.writer(out, delimiter=separator, lineterminator="\n").writerows(table)
    return out.getvalue().encode()


def typed(cell: Any) -> Any:
    """A text as Excel keeps it when somebody types it: figures and days are numbers, a SKU of digits stays text."""
    if isinstance(cell, str) and _FIGURE.fullmatch(cell):
        return float(cell) if "." in cell else int(cell)
    if isinstance(cell, str) and _DAY.fullmatch(cell):
        try:
            return datetime.fromisoformat(cell)
        except ValueError:  # a day that does not exist stays text
            return cell
    return cell or None


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, table in sheets.items():
        sheet = book.create_sheet(title)
        for row in table:
            sheet.append([typed(cell) for cell in row])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def written(table: Sequence[Sequence[Any]], form: str) -> bytes:
    """A table as a file of a form."""
    return saved(workbook({"Sheet1": table})) if form == "xlsx" else delimited(table, SEPARATORS[form])


@cache
def campaign(form: str) -> Mapping[str, bytes]:
    """The campaign as it should be."""
    return {f"{name}.{form}": written(table, form) for name, table in TABLES.items()}


# --- Corruptions ---------------------------------------------------------------------

Edit = Callable[[Table], object]


@dataclass(frozen=True, slots=True)
class Corruption:
    """What befalls the files of a form; `files()` are all of the campaign's, with it."""

    name: str
    form: str
    files: Callable[[], Files]

    def __str__(self) -> str:
        return f"{self.form}: {self.name}"


def replaced(form: str, stem: str, data: bytes | None, **others: bytes) -> Files:
    """The campaign with another file in place of one, or without it; others are added (`a__csv` for `a.csv`)."""
    kept = {name: each for name, each in campaign(form).items() if name != f"{stem}.{form}"}
    own = {} if data is None else {f"{stem}.{form}": data}
    return kept | own | {name.replace("__", "."): each for name, each in others.items()}


def edited_table(form: str, stem: str, edit: Edit) -> Files:
    """The campaign with one table changed before it is written."""
    table = [list(row) for row in TABLES[stem]]
    edit(table)
    return replaced(form, stem, written(table, form))


def _at(table: Table, key: str, header: str) -> tuple[int, int]:
    """The row that holds a key, and the column of a header."""
    row = next(at for at, cells in enumerate(table) if key in cells)
    return row, table[0].index(header)


def _set(key: str, header: str, change: Callable[[str], Any]) -> Edit:
    def edit(table: Table) -> None:
        row, column = _at(table, key, header)
        table[row][column] = change(table[row][column])

    return edit


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def _to(value: Any) -> Callable[[str], Any]:
    return lambda _cell: value


Damages = Mapping[str, Callable[[str], Any]]


def _words(*values: str) -> Damages:
    return {f"{value!r}" if value else "blank": _to(value) for value in values}


NAMES: Final[Damages] = {
    "a no-break space behind": lambda cell: f"{cell}\u00a0",
    "a zero-width space within": lambda cell: f"{cell[:3]}\u200b{cell[3:]}",
    "a soft hyphen within": lambda cell: f"{cell[:3]}\u00ad{cell[3:]}",
    "an apostrophe before": lambda cell: f"'{cell}",
    "a formula around": lambda cell: f'="{cell}"',
    "full width": _wide,
    "a replacement character": lambda cell: f"{cell[:2]}\ufffd{cell[3:]}",
    "leading zeros lost": lambda cell: cell.lstrip("0B"),
    **_words("", "#N/A", "#REF!", ";", "2.31E+13", "5-Mar", "########"),
}
LETTERS: Final[Damages] = {
    "small letters": str.lower,
    "an en dash": lambda cell: cell.replace("-", "–"),
    "a Cyrillic letter": lambda cell: cell.replace("A", "А"),
    "a space for its hyphen": lambda cell: cell.replace("-", " "),
}
AMOUNTS: Final[Damages] = {
    "negative": lambda cell: f"-{cell}",
    "in brackets": lambda cell: f"({cell})",
    "full-width digits": _wide,
    "a decimal comma": lambda cell: cell.replace(".", ","),
    "another currency's sign": lambda cell: f"€{cell}",
    "another currency's code": lambda cell: f"{cell} GBP",
    "percent": lambda cell: f"{cell}%",
    "a letter O": lambda cell: cell.replace("0", "O", 1),
    "three decimals": lambda cell: f"{cell}5",
    "an underscore": lambda cell: f"1_{cell}",
    "a range": lambda cell: f"{cell}-{cell}",
    "a space within": lambda cell: cell.replace("0", "0 ", 1),
    "a zero-width space within": lambda cell: f"{cell[:1]}\u200b{cell[1:]}",
    "a formula around": lambda cell: f'="{cell}"',
    "an apostrophe before": lambda cell: f"'{cell}",
    "absurd": lambda _cell: "9" * 14,
    **_words("#N/A", "#DIV/0!", "N/A", "NaN", "null", "inf", "1e2", "TBD", "-", "5-Mar", "########", "TRUE"),
}
NO_ZERO: Final = _words("", "0", "0.00")
SHARES: Final[Damages] = {
    "a share": lambda cell: f"0.{cell}",
    "ten times as much": lambda cell: f"{cell}0",
    "negative": lambda cell: f"-{cell}",
    "two signs": lambda cell: f"{cell}%%",
    "money": lambda cell: f"${cell}",
    "full-width digits": _wide,
    "a word behind": lambda cell: f"{cell} ?",
    **_words(
        "", "0", "150", "100.01", "#N/A", "NaN", "thirty", "30-40", "3/10", "20,", ".3", "#VALUE!", "5-Mar"
    ),
}
DAYS: Final[Damages] = {
    **_words(
        "2026-02-30",
        "2026-13-01",
        "31/31/2026",
        "2026-12-05 25:00",
        "0000-00-00",
        "20261205",
        "03.12.26",
        "12/3",
    ),
    **_words(
        "1926-12-05",
        "NaT",
        "TBD",
        "#VALUE!",
        "tomorrow",
        "2026-12-05 09:00 XYZ",
        "2026-12",
        "46361",
        "########",
    ),
}

# Where (file, row, column) → what happens to the cell.
CELLS: Final[Sequence[tuple[str, str, str, Damages]]] = (
    ("listings", "00417-LAMP", "sku", {**NAMES, **LETTERS}),
    ("listings", "00418", "sku", NAMES),
    ("listings", "00417-LAMP", "asin", NAMES),
    ("listings", "00417-LAMP", "price", {**AMOUNTS, **NO_ZERO}),
    ("listings", "MUG-3E5", "sale_price", {**AMOUNTS, **_words("0", "0.00")}),
    ("listings", "MUG-3E5", "sale_start", DAYS),
    (
        "listings",
        "MUG-3E5",
        "sale_end",
        {**DAYS, "before its start": _to("2026-12-01"), "a year early": _to("2025-12-06")},
    ),
    ("listings", "00417-LAMP", "currency", _words("EUR", "US", "Dollar", "#N/A")),
    ("promotions", "P-100", "sku", {**NAMES, **LETTERS}),
    ("promotions", "P-200", "sku", NAMES),
    ("promotions", "P-200", "asin", _words("B0CTENT003", "#N/A", "B0CCHAIR04")),
    ("promotions", "P-100", "kind", _words("", "social", "Sozialcode", "cupon", "#N/A", "7")),
    ("promotions", "P-100", "marketplace", _words("XX", "UK", "U.S", "#N/A")),
    ("promotions", "P-100", "discount_type", _words("", "pct", "price", "zhe", "#N/A")),
    ("promotions", "P-100", "discount_value", SHARES),
    ("promotions", "P-200", "discount_value", {**AMOUNTS, **NO_ZERO}),
    ("promotions", "P-100", "start", DAYS),
    (
        "promotions",
        "P-100",
        "end",
        {**DAYS, "before its start": _to("2026-12-02"), "a year early": _to("2025-12-05 23:59")},
    ),
    ("promotions", "P-100", "status", _words("inactive", "unbekannt", "#N/A", "0")),
    ("promotions", "P-100", "stackable", _words("maybe", "#N/A", "n/a")),
    ("promotions", "P-100", "code_type", _words("multi", "#N/A")),
    ("promotions", "P-100", "audience", _words("friends", "#N/A")),
    ("coupons", "B0CLAMP001", "ASIN list", {**NAMES, "a comma behind": lambda cell: f"{cell}|B0CSHELF05"}),
    ("coupons", "B0CLAMP001", 'Coupon discount "% Off" value', SHARES),
    ("coupons", "B0CLAMP001", "Discount type", _words("", "% of", "off %", "$ off", "#N/A")),
    ("coupons", "B0CLAMP001", "Coupon start date", DAYS),
    ("coupons", "B0CLAMP001", "Coupon end date", DAYS),
    ("coupons", "B0CLAMP001", "Stacked promotions", _words("perhaps", "#N/A")),
    ("floors", "00417-LAMP", "sku", {**NAMES, **LETTERS}),
    ("floors", "00418", "sku", NAMES),
    ("floors", "00417-LAMP", "floor", {**AMOUNTS, **NO_ZERO}),
    ("floors", "00418", "cost", {**AMOUNTS, **NO_ZERO}),
    ("floors", "00418", "min_margin_percent", {**SHARES}),
    ("floors", "00417-LAMP", "currency", _words("EUR", "US", "Dollar", "#N/A", "XBT")),
    ("fees", "00418", "sku", NAMES),
    ("fees", "00418", "estimated-fee-total", {**AMOUNTS, **_words("", "--")}),
    ("fees", "00418", "currency", _words("EUR", "US", "#N/A")),
)


def cell_corruptions(form: str) -> Iterator[Corruption]:
    for stem, key, header, damages in CELLS:
        for what, change in damages.items():
            edit = _set(key, header, change)
            yield Corruption(
                f"{stem}, {key}, {header}: {what}", form, partial(edited_table, form, stem, edit)
            )


# The row of each file that a breach hangs on, and the one before it.
VICTIMS: Final = {
    "listings": "00417-LAMP",
    "promotions": "P-100",
    "coupons": "B0CLAMP001",
    "floors": "00417-LAMP",
    "fees": "00418",
}
# A column that a price hangs on, and another that is read.
FIGURES: Final = {
    "listings": ("price", "sku"),
    "promotions": ("discount_value", "kind"),
    "coupons": ('Coupon discount "% Off" value', "Coupon end date"),
    "floors": ("floor", "sku"),
    "fees": ("estimated-fee-total", "currency"),
}
MONEY_NAMES: Final = {
    "listings": "Aktionspreis",
    "promotions": "Discount (new)",
    "coupons": "Voucher discount 2",
    "floors": "Floor 2027",
    "fees": "fee-total-2027",
}


def _victim(stem: str, table: Table) -> int:
    return _at(table, VICTIMS[stem], TABLES[stem][0][0])[0]


def _row_edits(stem: str) -> Mapping[str, Edit]:
    """What happens to rows, in words that hold for every table."""

    def of_victim(change: Callable[[list[str]], object]) -> Edit:
        return lambda table: change(table[_victim(stem, table)])

    def line(*cells: str) -> Edit:
        return lambda table: table.append([*cells, *[""] * (len(table[0]) - len(cells))])

    def contradicts(table: Table) -> None:
        row, column = _at(table, VICTIMS[stem], FIGURES[stem][0])
        table.append([*table[row][:column], "1", *table[row][column + 1 :]])

    def swapped(table: Table) -> None:
        row, column = _at(table, VICTIMS[stem], FIGURES[stem][0])
        table[row][0], table[row][column] = table[row][column], table[row][0]

    def sorted_in(table: Table) -> None:
        table[0], table[-1] = table[-1], table[0]

    return {
        "the header is lost": lambda table: table.pop(0),
        "the header stands in the middle again": lambda table: table.insert(2, list(table[0])),
        "the header was sorted into the rows": sorted_in,
        "the header is a row of numbers": lambda table: table.__setitem__(
            0, [*map(str, range(len(table[0])))]
        ),
        "a row lacks its first cell": of_victim(lambda row: row.pop(0)),
        "a row lacks a cell in the middle": of_victim(lambda row: row.pop(3)),
        "a row is shifted to the right": of_victim(lambda row: row.__setitem__(slice(None), ["", *row[:-1]])),
        "a row is shifted to the left": of_victim(lambda row: row.__setitem__(slice(None), [*row[1:], ""])),
        "a row has a cell more": of_victim(lambda row: row.insert(2, "x")),
        "a row is blank but for its last cell": of_victim(
            lambda row: row.__setitem__(slice(0, -1), [""] * (len(row) - 1))
        ),
        "two cells changed places": swapped,
        "a row contradicts another": contradicts,
        "a total below": line("Total", "", "", "99.00"),
        "a remark below": line("Exported on 2026-11-20 by Ann"),
        "rows left out": line("..."),
        "an excuse": line("Result truncated: more than 5 rows"),
    }


def row_corruptions(form: str) -> Iterator[Corruption]:
    for stem in TABLES:
        for what, edit in _row_edits(stem).items():
            yield Corruption(f"{stem}: {what}", form, partial(edited_table, form, stem, edit))


def _moved(table: Table) -> None:
    for row in table[1:]:
        row.insert(1, row.pop())


def _more(table: Table) -> None:
    for row in table:
        row.append("Extra coupon" if row is table[0] else "30")


def _sorted_alone(table: Table) -> None:
    column = sorted((row[0] for row in table[1:]), reverse=True)
    for row, cell in zip(table[1:], column, strict=True):
        row[0] = cell


def _column_edits(stem: str) -> Mapping[str, Edit]:
    figure, other = FIGURES[stem]

    def header(name: str, change: Callable[[str], str]) -> Edit:
        return lambda table: table[0].__setitem__(table[0].index(name), change(name))

    def each_row(change: Callable[[list[str], int, int], object]) -> Edit:
        def edit(table: Table) -> None:
            one, two = table[0].index(figure), table[0].index(other)
            for row in table:
                change(row, one, two)

        return edit

    def swapped_cells(table: Table) -> None:
        one, two = table[0].index(figure), table[0].index(other)
        for row in table[1:]:
            row[one], row[two] = row[two], row[one]

    return {
        "the column of figures lost its name": header(figure, _to("")),
        "the column of figures has another name": header(figure, _to(MONEY_NAMES[stem])),
        "the column of figures has a typing error": header(
            figure, lambda name: f"{name[:-2]}{name[-1]}{name[-2]}"
        ),
        "another column lost its name": header(other, _to("")),
        "another column has a typing error": header(other, lambda name: f"{name[:-2]}{name[-1]}"),
        "two headers are alike": header(other, _to(figure)),
        "the column of figures is missing": each_row(lambda row, one, _two: row.pop(one)),
        "another column is missing": each_row(lambda row, _one, two: row.pop(two)),
        "the column of figures is there twice": each_row(lambda row, one, _two: row.append(row[one])),
        "two columns of cells changed places": swapped_cells,
        "the cells stand one column to the right": _moved,
        "a promotion column that nothing knows": _more,
    } | ({"the first column was sorted alone": _sorted_alone} if stem == "promotions" else {})


def column_corruptions(form: str) -> Iterator[Corruption]:
    for stem in TABLES:
        for what, edit in _column_edits(stem).items():
            yield Corruption(f"{stem}: {what}", form, partial(edited_table, form, stem, edit))


# --- Whole files ---------------------------------------------------------------------

ERROR_PAGE: Final = (
    b"<!DOCTYPE html>\n<html><head><title>503</title></head><body>Sign in, again</body></html>\n"
)
ERROR_JSON: Final = json.dumps({"errors": [{"code": "QuotaExceeded", "message": "try, again"}]}).encode()


def _now(data: bytes) -> Callable[[bytes], bytes]:
    return lambda _data: data


def _file_changes(stem: str, form: str) -> Mapping[str, Callable[[bytes], bytes]]:
    """What happens to a file as a whole; its name stays."""
    header = written(TABLES[stem][:1], form)
    changes: dict[str, Callable[[bytes], bytes]] = {
        "empty": _now(b""),
        "nothing but its header": _now(header),
        "an error page": _now(ERROR_PAGE),
        "an error in JSON": _now(ERROR_JSON),
        "an excuse in words": _now(b"Internal Server Error\n"),
        "half of it": lambda data: data[: len(data) // 2],
        "its last bytes lost": lambda data: data[:-4],
        "its first bytes lost": lambda data: data[3:],
        "NUL bytes behind it": lambda data: data + bytes(64) if form != "xlsx" else bytes(64) + data,
        "NUL bytes in place of its middle": lambda data: (
            data[: len(data) // 2] + bytes(len(data) - len(data) // 2)
        ),
        "compressed": gzip.compress,
    }
    if form == "xlsx":
        return changes
    return changes | {
        "UTF-16 without a mark": lambda data: data.decode().encode("utf-16-le"),
        "EBCDIC": lambda data: data.decode().encode("cp500"),
        "quoted printable": lambda data: data.replace(b"=", b"=3D").replace(b"2026", b"=\n2026"),
        "another file behind it": lambda data: (
            data + written(TABLES["coupons" if stem != "coupons" else "fees"], form)
        ),
        "twice in one file": lambda data: data * 2,
        "an error page behind it": lambda data: data + ERROR_PAGE,
        "one line end lost": lambda data: (
            data[: data.rstrip().rfind(b"\n")] + data[data.rstrip().rfind(b"\n") + 1 :]
        ),
        "all line ends lost": lambda data: data.replace(b"\n", b" "),
        "a stray carriage return": lambda data: data.replace(b"\n", b"\r", 1),
        "a quotation mark that is never closed": lambda data: (
            data[:-2] + b'"' + data[-2:] if form == "csv" else data[:-2] + b"\0" + data[-2:]
        ),
        "half a character": lambda data: data[:-9] + b"\xe9" + data[-9:],
        "a separator lost": lambda data: (
            data[: data.rfind(SEPARATORS[form].encode())] + data[data.rfind(SEPARATORS[form].encode()) + 1 :]
        ),
        "another separator in one row": lambda data: (
            data[: data.rstrip().rfind(b"\n")]
            + data[data.rstrip().rfind(b"\n") :].replace(SEPARATORS[form].encode(), b";")
        ),
    }


def file_corruptions(form: str) -> Iterator[Corruption]:
    for stem in TABLES:
        for what, change in _file_changes(stem, form).items():

            def made(stem: str = stem, change: Callable[[bytes], bytes] = change) -> Files:
                return replaced(form, stem, change(campaign(form)[f"{stem}.{form}"]))

            yield Corruption(f"{stem}: {what}", form, made)


# --- Several files -------------------------------------------------------------------


def _again(stem: str, edit: Edit) -> Table:
    """A second export of a table."""
    table = [list(row) for row in TABLES[stem]]
    edit(table)
    return table


def set_corruptions(form: str) -> Iterator[Corruption]:
    """Files that contradict each other, are missing, or go by another name."""
    second: Mapping[str, tuple[str, Edit]] = {
        "a second listings export with another price": (
            "listings",
            _set("00417-LAMP", "price", _to("300.00")),
        ),
        "a second listings export with another ASIN": (
            "listings",
            _set("00417-LAMP", "asin", _to("B0CLAMP999")),
        ),
        "a second listings export with another sale": (
            "listings",
            _set("MUG-3E5", "sale_price", _to("29.00")),
        ),
        "a second promotions export with another discount": (
            "promotions",
            _set("P-100", "discount_value", _to("3")),
        ),
        "a second promotions export with another kind": (
            "promotions",
            _set("P-100", "kind", _to("percentage_off")),
        ),
        "a second promotions export with another end": (
            "promotions",
            _set("P-100", "end", _to("2026-12-04 23:59")),
        ),
        "a second coupons export with another discount": (
            "coupons",
            _set("B0CLAMP001", 'Coupon discount "% Off" value', _to("2")),
        ),
        "a second floors sheet with a lower floor": ("floors", _set("00417-LAMP", "floor", _to("10.00"))),
        "a second fee preview with a lower fee": ("fees", _set("00418", "estimated-fee-total", _to("4.10"))),
    }
    for what, (stem, edit) in second.items():

        def made(stem: str = stem, edit: Edit = edit) -> Files:
            return {**campaign(form), f"{stem}-2.{form}": written(_again(stem, edit), form)}

        yield Corruption(what, form, made)
    for stem in ("listings", "floors"):
        yield Corruption(f"{stem}: the file is missing", form, partial(replaced, form, stem, None))
    for stem in TABLES:
        for suffix in ("html", "md", "json", "bak", "png", "xls"):

            def renamed(stem: str = stem, suffix: str = suffix) -> Files:
                data = campaign(form)[f"{stem}.{form}"]
                return replaced(form, stem, None) | {f"{stem}.{suffix}": data}

            yield Corruption(f"{stem}: is called .{suffix}", form, renamed)


# --- Workbooks -----------------------------------------------------------------------

Book = openpyxl.Workbook
MARCH: Final = date(2026, 3, 5)
_ERRORS: Final = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


def _book(stem: str, change: Callable[[Any], object], sheets: Mapping[str, Table] | None = None) -> bytes:
    book = workbook(sheets or {"Sheet1": TABLES[stem]})
    change(book)
    return saved(book)


def _cell_of(stem: str, key: str, header: str) -> str:
    row, column = _at(TABLES[stem], key, header)
    return f"{get_column_letter(column + 1)}{row + 1}"


def _sheet_xml(stem: str, old: bytes, new: bytes) -> bytes:
    def edit(xml: bytes) -> bytes:
        assert old in xml, (stem, old)
        return xml.replace(old, new, 1)

    return edited(shared(campaign("xlsx")[f"{stem}.xlsx"]), SHEET, edit)


def _without_part(stem: str, part: str) -> bytes:
    return edited(shared(campaign("xlsx")[f"{stem}.xlsx"]), part, lambda _xml: None)


def _with_part(stem: str, part: str, data: bytes) -> bytes:
    out = io.BytesIO(campaign("xlsx")[f"{stem}.xlsx"])
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")  # a name twice is what is wanted
        archive.writestr(part, data)
    return out.getvalue()


def workbook_corruptions(form: str) -> Iterator[Corruption]:
    """What only a workbook can suffer."""
    if form != "xlsx":
        return

    spots = (
        ("listings", "00417-LAMP", "price"),
        ("promotions", "P-100", "discount_value"),
        ("coupons", "B0CLAMP001", 'Coupon discount "% Off" value'),
        ("floors", "00417-LAMP", "floor"),
        ("fees", "00418", "estimated-fee-total"),
    )
    books: dict[str, tuple[str, Callable[[], bytes]]] = {}
    for at, (stem, key, header) in enumerate(spots):
        contents: Mapping[str, tuple[Any, str | None]] = {
            f"an error {_ERRORS[at]}": (_ERRORS[at], None),
            "a formula never worked out": ("=1+1", None),
            "a truth": (True, None),
            "a day": (MARCH, "d-mmm"),
            **({"a share without its sign": (0.2, None)} if "%" in header or "value" in header else {}),
            "a figure below zero": (-20.0, None),
            "more decimals than money has": (19.999, None),
            "percent": (0.2 if "value" not in header else 2.0, "0%"),
        }
        for what, (content, number_format) in contents.items():
            change = _value_at(stem, key, header, content, number_format)
            books[f"{stem}, {key}, {header}: {what}"] = (stem, partial(_book, stem, change))
    for stem, key, header in (
        ("listings", "00418", "sku"),
        ("promotions", "00418", "sku"),
        ("floors", "00418", "sku"),
        ("fees", "00418", "sku"),
    ):
        for what, content in {
            "a number": 418,
            "a number with a fraction": 418.5,
            "a day": MARCH,
        }.items():
            books[f"{stem}, {key}, {header}: {what}"] = (
                stem,
                partial(_book, stem, _value_at(stem, key, header, content, None)),
            )
    for stem in TABLES:
        row = _victim(stem, TABLES[stem]) + 1
        last = get_column_letter(len(TABLES[stem][0]))
        books |= {
            f"{stem}: its sheet is hidden": (stem, partial(_hidden, stem, "hidden")),
            f"{stem}: its sheet is very hidden": (stem, partial(_hidden, stem, "veryHidden")),
            f"{stem}: merged cells": (stem, partial(_book, stem, _merge(f"A{row - 1}:{last}{row}"))),
            f"{stem}: a row number twice": (
                stem,
                partial(_sheet_xml, stem, f'<row r="{row}"'.encode(), f'<row r="{row - 1}"'.encode()),
            ),
            f"{stem}: a cell twice": (
                stem,
                partial(_sheet_xml, stem, f'r="B{row}"'.encode(), f'r="A{row}"'.encode()),
            ),
            f"{stem}: rows out of order": (
                stem,
                partial(_sheet_xml, stem, f'<row r="{row}"'.encode(), b'<row r="1000"')
                if row < len(TABLES[stem])
                else partial(_sheet_xml, stem, b'<row r="2"', b'<row r="1000"'),
            ),
            f"{stem}: a cell in the last column of all": (
                stem,
                partial(_sheet_xml, stem, f'r="A{row}"'.encode(), f'r="XFD{row}"'.encode()),
            ),
            f"{stem}: a cell beyond the last row of all": (
                stem,
                partial(
                    _sheet_xml,
                    stem,
                    b"</sheetData>",
                    b'<row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData>',
                ),
            ),
            f"{stem}: a document type": (
                stem,
                partial(_sheet_xml, stem, b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "9">]><worksheet'),
            ),
            f"{stem}: shared texts are missing": (stem, partial(_without_part, stem, "xl/sharedStrings.xml")),
            f"{stem}: styles are missing": (stem, partial(_without_part, stem, "xl/styles.xml")),
            f"{stem}: the sheet is missing": (stem, partial(_without_part, stem, SHEET)),
            f"{stem}: a shared text that is not there": (
                stem,
                partial(_sheet_xml, stem, b't="s"><v>1</v>', b't="s"><v>999</v>'),
            ),
            f"{stem}: a kind of cell that does not exist": (
                stem,
                partial(_sheet_xml, stem, b't="s"><v>1</v>', b't="q"><v>1</v>'),
            ),
            f"{stem}: broken XML": (stem, partial(_sheet_xml, stem, b"</sheetData>", b"")),
            f"{stem}: a part twice": (stem, partial(_with_part, stem, SHEET, b"<worksheet/>")),
            f"{stem}: a second sheet with a damaged header": (stem, partial(_split, stem)),
        }
    for name, (stem, made) in books.items():

        def files(stem: str = stem, made: Callable[[], bytes] = made) -> Files:
            return replaced(form, stem, made())

        yield Corruption(name, form, files)


def _value_at(
    stem: str, key: str, header: str, content: Any, number_format: str | None
) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        cell = book.worksheets[0][_cell_of(stem, key, header)]
        cell.value = content
        if number_format:
            cell.number_format = number_format

    return change


def _merge(cells: str) -> Callable[[Book], None]:
    return lambda book: book.worksheets[0].merge_cells(cells)


def _hidden(stem: str, how: Literal["hidden", "veryHidden"]) -> bytes:
    book = workbook({"Sheet1": TABLES[stem], "Read me": [["Exports of November"]]})
    book.worksheets[0].sheet_state = how
    book.active = 1
    return saved(book)


def _split(stem: str) -> bytes:
    """The last row on a sheet of its own, whose header has a typing error in each name."""
    *rows, last = TABLES[stem]
    damaged = [f"{name[:-2]}{name[-1]}{name[-2]}" if len(name) > 2 else name for name in rows[0]]
    return saved(workbook({"Sheet1": rows, "Sheet2": [damaged, last]}))


# --- All of them ---------------------------------------------------------------------

_KINDS: Final = (
    cell_corruptions,
    row_corruptions,
    column_corruptions,
    file_corruptions,
    set_corruptions,
    workbook_corruptions,
)


@cache
def all_corruptions() -> tuple[Corruption, ...]:
    """Every one of them in every form that can suffer it."""
    return tuple(each for corruptions in _KINDS for form in FORMS for each in corruptions(form))


@cache
def chosen_corruptions() -> tuple[Corruption, ...]:
    """Two for each thing that may happen, in places and forms by turns."""
    by_what: dict[str, list[Corruption]] = {}
    for each in all_corruptions():
        by_what.setdefault(each.name.rpartition(": ")[2], []).append(each)
    found: dict[Corruption, None] = {}
    for turn, those in enumerate(by_what.values()):
        for step in (0, len(those) // 2):
            found[those[(turn * 7 + step) % len(those)]] = None
    return tuple(found)


# --- What changes nothing ------------------------------------------------------------


def harmless() -> Iterator[Corruption]:
    """Damage that leaves every value as it was: all is found, and the run is trusted."""
    for form in FORMS:
        for stem in TABLES:
            yield Corruption(
                f"{stem}: rows in another order", form, partial(edited_table, form, stem, _rows_reversed)
            )
            yield Corruption(
                f"{stem}: columns in another order",
                form,
                partial(edited_table, form, stem, _columns_reversed),
            )
            yield Corruption(
                f"{stem}: blank rows below", form, partial(edited_table, form, stem, _blank_rows)
            )
            yield Corruption(f"{stem}: a row twice", form, partial(edited_table, form, stem, _row_twice))
        yield Corruption("names changed places", form, partial(_names_changed, form))
        yield Corruption("another ending", form, partial(_another_ending, form))
    for form in SEPARATORS:
        for what, change in {
            "line ends of Windows": lambda data: data.replace(b"\n", b"\r\n"),
            "line ends of old Macintoshes": lambda data: data.replace(b"\n", b"\r"),
            "line ends doubled": lambda data: data.replace(b"\n", b"\r\r\n"),
            "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
            "UTF-16": lambda data: data.decode().encode("utf-16"),
            "blank lines": lambda data: data.replace(b"\n", b"\n\n"),
        }.items():
            yield Corruption(what, form, partial(_everywhere, form, change))
    yield Corruption(
        "the dimensions are wrong",
        "xlsx",
        partial(_xml_everywhere, rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"'),
    )
    yield Corruption("texts are shared", "xlsx", partial(_everywhere, "xlsx", shared))


def _rows_reversed(table: Table) -> None:
    table[1:] = table[:0:-1]


def _columns_reversed(table: Table) -> None:
    for row in table:
        row.reverse()


def _blank_rows(table: Table) -> None:
    table.extend([""] * len(table[0]) for _ in range(3))


def _row_twice(table: Table) -> None:
    table.append(list(table[-1]))


def _names_changed(form: str) -> Files:
    names = [*campaign(form)]
    return dict(zip(names, [*campaign(form).values()][::-1], strict=True))


def _another_ending(form: str) -> Files:
    other = {"csv": "xlsx", "tsv": "csv", "xlsx": "csv"}[form]
    return {
        f"{name}.{other}": data
        for name, data in ((each.partition(".")[0], data) for each, data in campaign(form).items())
    }


def _everywhere(form: str, change: Callable[[bytes], bytes]) -> Files:
    return {name: change(data) for name, data in campaign(form).items()}


def _xml_everywhere(old: bytes, new: bytes) -> Files:
    return _everywhere("xlsx", lambda data: edited(data, SHEET, lambda xml: re.sub(old, new, xml, count=1)))


# --- What cannot be seen -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unseen:
    """What no checker can see from inside the files, and why; `expect` is the line of a policy that sees it."""

    files: Callable[[], Files]
    why: str
    expect: str | None = None


def _lost(stem: str, expect: str) -> Unseen:
    def gone(table: Table) -> None:
        table.pop(_victim(stem, table))

    return Unseen(partial(edited_table, "csv", stem, gone), "nothing says that there was a row", expect)


def _other(stem: str, key: str, header: str, value: str, why: str) -> Unseen:
    return Unseen(partial(edited_table, "csv", stem, _set(key, header, _to(value))), why)


def _swapped(stem: str, one: str, two: str) -> Unseen:
    def edit(table: Table) -> None:
        names = table[0]
        at, other = names.index(one), names.index(two)
        names[at], names[other] = two, one

    return Unseen(partial(edited_table, "csv", stem, edit), "both columns hold amounts that may be either")


def _changed_places(stem: str, key: str, one: str, two: str) -> Unseen:
    def edit(table: Table) -> None:
        (row, at), (_, other) = (_at(table, key, header) for header in (one, two))
        table[row][at], table[row][other] = table[row][other], table[row][at]

    return Unseen(partial(edited_table, "csv", stem, edit), "both cells hold amounts that may be either")


PLAUSIBLE: Final = "the value is as likely as the true one"
UNSEEN: Final[Mapping[str, Unseen]] = {
    "a listing is gone": Unseen(
        partial(edited_table, "csv", "listings", lambda table: table.pop(_at(table, "MUG-3E5", "sku")[0])),
        "nothing says that there was a row",
        "min_rows: {listings: 5}",
    ),
    "a promotion is gone": _lost("promotions", "min_rows: {promotions: 5}"),
    "a coupon is gone": _lost("coupons", "min_rows: {promotions: 5}"),
    "a floor is gone, and the listing has a lower minimum": _lost("floors", "min_rows: {floors: 5}"),
    "a fee is gone": _lost("fees", "min_rows: {fees: 2}"),
    "the promotions are gone": Unseen(
        partial(replaced, "csv", "promotions", None),
        "another file holds promotions",
        "min_rows: {promotions: 5}",
    ),
    "the coupons are gone": Unseen(
        partial(replaced, "csv", "coupons", None),
        "another file holds promotions",
        "min_rows: {promotions: 5}",
    ),
    "the fees are gone": Unseen(
        partial(replaced, "csv", "fees", None), "floors from cost do not always have one", "roles: [fees]"
    ),
    "an error page took the place of the coupons, and is called .txt": Unseen(
        lambda: replaced("csv", "coupons", None, coupons__txt=ERROR_PAGE),
        "a folder may hold texts: it is listed as skipped",
        "min_rows: {promotions: 5}",
    ),
    "a share is written as percent": _other("promotions", "P-100", "discount_value", "0.3%", PLAUSIBLE),
    "a price has a digit more": _other("listings", "00417-LAMP", "price", "1100.00", PLAUSIBLE),
    "a discount lost a digit": _other("promotions", "P-100", "discount_value", "3", PLAUSIBLE),
    "a floor moved its point": _other("floors", "00417-LAMP", "floor", "6.00", PLAUSIBLE),
    "a cost lost a digit": _other("floors", "00418", "cost", "14.00", PLAUSIBLE),
    "a fee is nothing": _other("fees", "00418", "estimated-fee-total", "0", PLAUSIBLE),
    "a promotion starts a year later": Unseen(
        partial(
            edited_table,
            "csv",
            "promotions",
            lambda table: [
                row.__setitem__(slice(None), [cell.replace("2026", "2028") for cell in row])
                for row in table
                if row[0] == "P-100"
            ],
        ),
        "it starts beyond the horizon, and is counted as set aside",
    ),
    "days and months changed places": _other(
        "coupons", "B0CLAMP001", "Coupon end date", "2026-12-02", PLAUSIBLE
    ),
    "a status is ended": _other("promotions", "P-100", "status", "ended", PLAUSIBLE),
    "a status is rejected": _other("promotions", "P-100", "status", "rejected", PLAUSIBLE),
    "a coupon names another listing": _other("coupons", "B0CLAMP001", "ASIN list", "B0CSHELF05", PLAUSIBLE),
    "a floor names another SKU": _other(
        "floors", "00417-LAMP", "sku", "00417-LAMB", "the listing has a lower minimum"
    ),
    "a floor is blank": _other("floors", "00417-LAMP", "floor", "", "the listing has a lower minimum"),
    "a fee names another SKU": _other(
        "fees", "00418", "sku", "00481", "floors from cost do not always have one"
    ),
    "the sale price and its dates are blank": Unseen(
        partial(
            edited_table,
            "csv",
            "listings",
            lambda table: table[_at(table, "MUG-3E5", "sku")[0]].__setitem__(slice(4, 7), ["", "", ""]),
        ),
        "most listings have none",
    ),
    "the price and the list price changed places": _changed_places(
        "listings", "00417-LAMP", "price", "list_price"
    ),
    "the floor and the cost changed places": _swapped("floors", "floor", "cost"),
}
