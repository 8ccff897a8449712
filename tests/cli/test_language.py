"""The command in Chinese: by option or environment, on a GBK console, what it reports and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.cli import guard
from promocheck.cli.answers import NoAnswer
from promocheck.cli.language import language_of
from promocheck.model.text import say
from promocheck.reports import Words

from .command import BELOW_FLOOR, scan, write_shop


def test_a_report_in_chinese_on_a_gbk_console(tmp_path: Path) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    ended = scan(folder, "--lang", "zh", PYTHONIOENCODING="gbk")
    assert ended.code == 1
    assert ended.out.startswith("发现问题：1 个错误")
    assert "把7天促销 D1 调到 60.00 USD 或更高，或把 A-1 移出去。" in ended.out
    assert "\\u" not in ended.out
    assert ended.err == ""


def test_the_option_has_the_last_word(tmp_path: Path) -> None:
    folder = write_shop(tmp_path)
    assert scan(folder, "--lang", "en", PROMOCHECK_LANG="zh").out.startswith("CLEAR: ")


def test_a_language_may_be_named_as_systems_name_it(tmp_path: Path) -> None:
    folder = write_shop(tmp_path)
    assert scan(folder, PROMOCHECK_LANG="zh_CN.UTF-8").out.startswith("通过：")
    assert scan(folder, "--lang", "en_US", PROMOCHECK_LANG="zh_CN").out.startswith("CLEAR: ")


@pytest.mark.parametrize("asked", ["--lang=fr", "--lang=ZH"])
def test_an_unknown_language_is_wrong_usage(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert guard.run(["explain", "PC101", asked]) == 2
    told = capsys.readouterr().err
    assert f"--lang: {asked.partition('=')[2]!r} is not known." in told
    assert "Known: en, zh." in told


def test_a_refusal_is_in_the_language_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guard.run(["scan", "nowhere", "--lang", "zh"]) == 2
    assert (
        capsys.readouterr().err
        == "promocheck: nowhere：没有这个文件或文件夹。请检查拼写，或换个文件夹运行。\n"
    )
    monkeypatch.setenv("PROMOCHECK_LANG", "zh")
    assert guard.run(["explain", "below-flor"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("promocheck: RULE：不认识 'below-flor'。是不是 'below-floor'？可用的有：")


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], "", "en"),
        (["scan"], "", "en"),
        (["scan"], "zh", "zh"),
        (["scan"], "fr", "en"),
        (["scan"], "zh_CN.UTF-8", "zh"),
        (["scan", "--lang", "zh-CN"], "", "zh"),
        (["scan"], "zhongwen", "en"),
        (["scan", "--lang", "zh"], "", "zh"),
        (["scan", "--lang=zh"], "", "zh"),
        (["scan", "--lang", "en"], "zh", "en"),
        (["scan", "--lang", "zh", "--lang", "en"], "", "en"),
        (["scan", "--lang"], "", "en"),
        (["scan", "--lang", "klingon"], "zh", "en"),
    ],
)
def test_the_language_is_known_before_the_command_line_is_parsed(
    arguments: list[str], environment: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMOCHECK_LANG", environment)
    assert language_of(arguments) == language


def test_a_manual_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert guard.run(["explain", "--lang", "zh", "near-zero"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("PC102 near-zero  error\n  买家能以接近零元的价格买到，也就是零元购。\n")
    assert "默认：10；可填：" in told


def test_a_refused_answer_fits_into_the_line_in_any_language() -> None:
    fault = NoAnswer(say("no such {what}. Tab shows them", what="x" * 50), say("that cannot be"))
    assert str(fault) == "that cannot be"
    assert fault.fitting(Words("zh").say) == "不能这样填"
