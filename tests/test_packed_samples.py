"""Of a shop of thousands of listings most texts stay bytes: the samples, read like that, come to the same reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.cli import guard
from promocheck.exports import byte_columns
from promocheck.exports.grid import Texts
from promocheck.tables.texts import bytes_of

ROOT = Path(__file__).parents[1]
AS_OF = ("--as-of", "2026-11-24T00:00:00Z")
COMMANDS = {
    "clean": ["scan", "sample_exports/clean", "--prices", "--format", "json"],
    "incidents": ["scan", "sample_exports/incidents", "--prices", "--format", "json"],
    "untrusted": ["scan", "sample_exports/untrusted", "--prices", "--format", "json"],
    "one shop": ["scan", "sample_exports/incidents", "--only", "US", "--format", "json"],
    "rows": ["inspect", "sample_exports/clean"],
    "calendar": ["calendar", "sample_exports/incidents"],
    "own layouts": [
        "scan",
        "sample_exports/platforms/taobao",
        "--rules",
        "sample_exports/platforms/taobao/rules.yaml",
        "--format",
        "json",
    ],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_packed_texts_come_to_the_same(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    command = COMMANDS[name]
    dated = [] if command[0] == "inspect" else AS_OF
    plain = guard.run([*command, *dated]), capsys.readouterr()
    packed = []
    made = byte_columns._apart

    def apart(table: byte_columns.Table) -> Texts:
        found = made(table)
        packed.append(bytes_of(found) is not None)
        return found

    monkeypatch.setattr(byte_columns, "_apart", apart)
    monkeypatch.setattr(byte_columns, "_PACKED", 1)
    monkeypatch.setattr(byte_columns, "_SHARE", -1.0)  # also columns that say a few things again and again
    assert (guard.run([*command, *dated]), capsys.readouterr()) == plain
    assert any(packed)
