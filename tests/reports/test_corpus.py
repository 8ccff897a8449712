"""The Big List of Naughty Strings, all of it at once, as SKU, title, campaign and more, in every format.

`PROMOCHECK_CORPUS` names a folder with `corpora/blns/blns.json`; without it this check says that it did not run.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # it has no stubs
from openpyxl import load_workbook

from promocheck.model.formula import without_formulas_inside
from promocheck.model.report import Report
from promocheck.reports import BINARY, FORMATS, Words
from promocheck.reports.neutral import neutral
from tests.reports.examples import BELOW_FLOOR, REPORT
from tests.reports.page import Page
from tests.reports.test_csv import rows_of
from tests.reports.test_hostile import acting

CORPUS: Final = os.environ.get("PROMOCHECK_CORPUS", "")
WORDS: Final = Words("en")


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    if not CORPUS:
        pytest.skip("PROMOCHECK_CORPUS is not set")
    found: list[str] = json.loads(Path(CORPUS, "corpora/blns/blns.json").read_text(encoding="utf-8"))
    strings = [each for each in found if each]  # a blank is no SKU
    assert len(strings) >= 511
    return strings


def report_of(strings: Sequence[str]) -> Report:
    """A finding for each of them, of which it is the SKU, the title, the promotion and the owner."""
    coupon = BELOW_FLOOR.steps[1]
    return replace(
        REPORT,
        findings=tuple(
            replace(
                BELOW_FLOOR,
                sku=each,
                title=each,
                owner=each,
                promotions=(each,),
                steps=(BELOW_FLOOR.steps[0], replace(coupon, promotion=each, name=each)),
                fingerprint=f"f{number:015x}",
            )
            for number, each in enumerate(strings)
        ),
    )


def test_json_gives_back_every_one_of_them(naughty: list[str]) -> None:
    report = report_of(naughty)
    document = json.loads(FORMATS["json"](report, WORDS).encode())
    lines = [json.loads(line) for line in FORMATS["jsonl"](report, WORDS).splitlines()][1:]
    for findings in (document["findings"], lines):
        back = {each["fingerprint"]: each for each in findings}
        for number, each in enumerate(naughty):
            found = back[f"f{number:015x}"]
            assert (found["sku"], found["owner"], found["promotions"]) == (each, each, [each])
            assert found["steps"][1]["name"] == each
        assert len(back) == len(naughty)


@pytest.mark.parametrize("name", FORMATS)
def test_none_of_them_acts_on_a_terminal_or_makes_a_line(name: str, naughty: list[str]) -> None:
    rendered, tame = (
        FORMATS[name](report_of(strings), WORDS)
        for strings in (naughty, [f"S-{number}" for number in range(len(naughty))])
    )
    if name == "csv":
        rendered, tame = (each.removeprefix("\ufeff").replace("\r\n", "\n") for each in (rendered, tame))
    assert not acting(rendered)
    # Text is folded by what a name says twice, and markdown by what is code; a page has its data on few lines.
    if name not in ("text", "markdown"):
        assert rendered.count("\n") == tame.count("\n")


def test_a_table_keeps_them_as_text(naughty: list[str]) -> None:
    rows = {row["fingerprint"]: row for row in rows_of(FORMATS["csv"](report_of(naughty), WORDS))}
    for number, each in enumerate(naughty):
        cell = rows[f"f{number:015x}"]["SKU"]
        said = without_formulas_inside(neutral(each))
        assert cell in (said, f"'{said}")
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_workbook_keeps_them_as_text(naughty: list[str]) -> None:
    sheet = load_workbook(io.BytesIO(BINARY["xlsx"](report_of(naughty), WORDS)))["Findings"]
    header, *rows = sheet.iter_rows()
    at = {cell.value: index for index, cell in enumerate(header)}
    said = {row[at["fingerprint"]].value: row for row in rows}
    for number, each in enumerate(naughty):
        row = said[f"f{number:015x}"]
        # XML cannot hold what is no character at all.
        assert row[at["SKU"]].value == neutral(each).replace("\ufffe", "<U+FFFE>").replace(
            "\uffff", "<U+FFFF>"
        )
        assert {cell.data_type for cell in row} <= {"s", "n"}


def test_a_page_has_no_tag_of_theirs(naughty: list[str]) -> None:
    wild, tame = (
        Page(FORMATS["html"](report_of(strings), WORDS)) for strings in (naughty, ["S-1"] * len(naughty))
    )
    assert sorted(wild.tags) == sorted(tame.tags)
    assert sorted({name for name, _ in wild.attributes}) == sorted({name for name, _ in tame.attributes})
    assert not wild.comments


def test_machines_read_them(naughty: list[str]) -> None:
    report = report_of(naughty)
    cases = fromstring(FORMATS["junit"](report, WORDS)).findall(".//failure")
    assert len(cases) == len(naughty)
    log: dict[str, Any] = json.loads(FORMATS["sarif"](report, WORDS))
    results = log["runs"][0]["results"]
    assert sorted(each["properties"]["sku"] for each in results) == sorted(naughty)
    commands = [line for line in FORMATS["github"](report, WORDS).splitlines() if line.startswith("::")]
    assert len(commands) == len(naughty)
