"""What was read is read again from a cache: the same to the last row and word, or not at all."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promocheck.exports import Cache, Tables, own_layouts, read
from promocheck.exports.cache import cache as cache_module
from promocheck.exports.cache import zone_files as zones_module
from promocheck.exports.cache.columns import NotKept, Written, column, frame_of
from promocheck.exports.cache.entry import Damaged, pack, unpack
from promocheck.exports.cache.narrow import from_json, to_json
from promocheck.exports.cache.shelf import Shelf
from promocheck.exports.cache.stamp import _LIBRARIES, ROOMS, code_stamp
from promocheck.exports.cache.zone_files import TooMany, zone_files
from promocheck.exports.files import Opened
from promocheck.exports.piece import TABLES
from promocheck.pipeline import Request, scan
from promocheck.policy.layout import LayoutSettings
from promocheck.reports import FORMATS
from promocheck.reports.words import Words
from promocheck.tables import Table
from promocheck.tables.frames import Frame
from promocheck.tables.texts import PackedTexts, bytes_of, packed_of
from tests.exports.odd_shop import LISTINGS, PROMOTIONS, ROOT, SAMPLES
from tests.frames import assert_same
from tests.shop import policy_of, table, write_sheet

AS_OF = 1_795_478_400
POSIX = pytest.mark.skipif(os.name == "nt", reason="rights are another thing there")

FLOORS = """
sku | floor | currency
A-1 | 60.00 | USD
A-2 | 10.00 | EUR
1E5 | 1.00 |
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop with a breach, a target that is nobody's, and cells that cannot be read."""
    folder = tmp_path / "US"
    folder.mkdir()
    for name, text in (("listings", LISTINGS), ("promotions", PROMOTIONS), ("floors", FLOORS)):
        write_sheet(folder / f"{name}.csv", table(text))
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """A cache of files of any size."""
    return Cache(tmp_path / "cache", least=0)


