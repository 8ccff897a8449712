"""Encodings: which one a file is in, and when that cannot be told."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promocheck.exports import encoding
from promocheck.exports.delimited import read_delimited
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.header import has_known_header
from tests.exports.sheets import columns, read_files, refused, rows

LISTING = 'sku,title,price\nA-1,"{title}",10.00\n'


def read(text: str, encoding: str) -> Grid:
    return read_delimited(text.encode(encoding))


def title_of(data: bytes) -> tuple[str | None, str]:
    """The encoding a listing was read in, and its title."""
    grid = read_delimited(data)
    return grid.encoding, rows(grid, "title")[0][1]


# --- Marks ---------------------------------------------------------------------------

MARKS = {
    "utf-8-sig": b"\xef\xbb\xbf",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}


@pytest.mark.parametrize("name", MARKS)
@pytest.mark.parametrize("title", ["Lamp", "Café – £5", "テーブル", "茶杯 😀"])
def test_a_mark_is_believed(name: str, title: str) -> None:
    data = MARKS[name] + LISTING.format(title=title).encode(name.removesuffix("-sig"))
    assert title_of(data) == (name, title)
    assert title_of(data[: len(MARKS[name])] + data) == (name, title)  # written twice
    assert has_known_header(data)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("title", ["Lamp", "Café – £5", "テーブル", "茶杯 😀"])
def test_utf16_without_a_mark_is_known_by_its_header(name: str, title: str) -> None:
    data = LISTING.format(title=title).encode(name)
    assert title_of(data) == (name, title)
    assert has_known_header(data)


@pytest.mark.parametrize(
    ("data", "what", "row"),
    [
        (b"sku,price\nA-1,1\0\n", "NUL", None),
        ("sku,price\nA-1,1\0\n".encode("utf-16"), "NUL", None),
        ("sku,price\nA-1,1\0\n".encode("utf-16-le"), "NUL", None),
        ("color,size\nred,XL\n".encode("utf-16-le"), "NUL", None),
        ("sku,price\nA-1,10\n".encode("utf-16-le")[:-1], "NUL", None),
        ("sku,price\nA-1,10\n".encode("utf-16")[:-1], "marked as UTF-16 and is not", 2),
        (b"\xff\xfe" + "sku,price\nA-1,".encode("utf-16-le") + b"\x00\xd8\n\0", "marked as UTF-16", 2),
        (b"\0\0\xfe\xff" + "sku,price\nA-1,10\n".encode("utf-32-be")[:-2], "marked as UTF-32", 2),
        (b"\xef\xbb\xbfsku,title,price\nA-1,Caf\xe9,1\n", "marked as UTF-8 and is not", 2),
    ],
)
def test_marks_that_are_wrong_and_what_is_no_text(data: bytes, what: str, row: int | None) -> None:
    reason, at = refused(data)
    assert what in reason
    assert at == row


# --- Headers decide ------------------------------------------------------------------

HEADERS = {
    "de": ("cp1252", "Artikelbezeichnung\tHändler-SKU\tPreis\tASIN 1\tStatus"),
    "fr": ("cp1252", "nom-produit\tsku-vendeur\tprix\tasin1\tétat\tétat-produit\texpédition-international"),
    "es": ("cp1252", "Título del producto\tSKU del vendedor\tPrecio\tASIN 1\testado\tFecha de creación"),
    "ja": ("cp932", "商品名\t出品者SKU\t価格\tASIN 1\tステータス"),
    "zh": ("gb18030", "商品名称\t卖家 SKU\t价格\tASIN1\t状态"),
}


@pytest.mark.parametrize("language", HEADERS)
def test_a_header_in_its_own_language_tells_the_encoding(language: str) -> None:
    """Read in a wrong encoding some of its names are known too: files have been saved that way."""
    encoding, header = HEADERS[language]
    width = header.count("\t") + 1
    line = "\t".join(["Lamp", "A-1", "10.00", "B01", "Active", "x", "x"][:width])
    grid = read(f"{header}\n{line}\n", encoding)
    assert (grid.encoding, grid.header) == (encoding, tuple(header.split("\t")))
    assert (grid.match.unknown, rows(grid, "sku", "price")) == ((), [(2, "A-1", "10.00")])


def test_a_damaged_heading_in_a_file_that_was_saved_again() -> None:
    grid = read(
        "Artikelbezeichnung\tH舅dler-SKU\tPreis\tASIN 1\tStatus\nLamp\tA-1\t10\tB01\tActive\n", "utf-8"
    )
    assert rows(grid, "sku") == [(2, "A-1")]


def test_a_column_that_a_template_would_pass_over_tells_the_encoding_too() -> None:
    """Read as Windows-1252 店铺 is one of the attributes that nobody asks for, and the rows would be of no store."""
    text = "TemplateType=fptcustom;settings=attributeRow=3&dataRow=4;;\nSeller SKU;;;\nitem_sku;item_name;standard_price;店铺\nA-1;;10.00;鉄\n"
    grid = read(text, "gb18030")
    assert (grid.encoding, rows(grid, "sku", "store")) == ("gb18030", [(4, "A-1", "鉄")])


def test_a_local_header_that_is_refused_is_refused_for_what_it_is() -> None:
    reason, row = refused("x\n商品名称\t卖家 SKU\t价格\tASIN1\t状态\n".encode("gb18030"))
    assert "below other rows" in reason
    assert row == 2
    assert "twice" in refused("sku,售价,price\n".encode("gb18030"))[0]
    assert "no known layout" in refused("Größe,Farbe\nXL,grün\n".encode("cp1252"))[0]
    assert "nothing tells which: Windows-1252" in refused("鉄,銅\n".encode("gb18030"))[0]


# --- The text decides ----------------------------------------------------------------

WESTERN = [
    "Café – £5",
    "Küchenwaage für Größen",
    "Levi’s 501 Jeans",
    "Lego® Set™",
    "Maß 5×7 cm, 20 °C",
    "l’été à la plage",
    "PROMOÇÃO de verão, açúcar",
    "“Best” lamp",
    "Pöytälamppu sääntö",
    "¿Qué? ½ año, niños",
]
JAPANESE = ["セール", "日本語の説明です", "テーブル ランプ 大", "赤い本 3個セット", "USBケーブル"]
CHINESE = ["优惠券", "红色茶杯", "家用台灯 护眼 学习", "夏季新款T恤", "台灯💡"]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        *(("cp1252", title) for title in WESTERN),
        *(("cp932", title) for title in JAPANESE),
        *(("gb18030", title) for title in CHINESE),
    ],
)
def test_an_english_header_over_other_cells(encoding: str, title: str) -> None:
    assert title_of(LISTING.format(title=title).encode(encoding)) == (encoding, title)


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("cp1254", "Işıklı gündüz şapkası"),
        ("cp1250", "Łóżko dziecięce, żółte"),
        ("cp1251", "Настольная лампа"),
        ("cp1253", "Επιτραπέζιο φωτιστικό"),
        ("big5", "檯燈護眼學習家用"),
        ("euc_jp", "テーブルの説明です"),
        ("cp932", "10cm角"),
        ("cp932", "ﾃｰﾌﾞﾙ"),
        ("gb18030", "龘靐齉"),
        ("gb18030", "💡 lamp"),
    ],
)
def test_other_text_and_too_little_of_it_is_refused(encoding: str, title: str) -> None:
    reason, _ = refused(LISTING.format(title=title).encode(encoding))
    assert "Save it as CSV UTF-8." in reason


def test_where_it_makes_no_difference_nothing_needs_to_be_told() -> None:
    grid = read("sku,price,colour\nA-1,10.00,10cm角\n", "cp932")
    assert (grid.encoding, rows(grid, "sku", "price")) == ("cp1252", [(2, "A-1", "10.00")])
    assert "nothing tells which" in refused("sku|price|colour\nA-1|10.00|10cm角\n".encode("cp932"))[0]


def test_a_header_in_a_guessed_encoding_may_say_anything() -> None:
    grid = read("sku,price,促销价\nA-1,100.00,70.00\n", "gbk")
    assert (grid.encoding, rows(grid, "sale_price")) == ("gb18030", [(2, "70.00")])
    grid = read("sku,price,折上折\nA-1,100.00,70.00\n", "gbk")
    assert [each.suspect for each in grid.match.unknown] == [True]
    grid = read("sku,price,größe\nA-1,100.00,M\n", "cp1252")
    assert [each.suspect for each in grid.match.unknown] == [False]


@pytest.mark.parametrize("title", ["Küche grün für Größe", "テーブルの 説明 です", "红色 茶杯 夏季"])
def test_utf8_with_a_broken_byte_is_no_other_encoding(title: str) -> None:
    whole = LISTING.format(title=title).encode() + "B-2,Müll,20.00\nC-3,Öl,20.00\n".encode()
    for at, byte in enumerate(whole):
        if byte >= 0x80:
            reason, row = refused(whole[:at] + whole[at + 1 :])
            assert "UTF-8" in reason
            assert row is None or row == whole[:at].count(b"\n") + 1


CELL = st.text(st.sampled_from('aB9 -,;|"\t\n\r’é'), max_size=8) | st.text(
    st.characters(exclude_categories=["C", "Z"]), max_size=8
)


@settings(max_examples=400, deadline=None)
@given(
    titles=st.lists(CELL | st.sampled_from(WESTERN + JAPANESE + CHINESE), min_size=1, max_size=6),
    encoding=st.sampled_from([*MARKS, "utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp932", "gb18030"]),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_was_written_is_read_back_or_refused(
    titles: list[str], encoding: str, separator: str, end: str
) -> None:
    out = io.StringIO()
    everything: Any = csv.QUOTE_ALL
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=everything)
    writer.writerow(["sku", "title", "price"])
    writer.writerows([f"S{number}", title, "1.00"] for number, title in enumerate(titles))
    try:
        data = MARKS.get(encoding, b"") + out.getvalue().encode(encoding.removesuffix("-sig"))
    except UnicodeEncodeError:
        return
    try:
        grid = read_delimited(data)
    except Refusal:
        assert encoding in {"cp1252", "cp932", "gb18030"}
        return
    lost = {each.row for each in grid.bad}
    assert [sku for _, sku in rows(grid, "sku")] == [
        f"S{at}" for at in range(len(titles)) if at + 2 not in lost
    ]
    if encoding not in {"cp1252", "cp932", "gb18030"}:
        kept = [title.strip(" ") for row, title in enumerate(titles, 2) if row not in lost]
        assert [title for _, title in rows(grid, "title")] == kept


def test_what_happens_to_be_utf8_is_read_in_the_encoding_of_its_header(tmp_path: Path) -> None:
    """站点 in Shift JIS is UTF-8 for two other characters: the file would lose its marketplace."""
    data = "sku,price,title,站点\nLAMP-1,1200,x,JP\n".encode("cp932")
    tables = read_files(tmp_path, {"sheet.csv": data})
    assert [each.encoding for each in tables.sources] == ["cp932"]
    assert columns(tables.listings, "marketplace", "price") == [("JP", 1200)]


@pytest.mark.parametrize(
    "title", ["Bohrer Ø 5 mm", "Boîte À Bijoux", "COQUE À RABAT", "Größe Ü30", "Étui À Lunettes"]
)
def test_a_western_letter_may_stand_alone(tmp_path: Path, title: str) -> None:
    data = f"seller-sku\tasin1\tprice\tstatus\titem-name\nA-1\tB0AAAAAAA1\t9.99\tActive\t{title}\n"
    tables = read_files(tmp_path, {"all.txt": data.encode("cp1252")})
    assert columns(tables.listings, "title") == [(title,)]


@pytest.mark.parametrize("together", [1, 4, 1 << 16])
@given(
    lines=st.lists(
        st.sampled_from(
            [b"Lamp", b"", b"\xc3\xa9", "茶".encode(), b"\xc3", b"\xa9", b"\xed\xa0\x80", b"\xf0\x9f"]
        )
    ),
    between=st.sampled_from([b"\n", b"", b"\r"]),
)
def test_utf8_is_told_line_by_line_as_it_is_of_the_whole(
    together: int, lines: list[bytes], between: bytes
) -> None:
    data = between.join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_LINES", together)
        assert encoding._is_text(data, "utf-8") == (data.decode("utf-8", "replace").encode() == data)
