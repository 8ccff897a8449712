"""Whole reports as they leave the house. `UPDATE_GOLDEN=1 pytest` writes them anew; read the difference."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from promocheck.model.report import Report
from promocheck.reports import FORMATS, LANGUAGES, Words

from .examples import CLEAR, REPORT, UNTRUSTED

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("name", "report", "format_name", "width"),
    [
        ("findings-80.txt", REPORT, "text", 80),
        ("findings-200.txt", REPORT, "text", 200),
        ("findings-off-terminal.txt", REPORT, "text", None),
        ("untrusted-off-terminal.txt", UNTRUSTED, "text", None),
        ("clear-off-terminal.txt", CLEAR, "text", None),
        ("findings.compact", REPORT, "compact", None),
        ("untrusted.compact", UNTRUSTED, "compact", None),
        ("clear.compact", CLEAR, "compact", None),
        ("untrusted.json", UNTRUSTED, "json", None),
        ("untrusted.jsonl", UNTRUSTED, "jsonl", None),
        ("untrusted.csv", UNTRUSTED, "csv", None),
        ("untrusted.md", UNTRUSTED, "markdown", None),
        ("untrusted.github", UNTRUSTED, "github", None),
        ("untrusted.sarif", UNTRUSTED, "sarif", None),
        ("untrusted.junit.xml", UNTRUSTED, "junit", None),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_the_golden_one(
    name: str, report: Report, format_name: str, width: int | None, language: str
) -> None:
    if language != "en":
        name = f"{language}/{name}"
    rendered = FORMATS[format_name](report, Words(language), width=width)
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_bytes(rendered.encode())
    assert rendered == (GOLDEN / name).read_bytes().decode()