@pytest.fixture
def recalled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were not read because the cache knew them."""
    names: list[str] = []
    recall = cache_module.Kept.recall

    def noting(kept: cache_module.Kept, opened: Opened) -> bool:
        known = recall(kept, opened)
        names.extend([opened.candidate.path.name] if known else [])
        return known

    monkeypatch.setattr(cache_module.Kept, "recall", noting)
    return names


def same(one: Tables, other: Tables) -> None:
    for each in dataclasses.fields(Tables):
        mine, others = getattr(one, each.name), getattr(other, each.name)
        if isinstance(mine, Frame):
            assert_same(mine, others)
        else:
            assert mine == others, each.name


def report(folder: Path, cache: Cache | None = None) -> str:
    request = Request((str(folder),), policy_of(), AS_OF, prices=True)
    found = scan(dataclasses.replace(request, cache=cache) if cache else request)
    return FORMATS["json"](found, Words("en")) + FORMATS["text"](found, Words("en"))


def entries(cache: Cache) -> list[Path]:
    assert cache.folder
    return sorted(cache.folder.iterdir())


@pytest.mark.usefixtures("xlrd_here")
def test_every_sample_is_had_back_as_it_was_read(cache: Cache, recalled: list[str]) -> None:
    paths = [str(each) for each in SAMPLES]
    plain = read(paths, marketplace="US", cache=cache)
    assert recalled == []
    same(read(paths, marketplace="US", cache=cache), plain)
    assert len(recalled) == len(entries(cache)) > 10
    assert {each.role for each in plain.sources} >= {"listings", "promotions", "floors"}


def test_the_report_is_the_same_with_and_without(shop: Path, cache: Cache, recalled: list[str]) -> None:
    plain = report(shop)
    assert "PC101" in plain
    assert "5O.00" in plain
    assert (report(shop, cache), report(shop, cache)) == (plain, plain)
    assert len(recalled) == 3


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda _: b"",
        lambda data: data + b"\0",
        lambda data: data.replace(b"columns 1", b"columns 2", 1),
        lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
        lambda data: bytes(len(data)),
    ],
    ids=["a byte less", "half", "empty", "a byte more", "another version", "a bit in the data", "zeros"],
)
def test_a_damaged_entry_is_rebuilt(
    shop: Path, cache: Cache, recalled: list[str], damage: Callable[[bytes], bytes]
) -> None:
    plain = read([str(shop)], cache=cache)
    for each in entries(cache):
        each.write_bytes(damage(each.read_bytes()))
    same(read([str(shop)], cache=cache), plain)
    assert recalled == []
    same(read([str(shop)], cache=cache), plain)
    assert len(recalled) == 3


def test_no_bit_of_an_entry_can_change_unnoticed(shop: Path, cache: Cache) -> None:
    read([str(shop)], cache=cache)
    for entry in entries(cache):
        whole = entry.read_bytes()
        assert unpack(memoryview(whole), entry.stem).parts
        for at in range(len(whole)):
            flipped = bytearray(whole)
            flipped[at] ^= 1 << at % 8
            with pytest.raises(Damaged):
                unpack(memoryview(flipped), entry.stem)
        for length in range(0, len(whole), 7):
            with pytest.raises(Damaged):
                unpack(memoryview(whole)[:length], entry.stem)


def test_entries_that_changed_places_are_rebuilt(shop: Path, cache: Cache, recalled: list[str]) -> None:
    plain = read([str(shop)])
    read([str(shop)], cache=cache)
    one, two, three = entries(cache)
    contents = [each.read_bytes() for each in (two, three, one)]
    for each, content in zip((one, two, three), contents, strict=True):
        each.write_bytes(content)
    same(read([str(shop)], cache=cache), plain)
    assert recalled == []


def test_a_file_that_was_moved_is_known_and_named_where_it_is_now(
    shop: Path, cache: Cache, recalled: list[str]
) -> None:
    read([str(shop)], cache=cache)
    moved = shop.parent / "elsewhere" / shop.parent.name / "US"  # another store would be another reading
    shutil.copytree(shop, moved)
    plain = read([str(moved)])
    same(read([str(moved)], cache=cache), plain)
    assert len(recalled) == 3
    assert {problem.place.file for problem in plain.problems if hasattr(problem, "place")} == {
        (moved / name).as_posix() for name in ("listings.csv", "floors.csv")
    }


def test_what_changed_is_read(shop: Path, cache: Cache, recalled: list[str]) -> None:
    read([str(shop)], cache=cache)
    before = (shop / "listings.csv").stat()
    (shop / "listings.csv").write_text("sku,price\nA-1,70.00\n", encoding="utf-8")
    os.utime(shop / "listings.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read([str(shop)], cache=cache).listings["price"].tolist() == [7000]
    assert sorted(recalled) == ["floors.csv", "promotions.csv"]


def test_what_decides_how_a_file_is_read_is_part_of_its_name(
    shop: Path, cache: Cache, recalled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of the listings fits no other marketplace's currency, store, layout or code."""
    own = own_layouts(
        {
            "mine": LayoutSettings.model_validate(
                {"title": "mine", "role": "listings", "fields": {"sku": ["sku"], "price": ["price"]}}
            )
        }
    )
    path, folder = [str(shop / "listings.csv")], [str(shop)]
    ways: list[Callable[[], Tables]] = [
        lambda: read(path, cache=cache),
        lambda: read(folder, cache=cache),  # where it is not named, and so may be passed over
        lambda: read(path, cache=cache, store="acme"),
        lambda: read(path, cache=cache, marketplace="DE"),
        lambda: read(path, cache=cache, sheet="Sheet1"),
        lambda: read(path, cache=cache, own=own),
    ]
    for way in ways:
        way()
    assert recalled == []
    monkeypatch.setattr(cache_module, "code_stamp", lambda: "another version")
    read(path, cache=cache)
    assert recalled == []
    monkeypatch.undo()


def test_other_rates_are_other_floors_and_the_same_listings(
    shop: Path, cache: Cache, recalled: list[str]
) -> None:
    for rate in (None, {("EUR", "USD"): Fraction(2)}, {("EUR", "USD"): Fraction(3)}):
        tables = read([str(shop)], cache=cache, rates=rate)
        same(tables, read([str(shop)], rates=rate))
    assert tables.floors["floor"].tolist() == [6000, 3000, 100]
    assert recalled == ["listings.csv", "promotions.csv"] * 2


