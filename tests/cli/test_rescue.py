"""`promocheck rescue` as it is typed: exit codes, files, and nothing of a buyer anywhere but where it was."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from promocheck.rescue.cancellation import read
from tests.cli.conftest import Here
from tests.exports.test_amazon_layouts import UNSHIPPED
from tests.sold import BUYER, unshipped, write_exports, write_orders, write_report

AS_OF = ("--as-of", "2026-11-24T02:00:00Z")
MINE, ITS, GONE = (f"111-0000000-000000{n}" for n in (1, 2, 3))
ORDERS = f"""
order  | sku | price | off  | by       | status    | ids
{MINE} | A-1 | 100.0 | 99.0 | Merchant | Unshipped | SOCIAL-7781
{ITS}  | A-1 | 100.0 | 99.0 | Amazon   | Unshipped | SOCIAL-7781
{GONE} | A-1 | 100.0 | 99.0 | Amazon   | Shipped   | SOCIAL-7781
"""


def shop(folder: Path) -> Path:
    write_exports(folder)
    write_orders(folder / "orders.txt", ORDERS)
    write_report(
        folder / "unshipped.txt",
        UNSHIPPED,
        [unshipped(MINE, "70000000000001", "A-1"), unshipped(ITS, "70000000000002", "A-1")],
    )
    return folder


def test_the_files_that_were_asked_for(here: Here, tmp_path: Path) -> None:
    shop(tmp_path)
    given = (
        "--orders",
        "orders.txt",
        "--orders",
        "unshipped.txt",
        "US",
        "--cancel",
        "cancel.txt",
        "--list",
        "list.csv",
    )
    ended = here(tmp_path, "rescue", *given, *AS_OF, "--format", "json")
    assert ended.code == 1
    (cancelled,) = read((tmp_path / "cancel.txt").read_bytes())
    assert (cancelled.order, cancelled.reason, cancelled.item) == (MINE, "PricingError", "70000000000001")
    rows = list(csv.DictReader((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["order-id"], row["cancel"], row["loss"]) for row in rows] == [
        (MINE, "yourself", "59.00"), (ITS, "amazon", "59.00"), (GONE, "gone", "59.00"),
    ]  # fmt: skip
    told = json.loads(ended.out)
    assert told["below_floor"]["loss"] == {"USD": "177.00"}
    everything = (
        ended.out
        + ended.err
        + "".join(each.read_text("utf-8") for each in (tmp_path / "cancel.txt", tmp_path / "list.csv"))
    )
    assert [each for each in BUYER if each in everything] == []


def test_text_in_both_languages_tells_of_no_buyer(here: Here, tmp_path: Path) -> None:
    shop(tmp_path)
    for language in ("en", "zh"):
        ended = here(
            tmp_path,
            "rescue",
            "--orders",
            "orders.txt",
            "--orders",
            "unshipped.txt",
            "US",
            *AS_OF,
            "--lang",
            language,
        )
        assert ended.code == 1
        assert "177.00" in ended.out
        assert [each for each in BUYER if each in ended.out] == []


def test_rows_that_could_not_be_read_tell_of_no_buyer_in_any_command(here: Here, tmp_path: Path) -> None:
    write_exports(tmp_path)
    whole = unshipped(MINE, "70000000000001", "A-1")
    torn, long = whole[: whole.rindex(BUYER[3]) + len(BUYER[3])], f"{whole}\textra\t{BUYER[1]}"
    write_report(tmp_path / "US" / "unshipped.txt", UNSHIPPED, [whole, torn, long])
    write_orders(tmp_path / "US" / "all.txt", f"order | sku | price | off\none | A-1 | 100.00 | {BUYER[0]}")
    (tmp_path / "US" / "headless.txt").write_bytes(f"{whole}\r\n{whole}\r\n".encode())
    for command in (
        ("scan", "US"),
        ("scan", "US", "--format", "json"),
        ("scan", "US", "--format", "html"),
        ("rescue", "US", "--orders", "US/all.txt"),
    ):
        ended = here(tmp_path, *command, *AS_OF)
        assert ended.code == 3
        assert "unshipped.txt" in ended.out
        assert [each for each in BUYER if each in ended.out + ended.err] == [], command


def test_what_it_wrote_is_no_export_to_whoever_reads_the_folder_next(here: Here, tmp_path: Path) -> None:
    shop(tmp_path)
    given = ("--orders", "orders.txt", "--orders", "unshipped.txt", "US", *AS_OF)
    assert here(tmp_path, "rescue", *given, "--cancel", "US/cancel.csv", "--list", "US/list.csv").code == 1
    assert here(tmp_path, "rescue", *given).code == 1
    assert "PC903" not in here(tmp_path, "scan", "US", *AS_OF).out


def test_lines_without_a_code_are_told_and_no_file_is_invented(here: Here, tmp_path: Path) -> None:
    shop(tmp_path)
    ended = here(tmp_path, "rescue", "--orders", "orders.txt", "US", "--cancel", "cancel.txt", *AS_OF)
    assert ended.code == 1
    assert "1 line that you can cancel lacks its item's code" in ended.err
    assert not (tmp_path / "cancel.txt").exists()


def test_cancellation_files_of_an_earlier_run_are_told_and_left(here: Here, tmp_path: Path) -> None:
    shop(tmp_path)
    given = ("rescue", "--orders", "orders.txt", "US", "--cancel", "c.txt", *AS_OF)
    wrote = here(tmp_path, *given, "--orders", "unshipped.txt")
    assert "earlier run" not in wrote.err
    old = (tmp_path / "c.txt").read_bytes()
    (tmp_path / "c-2.txt").write_bytes(old)
    (tmp_path / "c-notes.txt").write_text("mine", encoding="utf-8")
    none = here(tmp_path, *given)
    again = here(tmp_path, *given, "--orders", "unshipped.txt")
    told = "is from an earlier run and was not written now. Do not upload it."
    for ended, names in ((none, ["c-2.txt", "c.txt"]), (again, ["c-2.txt"])):
        lines = [line.rpartition(": ")[0] for line in ended.err.splitlines() if told in line]
        assert [line.rpartition(" ")[2] for line in lines] == names
    assert (tmp_path / "c-2.txt").read_bytes() == old


def test_a_reason_of_no_use_and_a_file_that_was_read_are_usage(here: Here, tmp_path: Path) -> None:
    shop(tmp_path)
    ended = here(tmp_path, "rescue", "--orders", "orders.txt", "US", "--reason", "PriceError", *AS_OF)
    assert ended.code == 2
    assert "PricingError" in ended.err
    before = (tmp_path / "orders.txt").read_bytes()
    ended = here(tmp_path, "rescue", "--orders", "orders.txt", "US", "--list", "orders.txt", *AS_OF)
    assert ended.code == 2
    assert (tmp_path / "orders.txt").read_bytes() == before


def test_what_cannot_be_written_is_exit_4_where_all_else_is_well(here: Here, tmp_path: Path) -> None:
    write_exports(tmp_path)
    write_orders(tmp_path / "orders.txt", "order | sku | price\none | A-1 | 100.00")
    assert here(tmp_path, "rescue", "--orders", "orders.txt", "US", *AS_OF).code == 0
    assert here(tmp_path, "rescue", "--orders", "orders.txt", "US", "--list", "no/list.csv", *AS_OF).code == 4
    assert here(tmp_path, "rescue", "--orders", "nowhere.txt", "US", *AS_OF).code == 2
    write_orders(tmp_path / "pending.txt", "order | sku | price | currency | status\none | A-1 | | | Pending")
    assert here(tmp_path, "rescue", "--orders", "pending.txt", "US", *AS_OF).code == 3
