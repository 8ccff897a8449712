"""`scan --annotate DIR`: copies of people's own files, with what is wrong at the right of the very rows."""

from __future__ import annotations

import csv
import errno
import io
import json
import re
import sys
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, write_shop
from tests.cli.conftest import Here

COLUMNS = (
    "promocheck report",
    "promocheck rules",
    "promocheck what is wrong",
    "promocheck stacked price",
    "promocheck fix",
)
SUMMED = re.compile(r"(\d+) of (\d+) findings? on (\d+) rows? of (\d+) cop(?:y|ies), (\d+) on no row")


def marked(path: Path) -> dict[int, tuple[str, ...]]:
    """What a copy says beside each of its rows, by the row; rows without a note are left out."""
    heads, *rows = csv.reader(io.StringIO(path.read_text("utf-8")))
    assert {len(row) for row in rows} <= {len(heads)}
    at = [heads.index(name) for name in COLUMNS]
    found = {number: tuple(row[each] for each in at) for number, row in enumerate(rows, 2)}
    return {number: cells for number, cells in found.items() if any(cells)}


def test_every_row_that_a_finding_points_to(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    before = {path: path.read_bytes() for path in (folder / "US").iterdir()}
    ended = here(folder, "scan", "US", *AS_OF, "--annotate", "marked")
    assert ended.code == 1
    note = (
        "ERROR",
        "PC101 below-floor",
        "A-1: A buyer can reach 50.00 USD, 10.00 USD below the floor of 60.00 USD.",
        "50.00 USD",
        "Set best deal D1 to 60.00 USD or more, or take A-1 out of it.",
    )
    for name in ("promotions.csv", "listings.csv", "floors.csv"):
        assert marked(folder / "marked" / name) == {2: note}, name
    assert ended.err == "promocheck: marked: 1 of 1 finding on 3 rows of 3 copies, 0 on no row\n"
    assert {path: path.read_bytes() for path in (folder / "US").iterdir()} == before


def test_several_findings_on_a_row_the_gravest_first(tmp_path: Path, here: Here) -> None:
    promotions = BELOW_FLOOR.replace("50.00", "5.00").replace("2026-12-05", "")
    folder = write_shop(tmp_path, promotions=promotions)
    here(folder, "scan", "US", *AS_OF, "--annotate", "marked")
    ((word, rules, *_),) = marked(folder / "marked" / "promotions.csv").values()
    assert word == "ERROR"
    assert [each.split(" ")[1] for each in rules.split(" | ")] == ["PC101", "PC102", "PC309"]


def test_the_report_is_the_same_with_and_without(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    told = ("scan", "US", *AS_OF, "--format", "json")
    assert here(folder, *told).out == here(folder, *told, "--annotate", "marked").out


def test_the_counts_add_up_and_what_is_on_no_row_is_named(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=LETTER_O)
    (folder / "US" / "empty.csv").write_bytes(b"")
    ended = here(folder, "scan", "US", *AS_OF, "--annotate", "marked", "--report", "json=all.json")
    findings: list[dict[str, Any]] = json.loads((folder / "all.json").read_text("utf-8"))["findings"]
    first, *others = ended.err.splitlines()
    summed = SUMMED.search(first)
    assert summed
    on_rows, every, rows, copies, elsewhere = map(int, summed.groups())
    assert (on_rows + elsewhere, len(others)) == (every, elsewhere)
    assert every == len(findings)
    assert copies == len(list((folder / "marked").iterdir()))
    assert rows == sum(len(marked(path)) for path in (folder / "marked").iterdir())
    assert any(
        "on no row: ERROR PC903 unread-file: US/empty.csv" in line or "PC903" in line for line in others
    )


def test_what_is_wrong_with_a_header_is_on_no_row(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    path = folder / "US" / "floors.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join((f"{header},special price", *(f"{row}," for row in rows), "")), "utf-8")
    ended = here(folder, "scan", "US", *AS_OF, "--annotate", "marked")
    summary, *others = ended.err.splitlines()
    assert summary == "promocheck: marked: 1 of 2 findings on 3 rows of 3 copies, 1 on no row"
    assert [line.partition(": US/")[0] for line in others] == [
        "promocheck:   on no row: ERROR PC902 unknown-column"
    ]
    assert [note[1] for note in marked(folder / "marked" / "floors.csv").values()] == ["PC101 below-floor"]


def test_a_file_whose_header_alone_is_wrong_has_no_copy(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=COUPON)
    path = folder / "US" / "floors.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join((f"{header},special price", *(f"{row}," for row in rows), "")), "utf-8")
    ended = here(folder, "scan", "US", *AS_OF, "--annotate", "marked")
    assert ended.err.startswith("promocheck: marked: 0 of 1 finding on 0 rows of 0 copies, 1 on no row\n")
    assert not (folder / "marked").exists()


def test_files_without_findings_have_no_copy(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=COUPON)
    ended = here(folder, "scan", "US", *AS_OF, "--annotate", "marked")
    assert (ended.code, (folder / "marked").exists()) == (0, False)
    assert ended.err == "promocheck: nothing was found, so no file was copied to marked\n"


def test_copies_stand_as_the_exports_do_and_are_no_exports(tmp_path: Path, here: Here) -> None:
    folder = write_shop(write_shop(tmp_path, promotions=BELOW_FLOOR), promotions=BELOW_FLOOR, name="CA")
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("sku", "price"), ("X-1", 9)):
        sheet.append(row)
    book.save(folder / "US" / "more.xlsx")
    promotions = "promotion_id,kind,sku,discount_type,discount_value,start,end\nX,coupon,X-1,percent,99,2026-12-01,2026-12-05\n"
    (folder / "US" / "more.csv").write_text(promotions)
    first = here(folder, "scan", *AS_OF, "--annotate", "marked")
    names = sorted(
        path.relative_to(folder / "marked").as_posix() for path in (folder / "marked").rglob("*.*")
    )
    assert [name for name in names if "more" in name] == ["US/more.csv", "US/more.xlsx"]
    assert "CA/promotions.csv" in names
    again = here(folder, "scan", *AS_OF)
    assert again.out.partition("── What was read")[0] == first.out.partition("── What was read")[0]
    assert again.out.count("is a copy of an export, which promocheck has put its findings into") == len(names)
    named = here(folder, "scan", "marked/US/promotions.csv", "--marketplace", "US", *AS_OF)
    assert named.code == 3
    cells = list(
        load_workbook(folder / "marked" / "US" / "more.xlsx").worksheets[0].iter_rows(values_only=True)
    )
    assert [row[:3] for row in cells] == [("sku", "price", "promocheck report"), ("X-1", 9, "ERROR")]


def test_in_chinese_its_headers_are_chinese_and_tell_a_copy_all_the_same(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    here(folder, "scan", "US", *AS_OF, "--annotate", "marked", "--lang", "zh")
    head, *_ = csv.reader(io.StringIO((folder / "marked" / "promotions.csv").read_text("utf-8-sig")))
    ours = [each for each in head if each.startswith("promocheck ")]
    assert ours[0] == "promocheck 报告"
    assert all(re.search("[一-鿿]", each) for each in ours), ours
    named = here(folder, "scan", "marked/promotions.csv", "--marketplace", "US", *AS_OF)
    assert "is a copy of an export, which promocheck has put its findings into" in named.out


def test_nothing_is_said_quietly(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF, "--annotate", "marked", "--quiet")
    assert ended == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_exports_behind_a_link(tmp_path: Path, here: Here) -> None:
    (tmp_path / "real").mkdir()
    folder = write_shop(tmp_path / "real", promotions=BELOW_FLOOR)
    (tmp_path / "today").symlink_to(folder, target_is_directory=True)
    ended = here(tmp_path, "scan", "today/US", *AS_OF, "--annotate", "marked")
    assert (ended.code, (tmp_path / "marked" / "promotions.csv").exists()) == (1, True)


def test_an_earlier_copy_is_told(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    here(folder, "scan", "US", *AS_OF, "--annotate", "marked")
    write_shop(folder / "marked", promotions=COUPON)
    ended = here(folder, "scan", "marked/US", *AS_OF, "--annotate", "marked")
    assert "marked/promotions.csv: is from an earlier run and was not written now" in ended.err


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("US", "--annotate: US: holds the exports themselves"),
        ("file", "--annotate: file: is a file, no folder."),
    ],
)
def test_wrong_usage(tmp_path: Path, here: Here, where: str, said: str) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    (folder / "file").write_text("")
    ended = here(folder, "scan", "US", *AS_OF, "--annotate", where)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_an_input_is_never_replaced(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    for name in ("listings.csv", "floors.csv"):
        (folder / "US" / name).rename(folder / name)
    (folder / "promotions.csv").write_bytes((folder / "US" / "promotions.csv").read_bytes())
    before = (folder / "US" / "promotions.csv").read_bytes()
    ended = here(folder, "scan", ".", "--marketplace", "US", *AS_OF, "--annotate", "US", "--fail-on", "never")
    assert "US/promotions.csv: is an export itself, and was not replaced" in ended.err
    assert (folder / "US" / "promotions.csv").read_bytes() == before


def test_a_copy_that_is_open_in_excel_keeps_no_other_back(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name == "listings.csv":
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(self, target)

    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held)
        ended = here(folder, "scan", "US", *AS_OF, "--annotate", "marked", "--fail-on", "never")
    assert ended.code == 4
    assert "marked/listings.csv: could not be written: Access is denied. If it is open in Excel" in ended.err
    assert sorted(path.name for path in (folder / "marked").iterdir()) == ["floors.csv", "promotions.csv"]
    assert "1 of 1 finding on 2 rows of 2 copies, 0 on no row" in ended.err


def test_what_is_packed_has_no_copy_and_is_told(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    with zipfile.ZipFile(folder / "US" / "all.zip", "w") as package:
        for name in ("listings.csv", "promotions.csv", "floors.csv"):
            package.writestr(name, (folder / "US" / name).read_bytes())
            (folder / "US" / name).unlink()
    ended = here(folder, "scan", "US", *AS_OF, "--annotate", "marked")
    assert "0 of 1 finding on 0 rows of 0 copies, 1 on no row" in ended.err
    assert "all.zip/promotions.csv: has no copy: it is in an archive" in ended.err
    assert "on no row: ERROR PC101 below-floor" in ended.err


def test_what_changed_since_it_was_checked_is_not_marked(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotating = import_module("promocheck.pipeline.annotate")
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    promotions = folder / "US" / "promotions.csv"
    judged = annotating.pointed

    def pointed(*given: Any) -> Any:
        promotions.write_bytes(promotions.read_bytes() + b"\n")
        return judged(*given)

    monkeypatch.setattr(annotating, "pointed", pointed)
    ended = here(folder, "scan", "US", *AS_OF, "--annotate", "marked", "--fail-on", "never")
    assert ended.code == 4
    assert "promotions.csv: has no copy: it is not what was checked any more" in ended.err