def test_floors_whose_currency_the_run_tells_are_read_each_time(
    tmp_path: Path, cache: Cache, recalled: list[str]
) -> None:
    """The same bytes are dollars beside American listings and yen beside Japanese ones."""
    write_sheet(tmp_path / "floors.csv", table("sku | floor\nA-1 | 60"))
    write_sheet(tmp_path / "listings.csv", table("sku | price | marketplace\nA-1 | 100 | US"))
    paths = [str(tmp_path / "floors.csv"), str(tmp_path / "listings.csv")]
    assert read(paths, cache=cache).floors["floor"].tolist() == [6000]
    write_sheet(tmp_path / "listings.csv", table("sku | price | marketplace\nA-1 | 100 | JP"))
    assert read(paths, cache=cache).floors["floor"].tolist() == [60]
    assert recalled == []


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(shop: Path, tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    same(read([str(shop)], cache=Cache(tmp_path / "file", said.append, least=0)), read([str(shop)]))
    assert len(said) == 3


def test_a_file_that_lost_a_row_of_cells_or_is_refused_is_read_each_time(
    tmp_path: Path, cache: Cache
) -> None:
    (tmp_path / "refused.csv").write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("nothing to read\n", encoding="utf-8")
    read([str(tmp_path)], cache=cache, marketplace="US")
    assert not cache.folder or not cache.folder.exists()


def test_what_is_kept_among_the_exports_is_no_export(shop: Path, recalled: list[str]) -> None:
    plain = read([str(shop)])
    cache = Cache(shop / "kept", least=0)
    for _ in range(2):
        same(read([str(shop)], cache=cache), plain)
    (shop / "kept" / f"{entries(cache)[0].stem}.{'0' * 16}.part").write_bytes(b"unfinished")
    same(read([str(shop)]), plain)
    assert len(recalled) == 3


@POSIX
def test_costs_are_nobody_elses_business_and_nobody_else_writes_them(
    shop: Path, cache: Cache, recalled: list[str]
) -> None:
    read([str(shop)], cache=cache)
    assert cache.folder
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in entries(cache)} == {0o600}
    entries(cache)[0].chmod(0o622)
    read([str(shop)], cache=cache)
    assert len(recalled) == 2
    cache.folder.chmod(0o777)
    said: list[str] = []
    read([str(shop)], cache=dataclasses.replace(cache, failed=said.append))
    assert (len(recalled), set(said)) == (2, {"others can write there"})


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "cache", most=250)
    for at, name in enumerate("abc"):
        shelf.put(name, [bytes(100)])
        os.utime(shelf.folder / f"{name}.columns", (at, at))
        if name == "b":
            assert shelf.get("a")  # used again
    assert sorted(each.stem for each in shelf.folder.iterdir()) == ["a", "c"]
    shelf.put("d", [bytes(1000)])
    assert shelf.get("d") is None


WRITER = """
import sys
from pathlib import Path
from promocheck.exports.cache.shelf import Shelf
shelf = Shelf(Path(sys.argv[1]), 1 << 30)
whole = {bytes([letter]) * 300_000 for letter in b"ab"}
for _ in range(30):
    shelf.put("one", [sys.argv[2].encode() * 300_000])
    found = shelf.get("one")
    assert found is not None and bytes(found) in whole
"""


def test_two_runs_at_once_see_whole_entries(tmp_path: Path) -> None:
    runs = [subprocess.Popen([sys.executable, "-c", WRITER, tmp_path / "cache", letter]) for letter in "ab"]
    assert [each.wait(60) for each in runs] == [0, 0]
    assert [each.name for each in (tmp_path / "cache").iterdir()] == ["one.columns"]


TEXTS = st.lists(st.text(st.characters(exclude_categories=[]), max_size=5))
MIXED = Table("mixed", {"text": "O", "few": "O", "number": "int64", "code": "int8", "flag": "bool"})


@given(TEXTS)
def test_columns_come_back_as_they_were(texts: list[str]) -> None:
    rows = np.arange(len(texts))
    frame = MIXED.frame(
        {
            "text": texts,
            "few": np.array(["a", "", "灯"], dtype=object)[rows % 3],
            "number": rows - 2**62,
            "code": (rows % 7).astype(np.int8),
            "flag": rows % 2 == 0,
        }
    )
    written, parts = {}, list[memoryview]()
    try:
        for name in frame.columns:
            each = column(frame[name])
            written[str(name)] = Written(
                each.how, each.value, tuple(range(len(parts), len(parts) + len(each.parts)))
            )
            parts += each.parts
    except NotKept:
        assert any(0xD800 <= ord(letter) < 0xE000 for text in texts for letter in text)
        return
    again = frame_of(MIXED, len(frame), written, parts)
    assert_same(again, frame)
    if len(texts):  # what a run was given, it does not change
        with pytest.raises(ValueError, match="read-only"):
            again["number"][0] = 5


