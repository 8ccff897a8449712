"""`promocheck selftest`: exit codes, formats, and examples of one's own."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from promocheck.policy.examples import load_examples
from tests.cli.command import promocheck
from tests.cli.conftest import Here

SHIPPED = resources.files("promocheck.policy").joinpath("examples.yaml").read_text("utf-8")


def one_wrong(folder: Path) -> Path:
    """The shipped examples with one figure changed."""
    path = folder / "wrong.yaml"
    path.write_text(SHIPPED.replace("published: 28.50\n", "published: 28.49\n", 1), encoding="utf-8")
    return path


def test_the_installed_engine_comes_to_the_published_figures(tmp_path: Path) -> None:
    ended = promocheck(tmp_path, "selftest")
    assert (ended.code, ended.err) == (0, "")
    counts = (
        r"\d+ examples priced: \d+ as published, \d+ as stated with the reason, 0 differ; \d+ out of scope\."
    )
    assert re.fullmatch(counts, ended.out.splitlines()[-1])
    (line,) = [line for line in ended.out.splitlines() if " A2 " in line]
    assert line.split()[:5] == ["ok", "A2", "23.50", "23.50", "23.50"]
    assert "SellerSprite" in line  # off a terminal an example is one line, whatever its length
    assert line.endswith("Confidence high")


def test_a_wrong_figure_ends_as_3_in_every_format(tmp_path: Path, here: Here) -> None:
    wrong = str(one_wrong(tmp_path))
    ended = here(tmp_path, "selftest", "--examples", wrong)
    assert ended.code == 3
    assert ", 1 differ; " in ended.out.splitlines()[-1]
    assert ended.out.splitlines()[-1].endswith("This engine is not to be trusted.")
    assert "DIFFERS  A1" in ended.out
    assert "expected 28.49 as documented, 28.49 at worst" in ended.out
    ended = here(tmp_path, "selftest", "--examples", wrong, "--format", "json")
    assert (ended.code, json.loads(ended.out)["exit_code"]) == (3, 3)


def test_json_has_all_of_it(tmp_path: Path, here: Here) -> None:
    ended = here(tmp_path, "selftest", "--format", "json")
    assert ended.code == 0
    found = json.loads(ended.out)
    assert found["schema"] == "promocheck.selftest/1"
    examples, counts = load_examples(), found["counts"]
    assert counts["priced"] == counts["ok"] + counts["stated"] == len(found["priced"]) == len(examples.priced)
    assert counts["out_of_scope"] == len(found["out_of_scope"]) == len(examples.out_of_scope)
    (deal,) = [each for each in found["priced"] if each["id"] == "A3"]
    assert deal["ours"] == {"documented_price": "19.00", "stacked_price": "18.50"} == deal["stated"]
    assert (deal["published"], deal["currency"], deal["units"]) == ("19.00", "USD", 1)
    assert deal["because"].startswith("Another source")
    assert {each["id"] for each in found["out_of_scope"]} >= {"A21", "A34", "B1"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "csv"), "--format: 'csv' is not known."),
        (("--lang", "xx"), "--lang: 'xx' is not known."),
        (("--examples", "none.yaml"), "none.yaml: no such file or folder."),
        (("--examples", "bad.yaml"), "bad.yaml:1: prised: unknown key 'prised'. Did you mean 'priced'?"),
        (("--examples", "impossible.yaml"), "example A1: discount_value '500' is nothing that a promotion"),
    ],
)
def test_wrong_usage_is_2(tmp_path: Path, here: Here, options: tuple[str, ...], said: str) -> None:
    (tmp_path / "bad.yaml").write_text("prised: []\n", encoding="utf-8")
    (tmp_path / "impossible.yaml").write_text(
        SHIPPED.replace("percent: 5}", "percent: 500}", 1), encoding="utf-8"
    )
    ended = here(tmp_path, "selftest", *options)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize(("fault", "code"), [(KeyboardInterrupt, 130), (RuntimeError, 70)])
def test_an_end_before_its_time(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException], code: int
) -> None:
    def ends(_path: str | None) -> None:
        raise fault

    monkeypatch.setattr("promocheck.policy.examples.load_examples", ends)
    assert here(tmp_path, "selftest").code == code
