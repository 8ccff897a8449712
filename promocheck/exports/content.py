"""What a file is, told by its first bytes: a table to read, something to skip in a folder, or something to refuse."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from promocheck.exports.damage import UNPACKING
from promocheck.exports.databases import JOURNAL, SQLITE, holds_nothing, is_dbase, is_ledger
from promocheck.exports.own_files import is_report
from promocheck.exports.vocabulary import speaks_of_money
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"RIFF")
_ARCHIVES: Final = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd")
# Tables all the same: what Python, R and Access keep them in.
_UNREAD_TABLES: Final = {
    b"PAR1": "Parquet",
    b"ARROW1": "Arrow",
    b"FEA1": "Arrow",
    b"Obj\x01": "Avro",
    b"ORC": "ORC",
    b"\0\1\0\0Standard Jet DB": "Access",
    b"\0\1\0\0Standard ACE DB": "Access",
    # What is written to a database before it is in its own file, or stood there before.
    b"\x37\x7f\x06\x82": "SQLite",
    b"\x37\x7f\x06\x83": "SQLite",
    JOURNAL: "SQLite",
}
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_TAR: Final = b"ustar"  # a tape archive says so behind the name of its first file
_OLE: Final = b"\xd0\xcf\x11\xe0"
_OLDEST_EXCEL: Final = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")  # not even in an OLE file
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
_MOST_UNPACKED: Final = 2 << 30
_MOST_LOOKED_AT: Final = 100  # records of a list, which say what the others do
_TEXT_NAMES: Final = {".csv", ".tsv", ".tab"}
_BOOK_NAMES: Final = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".et", ".ods", ".numbers"}
_DBASE_NAME: Final = ".dbf"
_TABLE_NAMES: Final = _TEXT_NAMES | _BOOK_NAMES | {_DBASE_NAME}
_PERHAPS_TABLE_NAMES: Final = {".txt", ".json", ".zip"}
_SETTINGS_NAMES: Final = {".yaml", ".yml"}
_OUTPUT_NAMES: Final = {".log", ".err", ".out"}  # where jobs leave what programs print, often nothing
_PROSE_NAMES: Final = {".md", ".rst", ".html", ".toml", ".ini", ".py"} | _SETTINGS_NAMES | _OUTPUT_NAMES
# Reports, and the journal that `--log-format json` writes.
_OUR_JSON: Final = re.compile(
    r'\ufeff?\s*\{(?s:.{0,400}?"schema": ?"promocheck\.[a-z-]+/)|\ufeff?\{"time": "[^"]+", "level": "[a-z]+", "event": "'
)
_SCHEMA: Final = re.compile(r'\ufeff?\s*\{\s*"\$schema": ?"https?://json-schema\.org/')
# As `reports.csv_report` and `reports.order_list` begin.
_OUR_TABLE: Final = re.compile(rb'(\xef\xbb\xbf)?(?:"?promocheck |order-id,order-item-code,)')
# As verdicts begin, which stand first in what people read of ours (`reports.verdict`, and its like for other commands).
_OUR_VERDICT: Final = re.compile(
    r"\ufeff?(\*\*)?(?:(?:CLEAR|LOOK AT THIS|FINDINGS|NOT TRUSTWORTHY|NOTHING CHECKED|DO NOT SAVE THIS|NOT KNOWN|STOP|(NOTHING )?SOLD BELOW FLOOR"
    r"|(NOT )?GOOD|NO COMPLETE RUN|(AS )?APPROVED( OR BETTER)?|MOVED|(NOTHING NEW )?SINCE RUN [0-9]+)[:,] "
    r"|(?:通过|请留意|请注意|发现问题|(结果)?不可信|什么都没检查|不要保存|未知|停|低于底价售出|凡有底价的|不?正常|没有完整的扫描|已审批|与审批一致(或更好)?|有变动"
    r"|与第 [0-9]+ 次运行相比(没有新问题)?)[：，])"
)
_CANCELLATION: Final = b"TemplateType=OrderCancellation\t"
_PLATFORM_JSON: Final = (b'"reportSpecification"', b'"coupons"', b'"promotions"')
# An API answers so where it has no report: its errors come first, and each has a code.
_BEGINS_AS_ERROR: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"errors"\s*:\s*\[\s*\{')


_NOTHING: Final = Text("")
_PROSE: Final = say("is text, no table.")
_BINARY: Final = say("is neither text nor a workbook.")
_POLICY_NAME: Final = re.compile(r"rules\.ya?ml", re.IGNORECASE)
_POLICY: Final = say("is a policy, no table. The report says which one was applied; --rules names another.")
_ARCHIVE: Final = say("is an archive. Unpack it and pass what is in it.")
_MARKUP: Final = re.compile(
    rb"[\xef\xbb\xbf\s]*<(!doctype|html|\?xml|head|body|meta|table|style)\b", re.IGNORECASE
)
_TABLE_TAG: Final = re.compile(rb"<(\w+:)?table\b", re.IGNORECASE)
_PAGE: Final = say("is a web page or XML, no table. If it was an export, export it again.")
# Exported again it is the same: many systems write one and call it .xls, which Excel opens with a warning.
_PAGE_AS_WORKBOOK: Final = say(
    "is a table in a web page or in XML, which some systems call a workbook. Open it in Excel and save it as .xlsx; "
    "if it does not show your rows there, export it again."
)
_DOCUMENT: Final = say("is a picture or a document, no table.")
_DAMAGED_PACKAGE: Final = say("is a damaged workbook or archive. Export it again.")


@dataclass(frozen=True, slots=True)
class Content:
    """`text`, `workbook`, `document` (JSON) and the files in an `archive` are read, `prose` only where one of its rows is a known header.

    A `manual` is named like one, and may show tables: it is read where a known header is the first thing in it.
    `other` is refused when named, and in a folder too where it `claims` to be a table.
    """

    kind: Literal["text", "workbook", "document", "archive", "prose", "manual", "other"]
    reason: Text = _NOTHING
    claims: bool = True


_UPLOAD: Final = Content("other", say("is an upload that cancels orders, no export."), claims=False)
_RULES_OF_JSON: Final = Content("other", say("is a JSON Schema, no export."), claims=False)
_LEDGER: Final = Content("other", say("is a ledger of promocheck, no export."), claims=False)
_OURS: Final = Content("other", say("is a report of promocheck, no export."), claims=False)


def tell(data: bytes, name: str) -> Content:
    """What `data` is. The name only decides whether something unreadable claims to be a table, or never does."""
    suffix = PurePosixPath(name.lower()).suffix
    claims = suffix in _TABLE_NAMES
    if data.startswith(b"PK"):
        return _zip(data, claims=claims)
    known = _written_here(data) or _by_first_bytes(data, claims=claims) or _by_name(data, suffix)
    if known:
        return known
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"["):
        return _json(data, suffix, claims=claims)
    if suffix in _PROSE_NAMES:
        return Content("manual", _POLICY if _POLICY_NAME.fullmatch(name) else _PROSE, claims=False)
    if claims or not head or _tabular(data) or _damaged_text(data, suffix):
        return Content("text")
    return _without_rows(data, suffix)


def may_be_empty(name: str) -> bool:
    """Whether a file of this name is no export though nothing is in it: a policy, a list of waivers, what a job printed."""
    return PurePosixPath(name.lower()).suffix in _SETTINGS_NAMES | _OUTPUT_NAMES


def is_named_as_table(name: str) -> bool:
    """Whether a file of this name is refused in a folder too where nobody can read what is in it."""
    return PurePosixPath(name.lower()).suffix in _TABLE_NAMES | _PERHAPS_TABLE_NAMES


def _without_rows(data: bytes, suffix: str) -> Content:
    """What is left of an archive or of a JSON report, by how it is called; else prose."""
    if suffix == ".zip":
        return Content("other", _DAMAGED_PACKAGE)
    if suffix == ".json":
        return _json(data, suffix, claims=False)
    return Content("prose", _BINARY if b"\0" in data[:4096] else _PROSE, claims=False)


def _written_here(data: bytes) -> Content | None:
    """What a command of ours has left, by how it begins."""
    if data.startswith(_CANCELLATION):
        return _UPLOAD
    if data.startswith(SQLITE) and is_ledger(data):
        return _LEDGER
    # Windows' own shell writes what a command prints in UTF-16.
    begins = data[:1024].decode("utf-16" if data.startswith(_UTF_16) else "utf-8", "replace")
    if _OUR_TABLE.match(data) or _OUR_VERDICT.match(begins) or _OUR_JSON.match(begins):
        return _OURS
    return _RULES_OF_JSON if _SCHEMA.match(begins) else None


def _by_first_bytes(data: bytes, *, claims: bool) -> Content | None:
    if data.startswith(_OLE):
        return _ole(data, claims=claims)
    if reason := _unread_form(data):
        return Content("other", reason)
    if data.startswith(_PICTURES) or (data.startswith(b"BM") and data[6:10] == bytes(4)):
        return Content("other", _DOCUMENT, claims)
    if _MARKUP.match(data[:4096]):
        return Content("other", _PAGE_AS_WORKBOOK if claims and _TABLE_TAG.search(data) else _PAGE, claims)
    return None


def _by_name(data: bytes, suffix: str) -> Content | None:
    """A table of dBase by its name, where it is no text and does not begin as most do."""
    if suffix != _DBASE_NAME or b"\0" not in data or data.startswith(_UTF_16):
        return None
    return Content("other", _unread("dBase"))


def _unread_form(data: bytes) -> Text | None:
    """Why a table, or an archive of some, is not read for the form that it is in."""
    if _OLDEST_EXCEL.match(data):
        return say("is an Excel file from before 1997. Open it in Excel and save it as .xlsx.")
    if data.startswith(_ARCHIVES) or data[257:262] == _TAR:
        return _ARCHIVE
    called = _form_of(data)
    if called is None or b"\0" not in data:  # else a text that begins so
        return None
    return _unread(called)


def _unread(called: str) -> Text:
    return say("is a table of {format}, which is not read. Save it as CSV or .xlsx.", format=called)


def _form_of(data: bytes) -> str | None:
    """What program keeps tables so, by how they begin."""
    if data.startswith(SQLITE):
        return None if holds_nothing(data) else "SQLite"
    if is_dbase(data):
        return "dBase"
    return next((called for begins, called in _UNREAD_TABLES.items() if data.startswith(begins)), None)


def _ole(data: bytes, *, claims: bool) -> Content:
    """An OLE file, by the names of the parts in its directory: old Excel, a password protected package, anything else."""
    if _holds_part(data, "EncryptedPackage"):
        return Content("other", say("is password protected. Save it without a password, as .xlsx."))
    if _holds_part(data, "WordDocument") or _holds_part(data, "PowerPoint Document"):
        return Content("other", _DOCUMENT, claims)
    if _holds_part(data, "Workbook") or _holds_part(data, "Book"):
        return Content("workbook")
    return Content(
        "other", say("is no old Excel file, though it begins like one. Export it again, as .xlsx."), claims
    )


def _holds_part(data: bytes, name: str) -> bool:
    return re.search(re.escape(name.encode("utf-16-le")), data, re.IGNORECASE) is not None


def _zip(data: bytes, *, claims: bool) -> Content:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except UNPACKING:
        return Content("other", _DAMAGED_PACKAGE)
    parts = archive.infolist()
    if fault := _fault_of(parts):
        return Content("other", fault)
    names = [part.filename for part in parts]
    described = "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)
    if described or "xl/workbook.xml" in names:
        return _package(archive, names)
    document = _other_document(names, data)
    return Content("other", document, claims) if document else Content("archive", _ARCHIVE)


def _fault_of(parts: list[zipfile.ZipInfo]) -> Text | None:
    """Why a ZIP file is not read, by what its directory says."""
    names = [part.filename for part in parts]
    if sum(part.file_size for part in parts) > _MOST_UNPACKED:
        return say("is an archive that unpacks to more than 2 GB, which is not tried.")
    begins = min((part.header_offset for part in parts), default=0)
    if begins != 0:  # below 0: its beginning is another file's
        return say(
            "does not begin with its first part, as two files joined into one: damaged. Export it again."
        )
    if "" in names:
        return say("is an archive with a file that has no name, so damaged. Export it again.")
    if len(set(names)) < len(names):
        return say("is an archive with two parts of one name, so damaged. Export it again.")
    return None


def _other_document(names: list[str], data: bytes) -> Text | None:
    """What else is kept in a ZIP file."""
    if "[Content_Types].xml" in names and any(name.startswith(("word/", "ppt/", "visio/")) for name in names):
        return _DOCUMENT
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return say("is an Apple document, which is not read. Export it as .xlsx.")
    if _OPEN_DOCUMENT in data[:200]:
        return say("is an OpenDocument file, which is not read. Save it as .xlsx.")
    return None


def _package(archive: zipfile.ZipFile, names: list[str]) -> Content:
    """What Excel keeps in a package: a workbook, or a form of one that is not read."""
    if "xl/workbook.bin" in names:
        return Content("other", say("is a binary workbook (.xlsb), which is not read. Save it as .xlsx."))
    try:
        types = archive.read("[Content_Types].xml")
    except UNPACKING:
        return Content("other", _DAMAGED_PACKAGE)
    if b".template." in types:
        return Content(
            "other", say("is a template (.xltx), no workbook. Open it in Excel and save it as .xlsx.")
        )
    if is_report(archive):
        return _OURS
    return Content("workbook")


def _json(data: bytes, suffix: str, *, claims: bool) -> Content:
    if any(word in data for word in _PLATFORM_JSON):
        return Content("document")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        if _BEGINS_AS_ERROR.match(data):
            return Content("document")
        if suffix == ".json":
            return Content("other", say("is damaged: its JSON breaks off or is none. Export it again."))
        if _is_lines_of_offers(data):
            return Content(
                "other", say("is JSON, a record a line, which is not read. Save it as CSV or .xlsx.")
            )
        return Content("text") if claims else Content("prose", say("is text, no table."), claims=False)
    return Content("document", claims=claims or _is_api_error(document) or _holds_offers(document))


def _is_api_error(document: Any) -> bool:
    """Whether a platform answered that it has no report, as against settings that speak of errors."""
    errors = document.get("errors") if isinstance(document, dict) else None
    return (
        isinstance(errors, list)
        and bool(errors)
        and all(isinstance(each, dict) and "code" in each for each in errors)
    )


def _holds_offers(document: Any, *, listed: bool = False) -> bool:
    """Whether JSON is a table under another heading than a layout's: records, or a row of headings, that speak of money.

    `listed`: it stands in a list, however deep; settings speak of money too, and are no list of it.
    """
    if isinstance(document, dict):
        return (listed and any(map(speaks_of_money, document))) or any(
            _holds_offers(each, listed=listed) for each in document.values()
        )
    if not isinstance(document, list):
        return False
    head = document[0] if document else None
    if isinstance(head, list) and any(isinstance(each, str) and speaks_of_money(each) for each in head):
        return True
    return any(_holds_offers(each, listed=True) for each in document[:_MOST_LOOKED_AT])


def _is_lines_of_offers(data: bytes) -> bool:
    """Whether each line is a record by itself, as the first one is, and speaks of money."""
    try:
        return _holds_offers([json.loads(first_line_of(data))])
    except (ValueError, RecursionError):
        return False


def first_line_of(data: bytes) -> bytes:
    """The first line that says anything, in an encoding whose line ends are those of ASCII."""
    return re.split(rb"[\r\n]", data[: 1 << 16].lstrip(b"\xef\xbb\xbf \t\r\n"), maxsplit=1)[0]


def _tabular(data: bytes) -> bool:
    """Whether the text looks like rows of cells: a tab, or the same number of separators, in its first rows."""
    if _wide(data[:4096]):
        return True
    lines = [line for line in re.split(rb"\r\n|\n|\r", data[: 1 << 16]) if line.strip()][:3]
    if not lines or b"\0" in data[:4096]:
        return False
    if b"\t" in lines[0]:
        return True
    first = lines[0].decode("utf-8", "replace")
    if (
        len(first) < 2000
        and max(map(first.count, ",;|")) > 1
        and not first.endswith(".")
        and speaks_of_money(first)
    ):
        return True
    return any(
        lines[0].count(separator) >= 1
        and len({line.count(separator) for line in lines}) == 1
        and len(lines) > 1
        for separator in (b",", b";")
    )


def _damaged_text(data: bytes, suffix: str) -> bool:
    """Whether a file is named as Amazon's own exports are and holds what no text does: a crash or a full disk leaves zeros.

    Nobody writes notes with such bytes: to pass it over as prose would be to check without it.
    """
    return suffix == ".txt" and b"\0" in data


def _wide(head: bytes) -> bool:
    """UTF-16, with its byte order mark or by the look of it: in mostly Latin text every other byte is 0."""
    zeros = sorted((head[0::2].count(0), head[1::2].count(0)))
    return head.startswith(_UTF_16) or (zeros[1] > len(head) * 0.4 and zeros[0] == 0)
