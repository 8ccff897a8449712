"""What a seller pays for his goods stands in the report and nowhere else, and no file says what is written or opened."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from promocheck import pipeline
from promocheck.cli.app import app
from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, LISTINGS, scan, write_shop
from tests.cli.conftest import Here
from tests.exports.sheets import edited, xlsx
from tests.exports.test_workbook import SHEET

COST = "37.4291"  # more decimals than money has: a row that is not read, and said so in the report
COSTS = """
sku | cost  | fees | min_margin_percent
A-1 | 37.43 | 5.87 | 11
"""


def figures(text: str) -> list[str]:
    return [each for each in ("37.4", "3743", "5.87", "48.6") if each in text]


@pytest.mark.parametrize(
    ("promotions", "floors", "code"),
    [
        (COUPON, COSTS, 0),
        (BELOW_FLOOR.replace("50.00", "40.00"), COSTS, 1),
        (LETTER_O, COSTS, 3),
        (COUPON, COSTS.replace("37.43", COST), 3),
        (COUPON, COSTS.replace("37.43", f"{COST} EUR"), 3),
        (COUPON, COSTS.replace("37.43 | 5.87", "37.43 | 5.87 | 9"), 3),
    ],
    ids=["clear", "a finding", "an unread promotion", "an unread cost", "a foreign cost", "a broken row"],
)
def test_costs_are_not_told_on_stderr(
    tmp_path: Path, here: Here, promotions: str, floors: str, code: int
) -> None:
    folder = write_shop(tmp_path, promotions=promotions, floors="")
    rows = [",".join(cell.strip() for cell in line.split("|")) for line in floors.strip().splitlines()]
    (folder / "US" / "floors.csv").write_text("\n".join((*rows, "")), encoding="utf-8")
    ended = here(folder, "scan", "US", *AS_OF, "--report", "json=report.json")
    assert (ended.code, figures(ended.err)) == (code, [])
    undelivered = here(folder, "scan", "US", *AS_OF, "--report", "json=nowhere/report.json")
    assert "could not be written" in undelivered.err
    assert figures(undelivered.err) == []


def test_costs_are_not_told_on_stderr_of_a_process_of_its_own(tmp_path: Path) -> None:
    folder = write_shop(tmp_path, promotions=LETTER_O, floors=COSTS.replace("37.43", COST))
    ended = scan(folder, "--report", "json=nowhere/report.json")
    assert (ended.code, "could not be written" in ended.err, figures(ended.err)) == (3, True, [])
    assert COST in ended.out


def test_a_crash_quotes_no_figure(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its own message nor that of the error behind it, nor what the variables held."""

    def broken(_request: object) -> object:
        cost = "37.43"
        try:
            return int(cost)
        except ValueError as error:
            raise RuntimeError(f"no price for {cost}") from error

    monkeypatch.setattr(pipeline, "scan", broken)
    ended = here(write_shop(tmp_path), "scan", "US")
    assert (ended.code, figures(ended.err)) == (70, [])
    assert "ValueError: invalid literal for int() with base ##: '##.##'" in ended.err
    assert ended.err.rstrip().endswith("RuntimeError: no price for ##.##")


def test_tracebacks_show_no_variables() -> None:
    assert not app.pretty_exceptions_enable
    assert not app.pretty_exceptions_show_locals


def test_no_name_in_the_data_names_a_file(tmp_path: Path, here: Here) -> None:
    evil = "../../A-1"
    folder = write_shop(
        tmp_path,
        listings=LISTINGS.replace("A-1", evil),
        promotions=BELOW_FLOOR.replace("A-1", evil).replace("D1", "/etc/D1"),
        floors=f"sku | floor\n{evil} | 60.00",
    )
    before = {*tmp_path.rglob("*")}
    assert here(folder, "scan", "US", *AS_OF, "--report", "json=report.json").code == 1
    assert {*tmp_path.rglob("*")} - before == {folder / "report.json"}


def test_nothing_in_a_workbook_is_followed(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links, formulas over the net and entities from files: a cell is what is stored in it, or nothing."""

    def refused(*_arguments: object, **_options: object) -> None:
        raise AssertionError

    secret = tmp_path / "secret.txt"
    secret.write_text("60.00", encoding="utf-8")
    folder = write_shop(tmp_path, floors="")
    floors = folder / "US" / "floors.xlsx"
    monkeypatch.setattr(socket, "socket", refused)
    floors.write_bytes(
        xlsx(
            {
                "Floors": [
                    ["sku", "floor"],
                    ["A-1", '=WEBSERVICE("http://127.0.0.1/")'],
                    ["B-2", "='[x.xlsx]S'!A1"],
                ]
            }
        )
    )
    ended = here(folder, "scan", "US", *AS_OF)
    assert ended.code == 3
    assert (
        ended.out.count("this formula was never worked out") == 3
    )  # the gravest stands at the end once more

    def entity(xml: bytes) -> bytes:
        outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><worksheet'
        return xml.replace(b"<worksheet", outside.encode(), 1).replace(b"<v>60</v>", b"<v>&e;</v>")

    floors.write_bytes(edited(xlsx({"Floors": [["sku", "floor"], ["A-1", 60]]}), SHEET, entity))
    ended = here(folder, "scan", "US", *AS_OF)
    assert (ended.code, "60.00" in ended.out) == (3, False)
