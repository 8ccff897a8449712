"""SARIF as its schema has it, and as a viewer reads it: places, links, placeholders, what somebody has accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft7Validator

from promocheck.exports.content import tell
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.reports import FORMATS, LANGUAGES, Words
from promocheck.reports.neutral import neutral
from promocheck.reports.sarif_rules import message_string
from promocheck.reports.uris import uri_of
from promocheck.rules import ALL
from promocheck.rules.manual import manual_of

from .examples import BELOW_FLOOR, CLEAR, NO_END, REPORT, UNTRUSTED, with_sku
from .naughty import NAUGHTY
from .test_waived import SAID, WAIVED

WORDS = Words("en")
# OASIS's own, as the JSON Schema Store keeps it.
SCHEMA = Draft7Validator(json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text("utf-8")))
CATALOGUE = tuple(map(manual_of, ALL))
WHOLE = replace(UNTRUSTED, findings=(*UNTRUSTED.findings, WAIVED), catalogue=CATALOGUE)


def log_of(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FORMATS["sarif"](report, WORDS).encode())
    return found


def run_of(report: Report) -> dict[str, Any]:
    (found,) = log_of(report)["runs"]
    assert isinstance(found, dict)
    return found


def result_of(report: Report) -> dict[str, Any]:
    (found,) = run_of(report)["results"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("report", [WHOLE, CLEAR, with_sku("\ud800 {0} [a](b)")])
def test_the_schema_takes_it(report: Report) -> None:
    assert [error.message for error in SCHEMA.iter_errors(log_of(report))] == []


def test_the_schema_refuses_what_is_wrong() -> None:
    log = log_of(WHOLE)
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not SCHEMA.is_valid(log)


def test_every_rule_has_its_manual_and_every_result_its_rule() -> None:
    run = run_of(WHOLE)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in ALL]
    below_floor = rules[0]
    assert below_floor["shortDescription"] == {"text": "A buyer can reach a price below the SKU's floor."}
    assert below_floor["defaultConfiguration"] == {"level": "error", "enabled": True}
    assert below_floor["help"]["markdown"].startswith("# PC101 below-floor\n")
    assert "Fix: Take less off" in below_floor["help"]["text"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]


def test_a_result_is_at_its_row_and_the_other_places_are_related() -> None:
    result = result_of(replace(REPORT, findings=(BELOW_FLOOR,)))
    (place,) = result["locations"]
    assert place == {
        "physicalLocation": {
            "artifactLocation": {"uri": "exports/US/coupons.csv"},
            "region": {"startLine": 5},
        },
        "properties": {"sheet": None, "column": "discount_value"},
    }
    assert result["relatedLocations"][-1]["properties"] == {"sheet": "Codes 2026", "column": "start"}
    assert len(result["relatedLocations"]) == 7
    assert (result["level"], result["suppressions"]) == ("error", [])
    assert result["partialFingerprints"] == {"promocheck/v1": BELOW_FLOOR.fingerprint}
    properties = result["properties"]
    assert (properties["sku"], properties["stacked_price"], properties["floor"]) == (
        "A-100",
        "50.00",
        "60.00",
    )
    assert result["message"]["text"].startswith(
        "A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD.\n"
    )


def test_what_stands_nowhere_is_the_policy_s() -> None:
    """A result without a location makes GitHub refuse all of them."""
    result = result_of(replace(REPORT, findings=(replace(NO_END, places=()),)))
    assert result["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "rules.yaml"}}


def test_a_place_named_twice_is_one() -> None:
    here = Place("a.csv", None, 2, "sku")
    assert (
        result_of(replace(REPORT, findings=(replace(NO_END, places=(here, here)),)))["relatedLocations"] == []
    )


def test_a_waived_finding_is_suppressed_by_the_waivers_file() -> None:
    (suppression,) = result_of(replace(REPORT, findings=(WAIVED,)))["suppressions"]
    assert (suppression["kind"], suppression["status"], suppression["justification"]) == (
        "external",
        "accepted",
        SAID,
    )
    assert suppression["location"]["physicalLocation"]["artifactLocation"] == {"uri": "waivers.yaml"}


def test_what_was_not_read_is_told_and_the_run_was_no_success() -> None:
    (invocation,) = run_of(UNTRUSTED)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    told = invocation["toolExecutionNotifications"]
    assert [each["locations"][0]["physicalLocation"].get("region") for each in told] == [
        {"startLine": 3},
        {"startLine": 10},
        {"startLine": 11},
        None,
    ]
    assert told[0]["message"]["text"] == '"20,5,0" was not read; expected a number such as 20.5'
    assert run_of(REPORT)["invocations"] == [
        {"executionSuccessful": True, "exitCode": 1, "toolExecutionNotifications": []}
    ]


def test_the_files_are_named_with_their_hashes() -> None:
    first, _ = run_of(REPORT)["artifacts"]
    assert first == {
        "location": {"uri": "exports/US/coupons.csv"},
        "hashes": {"sha-256": "c0" * 32},
        "roles": ["analysisTarget"],
    }


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("exports/US/a b.csv", "exports/US/a%20b.csv"),
        ("瓶.csv", "%E7%93%B6.csv"),
        ("a:b.csv", "a%3Ab.csv"),
        ("../up.csv", "../up.csv"),
        ("/data/a#1?.csv", "file:///data/a%231%3F.csv"),
        ("C:/exports/a.csv", "file:///C:/exports/a.csv"),
        ("C:\\exports\\a b.csv", "file:///C:/exports/a%20b.csv"),
        ("\\\\server\\share\\a.csv", "file://server/share/a.csv"),
        ("back\\slash.csv", "back%5Cslash.csv"),
        ("100%.csv", "100%25.csv"),
    ],
)
def test_a_path_is_a_uri(path: str, uri: str) -> None:
    assert uri_of(path) == uri


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain [red] \\", "plain [red] \\"),
        ("{0} and {sku}", "{{0}} and {{sku}}"),
        ("[text](https://x.example)", "\\[text\\](https://x.example)"),
        ("a\\b [c](1)", "a\\\\b \\[c\\](1)"),
    ],
)
def test_a_message_has_no_placeholder_and_no_link(text: str, written: str) -> None:
    assert message_string(text) == written


@pytest.mark.parametrize("data", [*NAUGHTY, "[text](https://x.example)", "{0}"])
def test_data_comes_back_from_properties_and_is_inert_in_messages(data: str) -> None:
    run = run_of(with_sku(data))
    for result in run["results"]:
        properties = result["properties"]
        assert (properties["sku"], properties["title"], properties["promotions"]) == (data, data, [data])
        assert result["message"]["text"].startswith(message_string(f"{neutral(data)} is below its floor."))
        (place,) = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri.removeprefix("file:///"), errors="surrogatepass") == data
        assert (place["properties"]["sheet"], place["properties"]["column"]) == (data, data)


def test_in_another_language_ids_are_the_same_and_words_are_not() -> None:
    english, chinese = (json.loads(FORMATS["sarif"](WHOLE, Words(each))) for each in LANGUAGES)
    assert SCHEMA.is_valid(chinese)
    for one, other in zip(*(each["runs"][0]["results"] for each in (english, chinese)), strict=True):
        assert (one["ruleId"], one["level"], one["partialFingerprints"]) == (
            other["ruleId"],
            other["level"],
            other["partialFingerprints"],
        )
    rules = [each["runs"][0]["tool"]["driver"]["rules"] for each in (english, chinese)]
    for name in ("shortDescription", "fullDescription", "help"):
        assert [one["id"] for one, other in zip(*rules, strict=True) if one[name] == other[name]] == []


def test_a_later_scan_knows_it_for_a_report() -> None:
    content = tell(FORMATS["sarif"](WHOLE, WORDS).encode(), "report.sarif")
    assert (content.kind, content.claims) == ("other", False)
