"""A waived finding is never silent and never among the open ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from promocheck.model.finding import Finding, Severity
from promocheck.model.place import Place
from promocheck.model.report import Report, WaiversSource
from promocheck.model.waiver import Waiver
from promocheck.reports import FORMATS, Words
from promocheck.reports.view import arrange

from .examples import BELOW_FLOOR, NEAR_ZERO, NO_END, REPORT, UNREAD_ROW, usd

WORDS = Words("en")
WAIVER = Waiver(
    rule="PC101",
    name="below-floor",
    store="acme",
    marketplace="US",
    sku="A-100",
    promotions=None,
    not_below=usd("50.00"),
    reason="clearance",
    owner="Li",
    expires=date(2026, 12, 31),
    place=Place("waivers.yaml", None, 3),
)
WAIVED = replace(BELOW_FLOOR, waiver=WAIVER)
SAID = "Li accepts this down to 50.00 USD until the end of 2026-12-31: clearance"


SEVERAL = replace(BELOW_FLOOR, also_on=("B-200", "C-300"), waiver=replace(WAIVER, sku="B-200"))
SAID_OF_SEVERAL = f"Each of its 3 SKUs is accepted; the first waiver to end is that of B-200: {SAID}"


def of(*findings: Finding) -> Report:
    return replace(REPORT, findings=findings)


def test_only_open_findings_decide() -> None:
    doubt = replace(UNREAD_ROW, waiver=WAIVER)
    reports = [of(WAIVED), of(doubt), of(WAIVED, NEAR_ZERO), of(doubt, NEAR_ZERO), of(WAIVED, UNREAD_ROW)]
    assert [(each.verdict, each.exit_code) for each in reports] == [
        ("clear", 0), ("clear", 0), ("findings", 1), ("findings", 1), ("untrusted", 3),
    ]  # fmt: skip
    strict = replace(of(replace(NO_END, waiver=WAIVER)), fail_on=Severity.WARNING)
    assert (strict.exit_code, replace(strict, findings=(NO_END,)).exit_code) == (0, 1)


def test_the_verdict_counts_them_apart() -> None:
    warned = replace(NO_END, waiver=WAIVER)
    assert [arrange(each, WORDS).verdict.partition(" in ")[0] for each in (of(WAIVED, warned), of(WAIVED, NO_END), of(WAIVED, NEAR_ZERO))] == [
        "CLEAR: no errors, 2 waived",
        "LOOK AT THIS: no errors, 1 warning, 1 waived",
        "FINDINGS: 1 error, 1 waived",
    ]  # fmt: skip
    assert arrange(of(WAIVED, UNREAD_ROW), WORDS).verdict == (
        "NOT TRUSTWORTHY: solve 1 problem, then scan again. In what could be read: no errors, 1 waived"
    )


def test_they_have_a_section_of_their_own_at_the_end() -> None:
    view = arrange(of(WAIVED, NO_END, NEAR_ZERO), WORDS)
    assert [section.title for section in view.sections] == ["1 error", "1 warning", "1 waived"]
    card = next(view.sections[-1].campaigns()).worst
    assert card.severity_word == "WAIVED ERROR"
    assert card.entries[1].lines == (SAID, "waivers.yaml row 3")


def test_a_compact_line_begins_and_ends_with_it() -> None:
    *_, line, last = FORMATS["compact"](of(WAIVED, NO_END), WORDS).splitlines()
    assert line.startswith("waived-error PC101 below-floor acme/US A-100 50.00<60.00 USD ")
    assert line.endswith(f"10.00 USD below the floor of 60.00 USD. {SAID}")
    assert last.startswith("no errors, 1 warning, 1 waived, 1,205 rows")


def test_of_several_skus_the_waiver_that_ends_first_is_told_and_that_the_others_have_theirs() -> None:
    report = of(SEVERAL)
    *_, line, _ = FORMATS["compact"](report, WORDS).splitlines()
    assert line.endswith(SAID_OF_SEVERAL)
    assert next(arrange(report, WORDS).sections[-1].campaigns()).worst.entries[1].lines[0] == SAID_OF_SEVERAL
    for name in ("csv", "sarif", "junit", "html"):
        rendered = FORMATS[name](report, WORDS)
        assert SAID_OF_SEVERAL in rendered, name
    (finding,) = json.loads(FORMATS["json"](report, WORDS))["findings"]
    assert (finding["sku"], finding["also_on"], finding["waiver"]["sku"]) == (
        "A-100", ["B-200", "C-300"], "B-200",
    )  # fmt: skip


def test_every_report_names_the_file_that_was_applied() -> None:
    source = replace(REPORT.policy, waivers=WaiversSource("waivers.yaml", "cd" * 32))
    report = replace(of(WAIVED), policy=source)
    assert f"  waivers    waivers.yaml, SHA-256 {'cd' * 32}\n" in FORMATS["text"](report, WORDS)
    document = json.loads(FORMATS["json"](report, WORDS))
    assert document["policy"]["waivers"] == {"path": "waivers.yaml", "sha256": "cd" * 32}


def test_what_a_waiver_says_is_inert_on_a_terminal() -> None:
    hostile = replace(WAIVER, owner="\x1b[2J", reason="\u202e", place=Place("\x1b", None, 3))
    for name in ("text", "compact"):
        rendered = FORMATS[name](of(replace(BELOW_FLOOR, waiver=hostile)), WORDS)
        assert "\x1b" not in rendered
        assert "\u202e" not in rendered
