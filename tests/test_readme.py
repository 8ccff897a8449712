"""The README shows what really happens."""

from __future__ import annotations

import os
import re
from pathlib import Path

from promocheck.model.finding import Severity
from promocheck.pipeline import Request, scan
from promocheck.reports import FORMATS
from promocheck.reports.words import Words
from tests import readme_table
from tests.bench.readme import with_measured
from tests.bench.results import kept, profile_kept
from tests.exports.corruptions import UNSEEN
from tests.exports.test_corruptions import FIGURES
from tests.exports.test_variants import REFUSED
from tests.exports.variants import VARIANTS
from tests.shop import policy_of

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_screen_of_output_is_real() -> None:
    screen = re.search(r"<!-- output of the scan above -->\n```text\n(.*?)```", README, re.DOTALL)
    assert screen
    folder = "sample_exports/incidents/09-forgotten-coupon"
    report = scan(Request((str(ROOT / folder),), policy_of(), 1_795_478_400, Severity.ERROR))
    printed = FORMATS["text"](report, Words("en")).replace(str(ROOT / folder), folder).splitlines()
    missing = [line for line in screen[1].splitlines() if line not in printed]
    assert missing == []


def test_the_figure_of_variants_is_the_tests_own() -> None:
    figure = re.search(r"Of (\d+) legitimate variants .* (\d+) are read right and (\d+) are refused", README)
    assert figure
    read, refused = len(VARIANTS) - len(REFUSED), len(REFUSED)
    assert tuple(map(int, figure.groups())) == (len(VARIANTS), read, refused)


def test_the_figure_of_corruptions_is_the_tests_own() -> None:
    figure = re.search(
        r"Of (\d+) corruptions [^:]*: in (\d+) the breaches are found all the same, (\d+) are refused, (\d+) of these with "
        r"the breaches found, and (\d+) pass",
        " ".join(README.split()),
    )
    assert figure
    found, both, refused = map(sum, zip(*FIGURES.values(), strict=True))
    assert tuple(map(int, figure.groups())) == (found + both + refused, found, both + refused, both, 0)


def test_what_cannot_be_seen_has_a_remedy() -> None:
    """The README says what lines of a policy see lost rows and files; the tests hold that they do."""
    lines = {unseen.expect.partition(":")[0] for unseen in UNSEEN.values() if unseen.expect}
    assert [line for line in lines if f"`{line}`" not in README] == []


def test_the_million_campaigns_have_a_commit() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert re.search(r"1,000,000 random campaigns at commit [0-9a-f]{7}", text)


def test_the_figures_of_speed_are_those_measured_last() -> None:
    assert with_measured(README, kept(), profile_kept()) == README


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


def test_the_table_of_options_is_made_from_their_types() -> None:
    before, rest = README.split(readme_table.BEGIN)
    _, after = rest.split(readme_table.END)
    made = f"{before}{readme_table.BEGIN}\n{readme_table.table()}\n{readme_table.END}{after}"
    if os.environ.get("UPDATE_README"):
        (ROOT / "README.md").write_text(made, encoding="utf-8")
        return
    assert made == README