def test_columns_that_say_few_things_are_codes_and_others_are_not() -> None:
    kinds = {
        name: column(np.array(texts, dtype=object)).how
        for name, texts in {
            "same": ["US"] * 9,
            "codes": ["red", "blue", "red"] * 30,
            "texts": [str(each) for each in range(90)],
        }.items()
    }
    assert kinds == {name: name for name in kinds}


def test_packed_texts_come_back_packed() -> None:
    texts = ["A-1", "", "灯 2"]
    stored = column(PackedTexts.of(packed_of(texts)))
    assert stored.how == "packed"
    written = Written(stored.how, stored.value, (0,))
    table = Table("texts", {"text": "O"})
    for parts in ([*stored.parts], [memoryview(bytes(stored.parts[0]))]):
        again = frame_of(table, 3, {"text": written}, parts)["text"]
        assert bytes_of(again) is not None
        assert again.tolist() == texts
    for rows, columns in ((2, table.columns), (3, {"text": "int64"})):
        with pytest.raises(ValueError, match=r"^[23]$"):
            frame_of(Table("texts", columns), rows, {"text": written}, [*stored.parts])


def test_no_class_is_had_back_that_is_not_known() -> None:
    with pytest.raises(TypeError):
        to_json(Path("x"), "file")
    with pytest.raises(KeyError):
        from_json({"Path": ["x"]}, "file")


def test_another_key_is_another_entry() -> None:
    data = b"".join(pack("key", {"a": 1}, [memoryview(b"abc")]))
    assert unpack(memoryview(data), "key").told == {"a": 1}
    with pytest.raises(Damaged):
        unpack(memoryview(data), "another")


def test_the_stamp_is_of_every_room_and_library_that_reading_stands_on() -> None:
    """Import contracts keep exports to these rooms; another library among its imports would have to be in the stamp."""
    contract = next(
        each
        for each in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
            "contracts"
        ]
        if each["id"] == "rooms"
    )
    layers = [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]
    at = next(index for index, layer in enumerate(layers) if "exports" in layer)
    below = {room for layer in layers[at + 1 :] for room in layer}
    assert {"exports", *below} - {"crew", "storage"} == set(ROOMS)  # those hand on work and bytes
    sources = (
        path.read_text("utf-8") for room in ROOMS for path in (ROOT / "promocheck" / room).rglob("*.py")
    )
    imported = {
        name
        for source in sources
        for names in re.findall(
            r"^\s*(?:from (\w+)[\w.]* import .*|import (\w+)[^ ]*(?: as \w+)?)$", source, re.MULTILINE
        )
        for name in names
        if name and name not in sys.stdlib_module_names
    }
    of_module = {"yaml": "pyyaml", "pydantic_core": "pydantic"}
    assert {of_module.get(name, name) for name in imported} - {"promocheck"} <= set(_LIBRARIES)


def test_every_table_has_a_place() -> None:
    frames = {each.name for each in dataclasses.fields(Tables) if each.type in {"Frame", Frame}}
    assert set(TABLES) == frames - {"outside"}  # --only fills it from what was read: no export does


def zones(folder: Path, **files: bytes) -> tuple[str, ...]:
    """The lines of a folder of zones, as if it were the computer's own."""
    for name, data in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zoneinfo.TZPATH", (str(folder),))
        return tuple(zone_files())


@pytest.mark.parametrize("release", [{}, {"tzdata.zi": b"# version 2026a\n"}, {"+VERSION": b"2026a\n"}])
def test_another_zone_file_of_a_marketplace_is_another_stamp(
    tmp_path: Path, release: dict[str, bytes]
) -> None:
    before = zones(tmp_path, America__Los_Angeles=b"one", **release)
    assert before == zones(tmp_path)
    assert before != zones(tmp_path, America__Los_Angeles=b"two")


def test_without_a_release_every_zone_that_a_row_may_name_counts(tmp_path: Path) -> None:
    before = zones(tmp_path, America__Los_Angeles=b"one", Pacific__Apia=b"one")
    assert before != zones(tmp_path, Pacific__Apia=b"two")
    (tmp_path / "Pacific/Apia").unlink()
    assert before != zones(tmp_path)


def test_where_zones_cannot_be_told_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones_module, "_MOST", 1)
    with pytest.raises(TooMany):
        zones(tmp_path, Asia__Tokyo=b"one", Pacific__Apia=b"one")
    monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path),))
    assert code_stamp.__wrapped__() == ""
