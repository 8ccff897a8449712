"""The same run in every format for programs: the same findings, severities, prices and names, in the same order."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook

from promocheck.model.finding import Severity
from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from promocheck.reports import BINARY, FORMATS, Words
from promocheck.reports.order import in_order
from tests.shop import policy_of

from .examples import NEAR_ZERO, UNTRUSTED
from .test_waived import WAIVED

WORDS = Words("en")
SAMPLES = Path(__file__).parents[2] / "sample_exports" / "incidents"
LEVELS = {"error": "error", "warning": "warning", "note": "info", "notice": "info"}


class Said(NamedTuple):
    """What a format says of a finding. Text where a format has no field of it: the stacked price, and the floor behind it."""

    fingerprint: str
    severity: str
    waived: bool
    stacked: str | None
    floor: str | None


def of_json(text: str) -> Iterator[Said]:
    yield from map(_of_object, json.loads(text)["findings"])


def of_jsonl(text: str) -> Iterator[Said]:
    _, *lines = text.splitlines()
    yield from map(_of_object, map(json.loads, lines))


def _of_object(each: dict[str, Any]) -> Said:
    waived = each["waiver"] is not None
    return Said(each["fingerprint"], each["severity"], waived, each["stacked_price"], each["floor"])


def of_csv(text: str) -> Iterator[Said]:
    for row in csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")):
        severity, fingerprint = LEVELS[row["severity"]], row["fingerprint"].removeprefix("'")
        prices = row["stacked price"] or None, row["floor"] or None
        yield Said(fingerprint, severity, row["waived"] == "yes", *prices)


def of_sarif(text: str) -> Iterator[Said]:
    for each in json.loads(text)["runs"][0]["results"]:
        fields, fingerprint = each["properties"], each["partialFingerprints"]["promocheck/v1"]
        assert fields["fingerprint"] == fingerprint
        severity, waived = LEVELS[each["level"]], bool(each["suppressions"])
        yield Said(fingerprint, severity, waived, fields["stacked_price"], fields["floor"])


def of_junit(text: str) -> Iterator[Said]:
    for case in fromstring(text.encode()).iter("testcase"):  # noqa: S314 - our own
        if len(case):
            said = case[-1].text or ""
            severity = re.match(r"(?:WAIVED )?(ERROR|WARNING|NOTE)", said)
            assert severity
            level = LEVELS[severity[1].lower()]
            assert case[0].get("type") in (None, level)
            yield _in_words(said, level, waived=case[0].tag == "skipped")


def of_github(text: str) -> Iterator[Said]:
    for command, message in re.findall(r"^::(\w+) .*?::(.*)$", text, re.MULTILINE):
        yield _in_words(message.replace("%0A", "\n"), LEVELS[command], waived=False)


def of_markdown(text: str) -> Iterator[Said]:
    for block in re.split(r"\n(?=\*\*(?:WAIVED )?(?:ERROR|WARNING|NOTE))", text)[1:]:
        called = re.match(r"\*\*(WAIVED )?(ERROR|WARNING|NOTE)", block)
        assert called
        for lines in re.split(r"(?<=fingerprint: `.{16}`)\n", block)[:-1]:
            yield _in_words(lines.replace("`", ""), LEVELS[called[2].lower()], waived=bool(called[1]))


def _in_words(text: str, severity: str, *, waived: bool) -> Said:
    fingerprint = re.search(r"fingerprint: (\w{16})", text)
    assert fingerprint
    return Said(fingerprint[1], severity, waived, None, None)


READ: Final[Mapping[str, Callable[[str], Iterator[Said]]]] = {
    "json": of_json,
    "jsonl": of_jsonl,
    "csv": of_csv,
    "sarif": of_sarif,
    "junit": of_junit,
    "github": of_github,
    "markdown": of_markdown,
}
IN_WORDS = ("junit", "github", "markdown")


@pytest.fixture(scope="module", params=["examples", "incidents"])
def report(request: pytest.FixtureRequest) -> Report:
    """Everything at once: waived, doubtful, in two currencies; and a real run over several shops."""
    if request.param == "examples":
        accepted = replace(NEAR_ZERO, waiver=WAIVED.waiver, fingerprint="0123456789abcdef")
        return replace(UNTRUSTED, findings=(*UNTRUSTED.findings, accepted))
    folders = [str(folder) for folder in sorted(SAMPLES.iterdir())[:12]]
    return scan(Request((*folders,), policy_of(), 1_795_478_400, Severity.ERROR))


def said_by(report: Report) -> list[Said]:
    return [
        Said(
            each.fingerprint,
            each.severity.value,
            each.waiver is not None,
            None if each.stacked_price is None else str(each.stacked_price),
            None if each.floor is None else str(each.floor),
        )
        for each in in_order(report.findings)
    ]


@pytest.mark.parametrize("name", READ)
def test_it_says_what_was_found(name: str, report: Report) -> None:
    expected = said_by(report)
    assert len(expected) >= 5
    if name == "github":
        expected = [each for each in expected if not each.waived]
    if name in IN_WORDS:
        expected = [each._replace(stacked=None, floor=None) for each in expected]
    found = list(READ[name](FORMATS[name](report, WORDS)))
    if name in ("junit", "markdown"):  # by rule, and by the mistake that made many
        found, expected = sorted(found), sorted(expected)
    assert found == expected


@pytest.mark.parametrize("name", IN_WORDS)
def test_prices_stand_in_its_words(name: str, report: Report) -> None:
    text = FORMATS[name](report, WORDS)
    amounts = {
        WORDS.money(each)
        for f in report.findings
        for each in (f.stacked_price, f.floor)
        if each and not f.waiver
    }
    assert len(amounts) > 2
    assert [amount for amount in amounts if amount not in text] == []


def test_the_workbook_says_what_was_found(report: Report) -> None:
    sheet = load_workbook(BytesIO(BINARY["xlsx"](report, WORDS)))["Findings"]
    heads = [cell.value for cell in sheet[1]]
    rows = (dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2))
    assert list(map(_of_row, rows)) == said_by(report)


def _of_row(row: dict[Any, Any]) -> Said:
    decimals = {"#,##0": 0, "#,##0.00": 2, "#,##0.000": 3}
    stacked, floor = (
        None if cell.value is None else f"{cell.value:.{decimals[cell.number_format]}f}"
        for cell in (row["stacked price"], row["floor"])
    )
    severity = LEVELS[row["severity"].value.lower()]
    return Said(row["fingerprint"].value, severity, row["waived"].value is not None, stacked, floor)


def test_every_format_for_programs_is_read_here() -> None:
    """Text and compact lines have tests of their own; a new format needs a reader here."""
    assert set(FORMATS) - {"text", "compact", "html", "xlsx"} == set(READ)


@pytest.mark.parametrize("name", sorted({*FORMATS, *BINARY}))
def test_every_format_names_the_policy_and_its_hash(name: str) -> None:
    if name in BINARY:
        sheets = load_workbook(BytesIO(BINARY[name](UNTRUSTED, WORDS)))
        said = "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)
    else:
        said = FORMATS[name](UNTRUSTED, WORDS)
    assert UNTRUSTED.policy.path in said
    assert UNTRUSTED.policy.sha256 in said
