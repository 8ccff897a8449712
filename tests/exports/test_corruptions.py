"""A campaign of three breaches, corrupted in every way we could think of: none of them is ever lost in silence.

Silent is a run that is trusted and lacks a breach, whatever else it found. `PROMOCHECK_DAMAGE=1` tries every corruption in
every place and form; the gate tries each twice.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from promocheck.model.finding import Severity
from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from tests.exports.corruptions import (
    AS_OF,
    BREACHES,
    FORMS,
    UNSEEN,
    Corruption,
    Files,
    all_corruptions,
    campaign,
    chosen_corruptions,
    harmless,
)
from tests.exports.sheets import files
from tests.exports.test_damage import EVERYWHERE
from tests.shop import policy_of

# The lamp's two promotions are allowed to meet, so that only the arithmetic can give them away.
POLICY = 'rules: {forbidden-stack: {severity: "off"}}\n'
CORRUPTIONS = all_corruptions() if EVERYWHERE else chosen_corruptions()
HARMLESS = {str(each): each for each in harmless()}
# What becomes of the chosen ones, by form: breaches found as if nothing was, found in a run that is not trusted, refused.
FIGURES = {"csv": (13, 14, 89), "tsv": (15, 11, 97), "xlsx": (9, 11, 134)}


def report_of(folder: Path, contents: Files, policy: str = "") -> Report:
    folder.mkdir()
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    return scan(
        Request((str(files(folder, contents)),), policy_of(POLICY + policy), instant, marketplace="US")
    )


def breaches(report: Report) -> set[str | None]:
    return {each.sku for each in report.findings if each.rule == "PC101"}


def outcome(report: Report) -> str:
    """`found` all the same, `both` where the run is not trusted besides, `refused`, or `silent`."""
    found = breaches(report) >= BREACHES
    if report.exit_code == 3:
        return "both" if found else "refused"
    return "found" if found else "silent"


def unplaced(report: Report) -> list[str]:
    """Faults of trust that lead to no place, but for what is not there at all."""
    return [
        each.name
        for each in report.findings
        if each.trust
        and each.severity is Severity.ERROR
        and each.rule not in {"PC103", "PC908"}
        and not any(place.file for place in each.places)
    ]


@pytest.mark.parametrize("form", FORMS)
def test_the_campaign_itself(tmp_path: Path, form: str) -> None:
    report = report_of(tmp_path / "shop", dict(campaign(form)))
    assert report.exit_code == 1
    assert breaches(report) == set(BREACHES)


def test_they_are_many_and_different() -> None:
    assert len({str(each) for each in CORRUPTIONS}) == len(CORRUPTIONS) >= 200


@pytest.mark.parametrize("form", FORMS)
def test_no_corruption_is_silent(tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The figure of a form, over the whole set; in one test, so that it is whole whoever runs the tests."""
    mine = [each for each in CORRUPTIONS if each.form == form]
    became: dict[Corruption, str] = {}
    for at, each in enumerate(mine):
        report = report_of(tmp_path / str(at), each.files())
        became[each] = outcome(report)
        assert unplaced(report) == [], str(each)
    counted = Counter(became.values())
    found, both, refused = (counted[each] for each in ("found", "both", "refused"))
    silent = [str(each) for each, said in became.items() if said == "silent"]
    with capsys.disabled():
        print(  # noqa: T201 - the figure is to be seen
            f"\n{len(mine)} corruptions of {form}: {found} found, {both} found and refused, {refused} refused, "
            f"{len(silent)} silent"
        )
    assert silent == []
    if not EVERYWHERE:
        assert (found, both, refused) == FIGURES[form]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_nothing_is_no_fault(tmp_path: Path, name: str) -> None:
    report = report_of(tmp_path / "shop", HARMLESS[name].files())
    assert (outcome(report), report.exit_code) == ("found", 1)


@pytest.mark.parametrize("what", UNSEEN)
def test_what_cannot_be_seen(tmp_path: Path, what: str) -> None:
    """Kept here so that it is known and does not grow; what the policy can be told to expect is seen."""
    unseen = UNSEEN[what]
    assert outcome(report_of(tmp_path / "shop", unseen.files())) == "silent", unseen.why
    if unseen.expect:
        expected = report_of(
            tmp_path / "again", unseen.files(), f"exports: {{expect: {{{unseen.expect}}}}}\n"
        )
        assert [each.rule for each in expected.findings if each.trust] == ["PC908"]
