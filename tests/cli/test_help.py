"""The help and what is said of a wrong command line: whole, within the terminal, in the reader's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.cli.app import COMMANDS
from promocheck.reports.page import cells
from tests.cli.command import promocheck
from tests.cli.conftest import Here


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_line_fits_and_nothing_is_cut(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PROMOCHECK_LANG", language)
    ended = here(tmp_path, *name.split(), "--help")
    assert ended.code == 0
    assert [line for line in ended.out.splitlines() if cells(line) > 80] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_tiny_screen_is_no_error(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "5")
    monkeypatch.setenv("PROMOCHECK_LANG", language)
    assert here(tmp_path, "scan", "--help").code == 0


def test_the_list_of_commands_says_all_of_what_they_do(tmp_path: Path, here: Here) -> None:
    told = " ".join(here(tmp_path, "--help").out.split())
    assert [says for says in COMMANDS.values() if says not in told] == []


@pytest.mark.parametrize("name", sorted({*COMMANDS, "rules schema"} - {"rules", "watch"}))
def test_every_command_that_ends_says_that_a_full_disk_is_4(tmp_path: Path, here: Here, name: str) -> None:
    told = " ".join(here(tmp_path, *name.split(), "--help").out.split())
    assert ", 4 not " in told.partition("Exit codes")[2]


def test_a_command_is_told_in_chinese(tmp_path: Path) -> None:
    ended = promocheck(tmp_path, "history", "--help", PROMOCHECK_LANG="zh", COLUMNS="60")
    assert ended.out.splitlines()[:5] == [
        "用法：promocheck history [OPTIONS]",
        "",
        "  列出台账里的扫描：什么时候、谁、发现了什么；以及台账是否还",
        "  是当初写下的样子。",
        "",
    ]
    assert "环境变量：PROMOCHECK_LANG;默认：en" in "".join(ended.out.split())


@pytest.mark.parametrize("width", ["40", "60", "80"])
def test_chinese_parts_no_word_and_begins_no_line_with_what_closes(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("PROMOCHECK_LANG", "zh")
    lines = [
        line.strip()
        for name in ("scan", "try", "")
        for line in here(tmp_path, *name.split(), "--help").out.splitlines()
    ]
    assert [line for line in lines if line.startswith(tuple("，。；：、！？）"))] == []
    assert "business（企业买家）" in "".join(lines)


def test_the_options_language_counts_for_its_own_help(tmp_path: Path, here: Here) -> None:
    assert here(tmp_path, "scan", "--lang", "zh", "--help").out.startswith("用法：")
    assert here(tmp_path, "scan", "--help").out.startswith("Usage: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("scan --nope", "没有这个选项：--nope。是不是 --annotate, --no-cache, --store？"),
        ("scna", "没有这个命令：scna。是不是 'scan'？"),
        ("approve", "缺 --by。"),
        ("scan --fail-on x", "--fail-on：应为 'error', 'warning', 'never' 之一，实际是 'x'。"),
        ("scan --jobs x", "--jobs：应为整数。"),
        ("scan --jobs 0", "--jobs：应为 1 或更大。"),
        ("scan --rules", "--rules：后面应有一个值。"),
        ("scan --quiet=3", "--quiet：不带值。"),
        ("history 1 2", "多了参数：1 2。"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, arguments: str, said: str
) -> None:
    monkeypatch.setenv("PROMOCHECK_LANG", "zh")
    ended = here(tmp_path, *arguments.split())
    *usage, told = ended.err.splitlines()
    assert (ended.code, told) == (2, f"promocheck: {said}")
    assert all(line.startswith("用法：promocheck ") for line in usage)
