"""ZIP archives: what is in them is read as in a folder, and nothing is unpacked that could do harm."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from promocheck.exports import Tables, read
from promocheck.exports import archive as archives
from promocheck.exports.content import tell
from tests.exports.sheets import columns, files, refusals, text_file, xlsx

LISTINGS = text_file("sku | asin | price\nA-1 | B01 | 10")
FLOORS = text_file("sku | floor | currency\nA-1 | 5 | USD")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(20)


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return out.getvalue()


def read_zip(
    folder: Path, members: Mapping[str, bytes] | bytes, name: str = "exports.zip", **options: Any
) -> Tables:
    """Write an archive and read it by its name."""
    data = members if isinstance(members, bytes) else packed(members)
    return read([str(files(folder, {name: data}) / name)], **options)


def places(tables: Tables, root: Path) -> list[tuple[str, str | None, str | None]]:
    return sorted(
        (each.path.removeprefix(f"{root.as_posix()}/"), each.store, each.marketplace)
        for each in tables.sources
    )


def test_files_in_an_archive_are_read_where_their_folders_say(tmp_path: Path) -> None:
    members = {"acme/US/listings.csv": LISTINGS, "acme/UK/listings.csv": LISTINGS, "acme/floors.csv": FLOORS}
    tables = read_zip(tmp_path, members)
    assert places(tables, tmp_path) == [
        ("exports.zip/acme/UK/listings.csv", "acme", "UK"),
        ("exports.zip/acme/US/listings.csv", "acme", "US"),
        ("exports.zip/acme/floors.csv", "acme", None),
    ]
    assert refusals(tables) == []


@pytest.mark.parametrize(
    ("name", "member", "store", "marketplace"),
    [
        ("US.zip", "listings.csv", None, "US"),
        ("acme/US.zip", "listings.csv", "acme", "US"),
        ("acme/US/exports.zip", "listings.csv", "acme", "US"),
        ("acme/exports.zip", "UK/listings.csv", "acme", "UK"),
        ("exports.zip", "UK/listings.csv", None, "UK"),
        ("US/exports.zip", "beta/UK/listings.csv", "beta", "UK"),
        ("US/exports.zip", "UK/listings.csv", None, "UK"),
    ],
)
def test_an_archive_is_read_as_if_unpacked_where_it_lies(
    tmp_path: Path, name: str, member: str, store: str | None, marketplace: str
) -> None:
    tables = read([str(files(tmp_path, {name: packed({member: LISTINGS})}))])
    assert places(tables, tmp_path) == [(f"{name}/{member}", store, marketplace)]


@pytest.mark.parametrize("member", ["listings.csv", "十二月/listings.csv"])
@pytest.mark.parametrize("names", [["US/a.zip"], ["US/a.zip", "US/b.zip"], ["US/a.zip", "UK/a.zip"]])
def test_a_marketplaces_folder_is_no_store_of_the_archives_in_it(
    tmp_path: Path, member: str, names: list[str]
) -> None:
    found = read([str(files(tmp_path, {name: packed({member: LISTINGS}) for name in names}))])
    assert {store for _, store, _ in places(found, tmp_path)} == {None}


@pytest.mark.parametrize("named", [False, True])
def test_several_archives_with_marketplaces_are_a_store_each(tmp_path: Path, named: bool) -> None:
    zips = {name: packed({"US/listings.csv": LISTINGS}) for name in ("acme.zip", "bolt.zip")}
    folder = files(tmp_path, zips)
    paths = [str(folder / name) for name in zips] if named else [str(folder)]
    assert places(read(paths), tmp_path) == [
        ("acme.zip/US/listings.csv", "acme", "US"),
        ("bolt.zip/US/listings.csv", "bolt", "US"),
    ]


def test_an_archive_in_a_stores_folder_is_the_stores(tmp_path: Path) -> None:
    files(tmp_path, {"acme/US/listings.csv": LISTINGS, "acme/floors.zip": packed({"floors.csv": FLOORS})})
    assert places(read([str(tmp_path)]), tmp_path)[1] == ("acme/floors.zip/floors.csv", "acme", None)


def test_what_is_known_of_a_file_in_an_archive(tmp_path: Path) -> None:
    path = files(tmp_path, {"exports.zip": packed({"listings.csv": LISTINGS})}) / "exports.zip"
    os.utime(path, (1_700_000_000, 1_700_000_000))
    (source,) = read([str(path)], marketplace="US").sources
    assert (source.modified, source.sha256) == (1_700_000_000, hashlib.sha256(LISTINGS).hexdigest())


def test_workbooks_in_an_archive(tmp_path: Path) -> None:
    tables = read_zip(tmp_path, {"a.xlsx": xlsx({"S": [["sku", "price"], ["B-2", 20]]})}, marketplace="US")
    assert columns(tables.listings, "sku") == [("B-2",)]


def test_what_a_folder_would_skip_is_skipped(tmp_path: Path) -> None:
    members = {
        "listings.csv": LISTINGS,
        "photo.png": PICTURE,
        "notes.txt": b"Remember the milk.\n",
        "__MACOSX/._listings.csv": b"\0\5\x16\7" + bytes(60),
        "__MACOSX/listings.csv": LISTINGS,
        ".DS_Store": bytes(40),
        "~$listings.xlsx": b"\5user",
        "folder/": b"",
    }
    tables = read_zip(tmp_path, members, marketplace="US")
    assert (len(tables.listings), len(tables.skipped), refusals(tables)) == (1, 6, [])


@pytest.mark.parametrize("members", [{"photo.png": PICTURE}, {}, {"folder/": b""}])
def test_an_archive_without_exports(tmp_path: Path, members: Mapping[str, bytes]) -> None:
    ((name, _, reason),) = refusals(read_zip(tmp_path, members, marketplace="US"))
    assert (name, "holds nothing that can be read" in reason) == ("exports.zip", True)


def test_an_archive_in_an_archive(tmp_path: Path) -> None:
    members = {
        "listings.csv": LISTINGS,
        "more.zip": packed({"floors.csv": FLOORS}),
        "a.gz": b"\x1f\x8b\x08\x00",
    }
    found = refusals(read_zip(tmp_path, members, marketplace="US"))
    assert [(name, "Unpack it" in reason) for name, _, reason in found] == [
        ("a.gz", True),
        ("more.zip", True),
    ]


def test_windows_separates_folders_in_its_own_way(tmp_path: Path) -> None:
    tables = read_zip(tmp_path, {"acme\\US\\listings.csv": LISTINGS})
    assert places(tables, tmp_path) == [("exports.zip/acme/US/listings.csv", "acme", "US")]


# --- Names ---------------------------------------------------------------------------


def renamed(old: str, new: bytes) -> bytes:
    """An archive whose one file has these bytes for a name, and does not say what they are."""
    return packed({old: LISTINGS}).replace(old.encode(), new)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("商品列表.csv".encode("gbk"), "商品列表.csv"),
        ("商品列表.csv".encode(), "商品列表.csv"),
        (b"price\x80.csv", "priceÇ.csv"),
    ],
)
def test_names_in_the_code_page_of_windows(tmp_path: Path, raw: bytes, shown: str) -> None:
    tables = read_zip(tmp_path, renamed("x" * len(raw), raw), marketplace="US")
    assert [Path(each.path).name for each in tables.sources] == [shown]


def test_names_that_say_that_they_are_utf_8(tmp_path: Path) -> None:
    tables = read_zip(tmp_path, {"商品列表.csv": LISTINGS}, marketplace="US")
    assert [Path(each.path).name for each in tables.sources] == ["商品列表.csv"]


# --- Danger --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["/etc/listings.csv", "../listings.csv", "a/../../b.csv", "C:/b.csv", "..\\b.csv"]
)
def test_files_that_lead_out_of_the_archive(tmp_path: Path, name: str) -> None:
    ((file, _, reason),) = refusals(read_zip(tmp_path, {name: LISTINGS}, marketplace="US"))
    assert (file, "leads out of it" in reason) == ("exports.zip", True)


def test_two_files_of_one_name(tmp_path: Path) -> None:
    twice = packed({"a.csv": LISTINGS, "b.csv": FLOORS}).replace(b"b.csv", b"a.csv")
    for data in (twice, packed({"US/a.csv": LISTINGS, "US\\a.csv": LISTINGS})):
        ((_, _, reason),) = refusals(read_zip(tmp_path, data, marketplace="US"))
        assert "of one name" in reason


def test_encrypted_files(tmp_path: Path) -> None:
    data = bytearray(packed({"a.csv": LISTINGS, "b.csv": FLOORS}, zipfile.ZIP_STORED))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    ((name, _, reason),) = refusals(read_zip(tmp_path, bytes(data), marketplace="US"))
    assert (name, "password protected" in reason) == ("a.csv", True)


def test_a_changed_byte(tmp_path: Path) -> None:
    data = packed({"a.csv": LISTINGS}, zipfile.ZIP_STORED).replace(b"B01,10", b"B01,90")
    ((name, _, reason),) = refusals(read_zip(tmp_path, data, marketplace="US"))
    assert (name, "damaged in its archive" in reason) == ("a.csv", True)


METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", ["archive", "workbook"])
def test_a_damaged_byte_anywhere_is_a_refusal(tmp_path: Path, method: int, kind: str) -> None:
    """Each way of packing has its own exceptions for bytes that cannot be unpacked."""
    table = b"".join(b"A-%d,B%d,%d.00\n" % (each, each * 7919 % 997, each + 1) for each in range(60))
    data = packed({"a.csv": b"sku,asin,price\n" + table}, method)
    if kind == "workbook":
        with zipfile.ZipFile(io.BytesIO(xlsx({"S": [["sku", "price"], ["B-2", 20]]}))) as book:
            data = packed({name: book.read(name) for name in book.namelist()}, method)
    for at in range(4, len(data), max(1, len(data) // 80)):
        damaged = bytearray(data)
        damaged[at] ^= 0xFF
        tables = read_zip(tmp_path, bytes(damaged), marketplace="US")
        assert len(tables.listings) or refusals(tables)


def test_an_archive_cut_anywhere(tmp_path: Path) -> None:
    data = packed({"a.csv": LISTINGS, "b.csv": FLOORS})
    for length in range(4, len(data), 7):
        ((_, _, reason),) = refusals(read_zip(tmp_path, data[:length], marketplace="US"))
        assert "damaged" in reason


def test_what_would_unpack_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"a.csv": bytes(60 << 20)})
    ((_, _, reason),) = refusals(read_zip(tmp_path, bomb, marketplace="US"))
    assert "200 times" in reason
    monkeypatch.setattr(archives, "_MOST_UNPACKED", 10)
    ((_, _, reason),) = refusals(read_zip(tmp_path, {"a.csv": LISTINGS}, marketplace="US"))
    assert "2 GB" in reason


def test_too_many_files(tmp_path: Path) -> None:
    many = {f"{number}.csv": b"" for number in range(10_001)}
    ((_, _, reason),) = refusals(read_zip(tmp_path, many, marketplace="US"))
    assert "10,000" in reason


def test_two_archives_joined_into_one_are_refused(tmp_path: Path) -> None:
    """The directory at the end is the second one's: the first would be gone without a word."""
    joined = packed({"a.csv": LISTINGS}) + packed({"b.csv": LISTINGS})
    ((_, _, reason),) = refusals(read_zip(tmp_path, joined))
    assert "two files joined into one" in reason


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    data = packed({"x.csv": LISTINGS}).replace(b"x.csv", b"\0.csv")
    ((_, _, reason),) = refusals(read_zip(tmp_path, data))
    assert "has no name" in reason


@pytest.mark.parametrize("data", [b"{", b'{"reportSpecifica', b"[1,"])
def test_json_that_breaks_off_is_not_passed_over(tmp_path: Path, data: bytes) -> None:
    ((file, _, reason),) = refusals(read([str(files(tmp_path, {"US/coupons.json": data}))]))
    assert (file, "is damaged" in reason) == ("coupons.json", True)


def test_a_workbook_whose_beginning_is_another_file_s_is_refused() -> None:
    """Its directory counts from a beginning that is lost, and most of its parts can still be read."""
    one, two = (
        xlsx({"Sheet": [["sku", "price"], ["A-1", 10]]}),
        xlsx({"Sheet": [["sku", "floor"], ["A-1", 6]]}),
    )
    content = tell(one[:300] + two[900:], "book.xlsx")
    assert content.kind == "other"
    assert "two files joined into one" in content.reason.template
