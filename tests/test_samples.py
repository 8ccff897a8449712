"""The sample exports say what their README says: folder → SKU → rules and the price that a buyer could reach."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from promocheck.cli import guard
from promocheck.model.finding import Finding, Severity
from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from promocheck.policy import load_policy
from promocheck.rules import ALL, RULE_TYPES

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_exports"
AS_OF = "2026-11-24T00:00:00Z"

# The gravest findings of each SKU, and its stacked price in them: errors where it has any, else warnings.
INCIDENTS: dict[str, dict[str, tuple[str, str | None]]] = {
    "01-wrong-product": {"GRD-BURR-40": ("PC101 PC102 PC201 PC314", "4.00 USD")},
    "02-handover": {"VAC-ROBOT-X2": ("PC202", "0.00 USD")},
    "03-team-rule": {
        "AIR-H13-40": ("PC201", "103.20 USD"),
        "FAN-42-RC": ("PC201", "59.25 USD"),
        "HUM-4L-TOP": ("PC201", "36.99 USD"),
    },
    "04-washing-machines": {
        "WM-10KG-1400": ("PC101", "119.00 EUR"),
        "WM-7KG-1200": ("PC101", "109.00 EUR"),
        "WM-8KG-1400": ("PC101", "129.00 EUR"),
    },
    "05-one-yuan": {"SG-CASE-P15": ("PC101 PC102", "1.00 SGD")},
    "06-half-price": {
        "CARD-WB-L": ("PC101 PC102", "5.90 USD"),
        "CARD-WB-M": ("PC101 PC102", "5.90 USD"),
    },
    "07-two-hundred-planned": {"LUNCH-3C": ("PC501", None)},  # a fault of the stock, whatever the price
    "08-repeat-offender": {"SM-5L-CR": ("PC101", "36.00 GBP")},
    "09-forgotten-coupon": {"BUD-ANC-40": ("PC101 PC102 PC201", "3.99 USD")},
    "10-seven-day-deal": {"PUZ-BRD-6D": ("PC101 PC201", "15.50 USD")},
    "11-two-half-price-codes": {"TENT-2P-GRN": ("PC101 PC102", "0.00 USD")},
    "12-still-clipped": {"JP-RICE-3G": ("PC101", "5760 JPY")},
    "13-coupon-above-price": {"PWR-300": ("PC101 PC102", "0.00 USD")},
    "14-buy-1-get-31": {"PEN-12-BK": ("PC101 PC102", "0.31 USD")},
    "15-a-digit-too-few": {"DET-3KG-LAV": ("PC105", None), "DET-5KG-LAV": ("PC107", None)},
    "16-one-price-for-all": {
        "CAM-24MP-BK": ("PC106", "94.48 USD"),
        "LENS-800-F56": ("PC102", "94.48 USD"),
    },
    "17-two-codes-at-the-till": {"CHINO-32-NV": ("PC205", "23.80 USD")},
    "18-what-businesses-pay": {
        "GLOVE-L-100": ("PC111", None),
        "LABEL-A4-500": ("PC109", None),
        "TAPE-48-36": ("PC108", None),
    },
    "19-price-cut-over-a-coupon": {"TOASTER-4S": ("PC110", None)},
    "20-two-rebates": {"SPK-PORT-20": ("PC101 PC102", "0.00 USD")},
    "21-some-time-that-week": {"HEATER-2K-OIL": ("PC206", None)},
    "22-nothing-for-prime": {"SOUNDBAR-21": ("PC207", None)},
    "25-fifteen-off-anything": {"PHN-GRIP-MG": ("PC101 PC102", "0.80 USD")},
    "26-discount-and-minimum": {"CBL-USBC-3M": ("PC101", "4.99 USD")},
    "27-everything-off": {"SPK-MINI-3": ("PC101 PC102", "0.00 USD")},
    "28-one-code-twice": {},
    "29-forgotten-code": {"YOGA-MAT-8B": ("PC101 PC102", "3.99 USD")},
    "30-six-percent-it-had-to-be": {},
    "40-a-launch-code-for-everybody": {
        "SRM-VITC-30": ("PC101", "9.00 USD"),
        "SRM-VITC-50": ("PC101", "12.00 USD"),
        "SRM-VITC-SET": ("PC101", "24.00 USD"),
    },
    "41-earphones-at-a-dollar": {"EAR-TWS-5": ("PC101 PC102", "1.00 USD")},
    "42-one-number-in-two-currencies": {"MUG-ENML-350": ("PC101 PC102", "14 JPY")},
    "50-leading-zeros": {"417": ("PC101 PC102", "11.90 USD")},
    "51-behind-a-filter": {"DECKE-150": ("PC101", "31.96 EUR")},
    "52-download-broke-off": {},
    "53-costs-of-last-year": {},
    "54-one-per-person": {"SOCK-WOOL-6": ("PC503", "13.45 USD")},
}

# What else is said of these SKUs, less grave than that, besides the hours before and after.
BESIDES = {
    "02-handover": "PC503",
    "04-washing-machines": "PC105 PC503",
    "05-one-yuan": "PC501",
    "11-two-half-price-codes": "PC205",
    "12-still-clipped": "PC203",
    "14-buy-1-get-31": "PC503",
    "16-one-price-for-all": "PC104 PC503",
    "17-two-codes-at-the-till": "PC503",
    "19-price-cut-over-a-coupon": "PC503",
    "20-two-rebates": "PC204",
    "25-fifteen-off-anything": "PC503",
    "27-everything-off": "PC503",
    "41-earphones-at-a-dollar": "PC503",
    "50-leading-zeros": "PC503",
}

# What is said of promotions as a whole, whichever SKUs they are on.
OF_PROMOTIONS = {
    "01-wrong-product": "PC305 PC306 PC403 PC502",
    "02-handover": "PC305 PC313",
    "05-one-yuan": "PC502",
    "06-half-price": "PC302",
    "11-two-half-price-codes": "PC305 PC306 PC308",
    "13-coupon-above-price": "PC301",
    "14-buy-1-get-31": "PC304 PC502",
    "16-one-price-for-all": "PC402",
    "17-two-codes-at-the-till": "PC308",
    "25-fifteen-off-anything": "PC301 PC303 PC502",
    "26-discount-and-minimum": "PC303 PC312",
    "27-everything-off": "PC310",
    "28-one-code-twice": "PC307",
    "29-forgotten-code": "PC309",
    "30-six-percent-it-had-to-be": "PC311",
    "40-a-launch-code-for-everybody": "PC305 PC404 PC502",
    "41-earphones-at-a-dollar": "PC305 PC403 PC405",
    "42-one-number-in-two-currencies": "PC406",
    "51-behind-a-filter": "PC310",
    "54-one-per-person": "PC305",
}

# What is said of files: here it explains the accident, or is all that is left of it.
OF_FILES = {
    "50-leading-zeros": "PC906",
    "51-behind-a-filter": "PC910",
    "52-download-broke-off": "PC907",
    "53-costs-of-last-year": "PC911",
    "54-one-per-person": "PC913",
}

# What makes each folder untrustworthy, by SKU or ASIN, or by the cell.
UNTRUSTED = {
    "01-no-floor": ("PC103", "CUT-ACA-M"),
    "02-unknown-target": ("PC401", "B0G02CLK1R"),
    "03-unread-row": ("PC901", 'coupons.csv row 2 Coupon discount "% Off" value'),
    "04-unknown-column": ("PC902", "promotions.csv row 1 extra_member_discount"),
    "05-error-page": ("PC903", "coupons.csv"),
    "06-unfinished-listing": ("PC904", "DESK-ORG-8"),
    "07-two-exports": ("PC905", "SHELF-3T"),
}

# What is said where nobody has looked after the policy: rule, and the SKU or the line of the file.
NEGLECTED = {
    ("PC101", "CAND-SOY-8"),
    ("PC101", "DIFF-REED"),
    ("PC601", "CAND-SOY-8"),
    ("PC602", "CAND-S0Y-12"),
    ("PC603", "DIFF-REED"),
    ("PC908", ""),
    ("PC912", "rules.yaml row 12"),
    ("PC914", "rules.yaml row 11"),
}

# Rules that no folder can show, and why.
UNSHOWN = {
    "PC604": "it is told only where an approval is required, and of a ledger",
    "PC915": "it is told of what a ledger says of an earlier run",
    "PC909": "the age of a file is not in the file, and with --as-of it is not judged",
}

VERDICTS = {
    "clean": ("clear", 0),
    "sheets": ("clear", 0),
    "incidents": ("findings", 1),
    "untrusted": ("untrusted", 3),
}


def scanned(*parts: str) -> Report:
    path = SAMPLES.joinpath(*parts)
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    return scan(Request((str(path),), load_policy(None, RULE_TYPES), instant, prices=True))


def folder_of(finding: Finding, kind: str) -> str:
    return Path(finding.places[0].file).relative_to(SAMPLES / kind).parts[0]


def gravest(findings: list[Finding]) -> tuple[str, str | None]:
    """The rules at the gravest severity, and the lowest price in them, where one is named."""
    severity = min((each.severity for each in findings), key=lambda each: each.rank)
    worst = [each for each in findings if each.severity is severity]
    prices = sorted(each.stacked_price for each in worst if each.stacked_price)
    price = f"{prices[0]} {prices[0].currency}" if prices else None
    return " ".join(sorted({each.rule for each in worst})), price


@pytest.fixture(scope="module")
def incidents() -> Report:
    return scanned("incidents")


@pytest.mark.parametrize("kind", VERDICTS)
def test_the_command_gives_each_folder_its_exit_code(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    ended = guard.run(["scan", f"sample_exports/{kind}", "--as-of", AS_OF, "--format", "json"])
    verdict, code = VERDICTS[kind]
    said = capsys.readouterr()
    assert (ended, said.err) == (code, "")
    report = json.loads(said.out)
    assert (report["verdict"], report["exit_code"]) == (verdict, code)


@pytest.mark.parametrize("kind", ["clean", "sheets"])
def test_what_is_clear_has_no_warnings_either(kind: str) -> None:
    report = scanned(kind)
    assert report.findings == ()
    assert report.coverage.promoted >= 12
    assert report.coverage.targets_unmatched == 0


def test_every_incident_tells_its_story_in_one_scan(incidents: Report) -> None:
    by_sku: dict[str, dict[str, list[Finding]]] = {name: defaultdict(list) for name in INCIDENTS}
    for finding in incidents.findings:
        if finding.sku is not None:
            by_sku[folder_of(finding, "incidents")][finding.sku].append(finding)
    told = {
        name: {sku: gravest(found) for sku, found in sorted(skus.items())} for name, skus in by_sku.items()
    }
    assert told == INCIDENTS


def test_what_else_is_said_of_skus(incidents: Report) -> None:
    told: dict[str, set[str]] = defaultdict(set)
    for finding in incidents.findings:
        folder = folder_of(finding, "incidents")
        if finding.sku is not None:
            told[folder] |= {finding.rule} - {"PC202", *INCIDENTS[folder][finding.sku][0].split()}
    assert {name: " ".join(sorted(rules)) for name, rules in sorted(told.items()) if rules} == BESIDES


def test_what_is_said_of_promotions_as_a_whole(incidents: Report) -> None:
    told: dict[str, set[str]] = defaultdict(set)
    for finding in incidents.findings:
        if finding.sku is None and finding.store is not None:
            told[folder_of(finding, "incidents")].add(finding.rule)
    assert {name: " ".join(sorted(rules)) for name, rules in sorted(told.items())} == OF_PROMOTIONS


def test_what_is_said_of_files(incidents: Report) -> None:
    told = {folder_of(each, "incidents"): each.rule for each in incidents.findings if each.store is None}
    assert told == OF_FILES


def test_the_folder_of_an_incident_is_its_store(incidents: Report) -> None:
    assert [f for f in incidents.findings if f.store and f.store != folder_of(f, "incidents")] == []
    assert {price.store for price in incidents.prices} == set(INCIDENTS)


def test_incidents_are_trusted(incidents: Report) -> None:
    assert [f for f in incidents.findings if f.trust and f.severity is Severity.ERROR] == []
    assert incidents.unread == ()


def test_no_two_incidents_share_a_sku(incidents: Report) -> None:
    skus = [price.sku for price in incidents.prices]
    assert len(skus) == len(set(skus))


def test_the_handover_is_reported_in_the_hours_between_cancellation_and_midnight(incidents: Report) -> None:
    (finding,) = (f for f in incidents.findings if (f.store, f.rule) == ("02-handover", "PC202"))
    window = [datetime.fromisoformat(f"2026-11-23T{clock}-08:00").timestamp() for clock in ("18:00", "19:20")]
    assert finding.severity is Severity.WARNING
    assert [finding.start, finding.end] == window


@pytest.mark.parametrize("name", ["10-seven-day-deal", "12-still-clipped"])
def test_these_pass_their_floor_by_the_documented_reading_only(name: str, incidents: Report) -> None:
    (found,) = (each for each in incidents.findings if each.store == name and each.rule == "PC101")
    assert found.documented_price
    assert found.floor
    assert found.documented_price.minor > found.floor.minor


def test_a_policy_that_nobody_looks_after(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    folder = "sample_exports/neglected"
    rules = f"{folder}/rules.yaml"
    ended = guard.run(["scan", folder, "--rules", rules, "--as-of", AS_OF, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert (ended, report["verdict"]) == (3, "untrusted")
    assert {(each["rule"], said_of(each)) for each in report["findings"]} == NEGLECTED
    assert [each["sku"] for each in report["findings"] if each["waiver"]] == ["DIFF-REED"]


def said_of(finding: dict[str, Any]) -> str:
    """The SKU, or else the line of a file."""
    places = [f"{Path(each['file']).name} row {each['row']}" for each in finding["places"]]
    return str(finding["sku"] or next(iter(places), ""))


def test_a_rule_that_no_folder_shows_is_in_none() -> None:
    assert set(UNSHOWN) == {rule.id for rule in ALL} - shown()


def shown() -> set[str]:
    """The rules that fire somewhere in the samples, by the tables above, which the scans are held against."""
    rules = [rules for skus in INCIDENTS.values() for rules, _ in skus.values()]
    rules += [*BESIDES.values(), *OF_PROMOTIONS.values(), *OF_FILES.values()]
    return {each for text in rules for each in text.split()} | {
        rule for rule, _ in (*UNTRUSTED.values(), *NEGLECTED)
    }


def where(finding: Finding) -> str:
    place = finding.places[0]
    row = "" if place.row is None else f"row {place.row}"
    return " ".join(filter(None, (Path(place.file).name, row, place.column)))


def test_every_untrusted_folder_has_the_one_reason_it_is_there_for() -> None:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in scanned("untrusted").findings:
        assert (each.trust, each.severity) == (True, Severity.ERROR)
        found[folder_of(each, "untrusted")].append((each.rule, each.sku or each.asin or where(each)))
    assert found == {name: [reason] for name, reason in UNTRUSTED.items()}


@pytest.mark.parametrize("name", UNTRUSTED)
def test_every_untrusted_folder_is_untrusted_alone(name: str) -> None:
    assert scanned("untrusted", name).exit_code == 3


def folders() -> Iterator[str]:
    for kind in ("incidents", "untrusted"):
        yield from sorted(f"{kind}/{each.name}" for each in (SAMPLES / kind).iterdir())


def test_every_folder_has_its_story_and_every_story_its_folder() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    stories = re.findall(r"^### (\S+)$", readme, re.MULTILINE)
    assert stories == list(folders())
    assert stories == [f"incidents/{name}" for name in INCIDENTS] + [
        f"untrusted/{name}" for name in UNTRUSTED
    ]


def test_the_readme_names_the_rules_that_fire_and_the_files_that_exist() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"^### (\S+)\n(.*?)(?=^##)", readme, re.MULTILINE | re.DOTALL):
        kind, folder = name.split("/")
        fired = (
            [rules for rules, _ in INCIDENTS[folder].values()]
            if kind == "incidents"
            else [UNTRUSTED[folder][0]]
        )
        fired += [OF_FILES[folder]] if folder in OF_FILES else []
        assert {rule for rules in fired for rule in rules.split()} <= set(re.findall(r"PC\d+", text)), name
        files = {path.name for path in (SAMPLES / name).rglob("*")}
        named = set(re.findall(r"`([^`/ ]+\.(?:csv|txt|xlsx))`", text))
        assert named, name
        assert named <= files, name


def test_text_exports_have_the_line_ends_that_amazon_writes() -> None:
    texts = [each for suffix in ("csv", "txt") for each in SAMPLES.rglob(f"*.{suffix}")]
    assert len(texts) > 50
    for path in texts:
        data = path.read_bytes()
        broke_off = path.match("52-download-broke-off/US/coupons.csv")
        assert data.endswith(b"\r\n") is not broke_off, path
        assert data.count(b"\r\n") == data.count(b"\n"), path
