"""Notes behind the rows of text exports: what was there stays, byte for byte."""

from __future__ import annotations

import csv
import io

import pytest

from promocheck.exports import known_layouts
from promocheck.exports.annotate import annotate
from promocheck.exports.annotate_text import annotate_text
from promocheck.exports.grid import Refusal
from promocheck.model.annotation import MARK, Note, Notes, Tint
from promocheck.model.formula import without_formulas_inside
from promocheck.reports.neutral import neutral
from tests.reports.naughty import NAUGHTY

KNOWN = known_layouts({})
RED = Tint("FFC7CE", "9C0006")
HEAD = (MARK, "promocheck fix")


def note(*lines: str, word: str = "ERROR") -> Note:
    return Note(((word,), lines), RED)


def notes(rows: dict[int, Note]) -> Notes:
    return Notes(HEAD, (10, 20), rows)


def annotated(text: str | bytes, rows: dict[int, Note], encoding: str = "utf-8") -> str:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return annotate(data, "export.csv", {None: notes(rows)}, KNOWN).data.decode(encoding)


@pytest.mark.parametrize(
    ("what", "text", "written"),
    [
        ("comma", "sku,price\nA,9\nB,8\n", "sku,price,{h}\nA,9,ERROR,Lower it\nB,8,,\n"),
        ("no last line end", "sku,price\r\nB,8\r\nA,9", "sku,price,{h}\r\nB,8,,\r\nA,9,,"),
        ("semicolon", "sku;price\nA;9,00\n", "sku;price;{h}\nA;9,00;ERROR;Lower it\n"),
        ("quotes", '"sku","price"\n"A ""1""",9\n', '"sku","price",{h}\n"A ""1""",9,ERROR,Lower it\n'),
        (
            "lines in a cell",
            'sku,price,title\nA,9,"a\nb"\n',
            'sku,price,title,{h}\nA,9,"a\nb",ERROR,Lower it\n',
        ),
        ("blank lines", "sku,price\nA,9\n\nB,8\n", "sku,price,{h}\nA,9,ERROR,Lower it\n\nB,8,,\n"),
        ("CR CR LF", "sku,price\r\r\nA,9\r\r\n", "sku,price,{h}\r\r\nA,9,ERROR,Lower it\r\r\n"),
        ("a told separator", "sep=;\nsku;price\nB;8\n", "sep=;\nsku;price;{h}\nB;8;,\n".replace(";,", ";;")),
        ("spaces", "sku , price\n A , 9 \n", "sku , price,{h}\n A , 9 ,ERROR,Lower it\n"),
    ],
)
def test_what_was_there_stays(what: str, text: str, written: str) -> None:
    separator = ";" if ";" in text else ","
    wanted = written.replace("{h}", separator.join(HEAD))
    rows = {2: note("Lower it")} if "ERROR" in written else {}
    assert annotated(text, rows) == wanted, what


def test_no_note_is_beside_the_header_which_names_the_columns() -> None:
    copy = annotate(
        b"sku,price\nA,9\n", "a.csv", {None: notes({1: note("Correct it"), 2: note("Lower it")})}, KNOWN
    )
    assert copy.headers == {None: 1}
    assert copy.data.decode() == f"sku,price,{','.join(HEAD)}\nA,9,ERROR,Lower it\n"


def test_a_short_row_is_filled_up_so_that_the_note_is_under_its_header() -> None:
    text = "seller-sku\tasin1\tprice\tquantity\titem-name\nA\tB0AAAAAAA1\t9.00\t3\tMug\nB\tB0AAAAAAA2\t9.00\n"
    lines = annotated(text, {3: note("Lower it")}).splitlines()
    assert lines[2] == "B\tB0AAAAAAA2\t9.00\t\t\tERROR\tLower it"


@pytest.mark.parametrize(
    ("encoding", "table", "said", "then"),
    [
        ("utf-8-sig", "SKU,售价,标题\nA,9,瓶\nB,8,ok\n", "瓶 €", "utf-8-sig"),
        ("utf-16", "SKU,售价,标题\nA,9,瓶\nB,8,ok\n", "瓶 €", "utf-16"),
        ("gb18030", "SKU,售价,标题\nA,9,瓶\nB,8,ok\n", "瓶 €", "gb18030"),
        ("cp1252", "sku,price,Größe\nA,9,groß\nB,8,ok\n", "1 €", "cp1252"),
        ("cp1252", "sku,price,Größe\nA,9,groß\nB,8,ok\n", "把 A 移出秒杀", "utf-8-sig"),
        (
            "cp932",
            "商品名\t出品者SKU\t価格\tASIN 1\tステータス\nマグ\tA\t900\tB0AAAAAAA1\tActive\n瓶\tB\t800\tB0AAAAAAA2\tActive\n",
            "瓶",
            "cp932",
        ),
        (
            "cp932",
            "商品名\t出品者SKU\t価格\tASIN 1\tステータス\nマグ\tA\t900\tB0AAAAAAA1\tActive\n瓶\tB\t800\tB0AAAAAAA2\tActive\n",
            "把 A 调到 9 €",
            "utf-8-sig",
        ),
    ],
)
def test_in_the_encoding_that_it_had_unless_that_lacks_letters_of_what_is_said(
    encoding: str, table: str, said: str, then: str
) -> None:
    written = annotate(table.encode(encoding), "export.txt", {None: notes({2: note(said)})}, KNOWN).data
    separator = "\t" if "\t" in table else ","
    behind = [separator.join(("", *cells)) for cells in (HEAD, ("ERROR", said), ("", ""))]
    lines = (f"{was}{new}\n" for was, new in zip(table.splitlines(), behind, strict=True))
    assert written == "".join(lines).encode(then)


@pytest.mark.parametrize("data", NAUGHTY)
def test_nothing_that_is_put_there_is_a_formula_or_another_cell(data: str) -> None:
    said = neutral(data)
    ((_, _, *head), (_, _, word, fix)) = csv.reader(
        io.StringIO(annotated("sku,price\nA,9\n", {2: note(said, said)}), newline="")
    )
    assert (tuple(head), word) == (HEAD, "ERROR")
    assert fix.removeprefix("'") == without_formulas_inside(f"{said} | {said}")
    assert fix.lstrip()[:1] not in {"=", "+", "-", "@"}


def test_where_quotes_are_text_a_note_has_no_separator() -> None:
    text = 'seller-sku\tasin1\tprice\titem-name\nA\tB0AAAAAAA1\t9.00\t27" monitor\nB\tB0AAAAAAA2\t9.00\t5" vase\n'
    line = annotated(text, {2: note('say "no"\tnow')}).splitlines()[1]
    assert line == 'A\tB0AAAAAAA1\t9.00\t27" monitor\tERROR\tsay "no" now'


def test_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal):
        annotated("sku,price\nA,9\n", {7: note("x")})


def test_a_text_that_would_become_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from promocheck.exports import annotate_text as module

    monkeypatch.setattr(module, "spliced", lambda body, _: body.replace(b"A,9", b"A,8"))
    with pytest.raises(Refusal):
        annotate_text(b"sku,price\nA,9\n", notes({2: note("x")}), KNOWN)


@pytest.mark.parametrize(("data", "name"), [(b'{"coupons": []}', "a.json"), (b"\xd0\xcf\x11\xe0", "a.xls")])
def test_what_no_cells_can_be_put_into(data: bytes, name: str) -> None:
    with pytest.raises(Refusal):
        annotate(data, name, {None: notes({2: note("x")})}, KNOWN)
