"""Files from the world outside: read as what they are, or refused with a reason; never a crash, never something else.

`PROMOCHECK_CORPUS` names a folder with `samples/` (public exports of sellers and vendors) and `corpora/` (files made to
break readers). They are not ours to ship, so without the variable these checks say how many of them did not run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from promocheck.exports import Tables, read
from promocheck.model.problem import UnreadFile
from tests.exports.sheets import said

CORPUS = os.environ.get("PROMOCHECK_CORPUS", "")
ROOT = Path(CORPUS)

# What each sample is: layout and rows. Every sample that is not here is refused with a reason.
SAMPLES = {
    "listings_all_uk_2016.txt": ("amazon_all_listings", 3),
    "listings_all_uk_2025_short_rows.txt": ("amazon_all_listings", 2),
    "listings_all_us_scrubbed.txt": ("amazon_all_listings", 1),
    "listings_jp_header_cp932.txt": ("amazon_all_listings", 0),
    "open_listings_us_mws.txt": ("amazon_open_listings", 2),
    "open_listings_jp_synthetic_fixture.txt": ("amazon_open_listings", 1),
    "coupon_bulk_template_2025_rows.tsv": ("amazon_coupon_bulk", 1),
    "coupons_bulk_2026_seller_work_file.csv": ("amazon_coupon_bulk", 5),
    "price_quantity_unified_2026-08_header_rows.txt": ("amazon_unified_template", 0),
    "orders_by_last_update_scrubbed.txt": ("amazon_orders", 1),
    "GET_COUPON_PERFORMANCE_REPORT.example.json": ("amazon_coupon_report", 1),
    "GET_PROMOTION_PERFORMANCE_REPORT.example.json": ("amazon_promotion_report", 1),
}
# The official example of the promotion report ends in the second in which it starts.
NOT_READ = {"GET_PROMOTION_PERFORMANCE_REPORT.example.json": 1}
# Kilobytes that unpack to hundreds of megabytes: slow, measured in a process of their own.
SLOW = {
    "07_200k_blank_styled_rows.xlsx",
    "34_zipbomb_sst_300MB.xlsx",
    "35_zipbomb_sheet_ws_500MB.xlsx",
}
SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".dontuse"}
SECONDS, MEGABYTES = 10, 1024  # of the processor, and of memory, whichever process takes them


def corpus(folder: str) -> list[Path]:
    return sorted(
        path for path in (ROOT / folder).rglob("*") if path.is_file() and not path.name.startswith("_")
    )


@pytest.fixture(autouse=True)
def with_corpus(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    if not CORPUS:
        with capsys.disabled():
            print(f"\n{request.node.name}: not run, PROMOCHECK_CORPUS is not set")  # noqa: T201 - the figure is to be seen
        pytest.skip("PROMOCHECK_CORPUS is not set")


def read_one(path: Path) -> Tables:
    marketplace = next((code for code in ("UK", "JP", "TH") if f"_{code.lower()}_" in f"{path.stem}_"), "US")
    return read([str(path)], marketplace=marketplace)


def reasons(tables: Tables) -> list[str]:
    return [said(each.reason) for each in tables.problems if isinstance(each, UnreadFile)]


def test_samples() -> None:
    for path in corpus("samples"):
        tables = read_one(path)
        found = {(each.layout, each.rows_read) for each in tables.sources if each.layout}
        if path.name not in SAMPLES:
            assert found == set(), path.name
            assert reasons(tables) != [], path.name
            continue
        assert found == {SAMPLES[path.name]}, path.name
        assert [each.rows_unread for each in tables.sources] == [NOT_READ.get(path.name, 0)], path.name
        assert bool(reasons(tables)) == (SAMPLES[path.name][1] == 0), path.name


def test_hostile_files_are_read_or_refused() -> None:
    paths = [path for path in corpus("corpora") if path.suffix.lower() in SUFFIXES and path.name not in SLOW]
    assert len(paths) > 400
    for path in paths:
        tables = read_one(path)
        assert tables.sources, path
        for source in tables.sources:
            assert source.layout or reasons(tables), path
            assert source.rows_unread <= source.rows_read, path


# A file a line: seconds of the processor, the most memory so far in MB, and its name. Workbooks are read by processes of their own.
MEASURED = """
import sys
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from promocheck.exports import read
before = 0.0
for path in sys.argv[1:]:
    read([path], marketplace="US")
    both = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    seconds = sum(each.ru_utime + each.ru_stime for each in both)
    print(seconds - before, max(each.ru_maxrss for each in both) >> 10, path)
    before = seconds
"""


def measured(*paths: Path) -> dict[str, tuple[float, int]]:
    """What one process took for each of the files; the first one pays for its start."""
    command = [sys.executable, "-c", MEASURED, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1_200, check=True)
    told = (line.split(" ", 2) for line in done.stdout.splitlines())
    return {path: (round(float(seconds), 1), int(memory)) for seconds, memory, path in told}


def test_no_hostile_file_takes_long_or_much(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that unpack to much each in a process of its own, which says how much memory it took."""
    paths = [path for path in corpus("corpora") if path.suffix.lower() in SUFFIXES]
    slow = [path for path in paths if path.name in SLOW]
    took = {path.name: measured(path)[str(path)] for path in slow}
    others = measured(*(path for path in paths if path not in slow))
    with capsys.disabled():
        print(f"\n{len(took)} workbooks that unpack to much, in seconds and MB: {took}")  # noqa: T201 - the figure is to be seen
    assert (set(took), len(others)) == (SLOW, len(paths) - len(slow))
    told = {**others, **took}
    assert {path: each for path, each in told.items() if each[0] >= SECONDS or each[1] >= MEGABYTES} == {}
