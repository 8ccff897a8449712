"""`--log-format json`: what a run did, for programs; every line of stderr is an object with the run's id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, scan, write_shop
from tests.cli.conftest import Here

LOG: Final = ("--log-format", "json")
STAGES: Final = ["begin", "settle", "read", "check", "reports"]


def events(err: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in err.splitlines()]
    assert len({each["run"] for each in found}) == 1
    assert (found[0]["event"], found[-1]["event"]) == ("started", "ended")
    return found


def named(found: list[dict[str, Any]], event: str) -> list[dict[str, Any]]:
    return [each for each in found if each["event"] == event]


@pytest.mark.parametrize(
    ("promotions", "code", "verdict"),
    [(COUPON, 0, "clear"), (BELOW_FLOOR, 1, "findings"), (LETTER_O, 3, "untrusted")],
)
def test_a_run_is_told_in_events(
    tmp_path: Path, here: Here, promotions: str, code: int, verdict: str
) -> None:
    shop = write_shop(tmp_path, promotions=promotions)
    noted = ("--last-run", "last-run.json", "--report", "jsonl=out.jsonl", "--quiet")
    ended = here(shop, "scan", "US", *AS_OF, *LOG, *noted)
    found = events(ended.err)
    assert ended.code == code == found[-1]["exit_code"]
    assert [each["stage"] for each in named(found, "stage")] == STAGES
    assert {each["path"] for each in named(found, "file")} == {
        f"US/{each}.csv" for each in ("floors", "listings", "promotions")
    }
    assert [each["verdict"] for each in named(found, "verdict")] == [verdict]
    assert [(each["format"], each["path"]) for each in named(found, "report")] == [("jsonl", "out.jsonl")]
    assert json.loads((shop / "last-run.json").read_text("utf-8"))["last"]["id"] == found[0]["run"]
    assert not {"60.00", "6000", "50.00", "5000", "2O"} & {
        *ended.err.replace('"', " ").replace(",", " ").split()
    }


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--no-such-option",), 2, "No such option: --no-such-option"),
        (("--lang", "klingon"), 2, "--lang: 'klingon' is not known."),
        (("--report", "json=nowhere/out.json"), 4, "nowhere/out.json: the report could not be written"),
        (("nowhere",), 2, "nowhere: no such file or folder."),
    ],
)
def test_what_goes_wrong_is_an_event(
    tmp_path: Path, here: Here, options: tuple[str, ...], code: int, said: str
) -> None:
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF, *LOG, *options)
    found = events(ended.err)
    (message,) = named(found, "message")
    assert (ended.code, found[-1]["exit_code"], said in message["message"]) == (code, code, True)


def test_an_amount_that_is_quoted_is_no_figure_in_the_log(tmp_path: Path, here: Here) -> None:
    policy = "version: 1\nfloors: {default: {min_price: {USD: '12.34x'}}}\n"
    (write_shop(tmp_path) / "rules.yaml").write_text(policy, "utf-8")
    ended = here(tmp_path, "scan", "US", *AS_OF, *LOG)
    assert ended.code == 2
    assert "min_price" in ended.err
    assert "12.34" not in ended.err


def test_a_crash_is_one_event(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promocheck.reports.pieces", lambda *_, **__: 1 // 0)
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF, *LOG)
    (message,) = named(events(ended.err), "message")
    assert (
        ended.code,
        message["message"].startswith("internal error"),
        "Traceback" in message["message"],
    ) == (70, True, True)


def test_it_is_ascii_on_every_console(tmp_path: Path) -> None:
    shop = write_shop(tmp_path)
    (shop / "US" / "促销\N{FIRE}.csv").write_bytes((shop / "US" / "promotions.csv").read_bytes())
    ended = scan(shop, *LOG, "--quiet", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert "US/促销\N{FIRE}.csv" in {each["path"] for each in named(events(ended.err), "file")}
    assert ended.err.isascii()


def test_another_form_is_not_known(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path), "scan", "US", "--log-format", "xml")
    assert (ended.code, ended.err) == (
        2,
        "promocheck: --log-format: 'xml' is not known. Known: text, json.\n",
    )
