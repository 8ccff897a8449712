"""A stranger's text in every place that a stranger can reach, in every format."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from promocheck.model.report import PolicySource
from promocheck.model.story import Stories, Story
from promocheck.policy.effective import Setting
from promocheck.reports import FORMATS, Words, settings, story_json
from promocheck.reports.neutral import neutral

from .examples import with_sku
from .naughty import NAUGHTY

WORDS = Words("en")


def acting(text: str) -> set[str]:
    """The characters that a terminal would obey or hide."""
    return {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n"}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("data", NAUGHTY)
@pytest.mark.parametrize("width", [None, 80])
def test_nothing_acts_on_the_terminal(name: str, data: str, width: int | None) -> None:
    rendered = FORMATS[name](with_sku(data), WORDS, width=width)
    if name == "csv":  # its own line ends, and the mark of its encoding
        rendered = rendered.removeprefix("\ufeff").replace("\r\n", "\n")
    assert not acting(rendered)
    rendered.encode()


@pytest.mark.parametrize("name", ["text", "compact"])
@pytest.mark.parametrize("data", NAUGHTY)
def test_people_see_all_of_it(name: str, data: str) -> None:
    assert neutral(data) in FORMATS[name](with_sku(data), WORDS)


@pytest.mark.parametrize("data", NAUGHTY)
def test_a_line_of_data_never_becomes_two(data: str) -> None:
    lines = FORMATS["compact"](with_sku(data), WORDS).splitlines()
    assert len(lines) == len(with_sku(data).findings) + 2


def test_markup_and_a_wiped_screen_stand_there_as_text() -> None:
    for name in ("text", "compact"):
        assert r"[red]x\x1b[2J" in FORMATS[name](with_sku("[red]x\x1b[2J"), WORDS, width=80)


@pytest.mark.parametrize("data", NAUGHTY)
def test_json_gives_back_every_letter(data: str) -> None:
    report: dict[str, Any] = json.loads(FORMATS["json"](with_sku(data), WORDS).encode())
    for finding in report["findings"]:
        assert (finding["sku"], finding["asin"], finding["owner"]) == (data, data, data)
        assert finding["promotions"] == [data]
        assert finding["message"] == f"{data} is below its floor."
        assert finding["fix"] == f"Change {data}, the {data}."
        assert finding["places"] == [{"file": data, "sheet": data, "row": 2, "column": data}]
        assert finding["steps"][1]["promotion"] == data
    assert report["unread"][0]["value"] == data
    assert report["inputs"][0]["columns"]["ignored"] == [data]
    assert report["inputs"][1]["rows"]["reasons"] == {data: 1}
    assert report["skipped"] == [{"path": data, "reason": data}]


@pytest.mark.parametrize("data", NAUGHTY)
def test_nothing_acts_in_what_is_no_report_for_programs(data: str) -> None:
    story = Story(data, "US", data, data, data, data, data, "UTC", (), None, (), (), ())
    written = (
        story_json.render(Stories((story,), with_sku(data)), WORDS),
        settings.as_json(PolicySource(data, "0" * 64), [Setting("exports", data, data, data)]),
    )
    for each in written:
        assert not acting(each)
        each.encode()
    of_sku, of_policy = map(json.loads, written)
    assert of_sku["stories"][0]["title"] == data
    assert of_policy["settings"][0]["value"] == data
