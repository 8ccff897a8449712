"""waivers.yaml is read whole or refused at its line; a new entry leaves every byte that stands there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from promocheck.model.errors import PolicyFault
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.place import Place
from promocheck.model.text import english
from promocheck.model.waiver import Waiver
from promocheck.policy import load_policy
from promocheck.policy.load import parse_policy
from promocheck.policy.waiver_entry import HEAD, extended
from promocheck.policy.waivers import WaiverEntry, parse_waivers
from promocheck.rules import ALL, RULE_TYPES

RULES = ", ".join([*(rule.name for rule in ALL), *(rule.id for rule in ALL)])
ENTRY = """\
- rule: below-floor
  marketplace: US
  sku: A-1
  not_below: 12.50
  reason: clearance
  owner: Li
  expires: 2026-12-31
"""
WAIVER = Waiver(
    rule="PC101",
    name="below-floor",
    store=None,
    marketplace="US",
    sku="A-1",
    promotions=None,
    not_below=Money(1250, "USD"),
    reason="clearance",
    owner="Li",
    expires=date(2026, 12, 31),
    place=Place("waivers.yaml", None, 1),
)


def waivers(text: str) -> tuple[Waiver, ...]:
    return parse_waivers("waivers.yaml", text.encode(), RULE_TYPES).entries


def fault(text: str | bytes) -> str:
    """What is said of a file that does not hold together."""
    with pytest.raises(PolicyFault) as caught:
        parse_waivers("waivers.yaml", text.encode() if isinstance(text, str) else text, RULE_TYPES)
    return str(caught.value)


def test_an_entry_is_read_with_the_line_it_begins_on() -> None:
    assert waivers(f"# what we accept\n\n{ENTRY}") == (replace(WAIVER, place=Place("waivers.yaml", None, 3)),)


def test_rules_go_by_name_or_id_marketplaces_by_code_or_id() -> None:
    (found,) = waivers(ENTRY.replace("below-floor", "PC101").replace("US", "ATVPDKIKX0DER"))
    assert found == WAIVER


@pytest.mark.parametrize("written", ["12.5", "'12.50'", '"12.5"'])
def test_a_price_may_stand_in_quotes_as_reports_write_it(written: str) -> None:
    assert waivers(ENTRY.replace("12.50", written)) == (WAIVER,)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_a_file_may_hold_no_entry(text: str) -> None:
    assert waivers(text) == ()


def test_the_same_sku_may_stand_for_other_promotions_and_other_stores() -> None:
    others = ("sku: A-1\n  promotions: [C1]", "sku: A-1\n  promotions: [C1, C2]", "sku: A-1\n  store: acme")
    assert len(waivers(ENTRY + "".join(ENTRY.replace("sku: A-1", other) for other in others))) == 4


@pytest.mark.parametrize(
    ("marketplace", "ends"),
    [("US", "2027-01-01T08:00"), ("JP", "2026-12-31T15:00"), ("UK", "2027-01-01T00:00")],
)
def test_it_holds_through_its_last_day_on_the_marketplace_s_clock(marketplace: str, ends: str) -> None:
    money = Money(1250, BY_CODE[marketplace].currency)
    instant = int(datetime.fromisoformat(ends).replace(tzinfo=UTC).timestamp())
    assert replace(WAIVER, marketplace=marketplace, not_below=money).ends == instant


@pytest.mark.parametrize(
    ("instead", "by", "message"),
    [
        (
            "below-floor", "below-flor",
            f"1: rule: unknown rule 'below-flor'. Did you mean 'below-floor'? Known: {RULES}.",
        ),
        (
            "US", "USA",
            f"2: marketplace: 'USA' is no marketplace. Did you mean 'US'? Known: {', '.join(BY_CODE)}.",
        ),
        ("12.50", "12.505", "4: not_below: expected an amount in USD, with at most 2 decimals, found 12.505."),
        (
            "12.50", "12.5000000000000000000000000000001",
            "4: not_below: expected an amount in USD, with at most 2 decimals, found 12.5000000000000000000000000000001.",
        ),
        ("12.50", "'12,50'", "4: not_below: expected an amount such as 12.50, found '12,50'."),
        ("12.50", "'1e1'", "4: not_below: expected an amount such as 12.50, found '1e1'."),
        ("12.50", "NaN", "4: not_below: expected an amount such as 12.50, found 'NaN'."),
        ("12.50", "'12.505'", "4: not_below: expected an amount in USD, with at most 2 decimals, found 12.505."),
        ("12.50", "yes", "4: not_below: expected a number, found true."),
        ("12.50", "-1", "4: not_below: expected a number of at least 0, found -1."),
        ("  not_below: 12.50\n", "", "1: the waiver: 'not_below' is missing."),
        ("  sku: A-1\n", "", "1: the waiver: 'sku' is missing."),
        ("  marketplace: US\n", "", "1: the waiver: 'marketplace' is missing."),
        ("  reason: clearance\n", "", "1: the waiver: 'reason' is missing."),
        ("  owner: Li\n", "", "1: the waiver: 'owner' is missing."),
        ("  expires: 2026-12-31\n", "", "1: the waiver: 'expires' is missing."),
        ("clearance", "' '", "5: reason: expected text that is not blank, found ' '."),
        ("Li", "''", "6: owner: expected text that is not blank, found ''."),
        ("Li", "", "6: owner: expected text in quotes, found nothing."),
        ("A-1", "123", "3: sku: expected text in quotes, found 123."),
        ("2026-12-31", "soon", "7: expires: expected a date such as 2026-12-31, found 'soon'."),
        ("2026-12-31", "2026-02-30", "7: expires: expected a date such as 2026-12-31, found '2026-02-30'."),
        ("2026-12-31", "20261231", "7: expires: expected a date such as 2026-12-31, found 20261231."),
        (
            "sku: A-1", "sku: A-1\n  promotion: [C1]",
            "4: promotion: unknown key 'promotion'. Did you mean 'promotions'? Known: "
            + ", ".join(WaiverEntry.model_fields)
            + ".",
        ),
        ("sku: A-1", "sku: A-1\n  promotions: C1", "4: promotions: expected a list such as [a, b], found 'C1'."),
    ],
)  # fmt: skip
def test_a_fault_names_line_key_and_what_is_known(instead: str, by: str, message: str) -> None:
    assert fault(ENTRY.replace(instead, by, 1)) == f"waivers.yaml:{message}"


def test_yen_have_no_decimals() -> None:
    assert fault(ENTRY.replace("US", "JP")) == (
        "waivers.yaml:4: not_below: expected an amount in whole JPY, found 12.50."
    )


def test_two_for_the_same_thing() -> None:
    second = ENTRY.replace("12.50", "9.00").replace("below-floor", "PC101")
    assert fault(ENTRY + second) == (
        "waivers.yaml:8: the waiver: 'below-floor of A-1 in US' stands here a second time; the first is on line 1. "
        "Keep one."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rule: below-floor\n",
            ":1: expected a list of waivers, each begun with a dash, found names with values.",
        ),
        ("- below-floor\n", ":1: the waiver: expected names with values, found 'below-floor'."),
        (b"# \xff\n", ":1: is not UTF-8 text. Save the file as UTF-8."),
        ("- sku: 007\n", ":1: expected a plain number such as 12, found '007'. Is it text? Quote it."),
        ("- sku: a\n  sku: b\n", ":2: 'sku' stands here a second time; the first is on line 1. Keep one."),
    ],
)
def test_what_is_no_list_of_entries(text: str | bytes, message: str) -> None:
    assert fault(text) == f"waivers.yaml{message}"


def test_every_fault_is_told_at_once() -> None:
    said = fault(ENTRY.replace("Li", "''") + ENTRY.replace("below-floor", "PC999").replace("US", "XX"))
    assert [line.split(" ")[0] for line in said.splitlines()] == ["waivers.yaml:6:", "waivers.yaml:9:"]


class TestFound:
    """Beside the rules file; one that is not there accepts nothing."""

    @pytest.mark.parametrize(
        ("rules", "key", "path"),
        [
            ("packaged", "", "waivers.yaml"),
            ("rules.yaml", "waivers:", "waivers.yaml"),
            ("team/rules.yaml", "", "team/waivers.yaml"),
            ("team/rules.yaml", "waivers: ../accepted.yaml", "team/../accepted.yaml"),
            ("team/rules.yaml", "waivers: /srv/accepted.yaml", "/srv/accepted.yaml"),
        ],
    )
    def test_where_it_is_looked_for(self, rules: str, key: str, path: str) -> None:
        assert parse_policy(rules, key.encode(), RULE_TYPES).waivers.path == path

    @pytest.mark.parametrize(
        ("base", "own", "path"),
        [
            ("", "", "team/waivers.yaml"),
            ("waivers: house.yaml", "", "team/../house.yaml"),
            ("waivers: house.yaml", "waivers: ours.yaml", "team/ours.yaml"),
        ],
    )
    def test_where_rules_that_extend_others_look(
        self, tmp_path: Path, base: str, own: str, path: str
    ) -> None:
        (tmp_path / "rules.yaml").write_text(base, encoding="utf-8")
        text = f"extends: ../rules.yaml\n{own}"
        (tmp_path / "team").mkdir()
        policy = parse_policy("team/rules.yaml", text.encode(), RULE_TYPES, tmp_path / "team")
        assert policy.waivers.path == path

    def test_with_its_hash_and_without_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        without = load_policy(None, RULE_TYPES)
        assert (without.waivers.entries, without.source.waivers) == ((), None)
        Path("waivers.yaml").write_text(ENTRY, encoding="utf-8")
        policy = load_policy(None, RULE_TYPES)
        assert policy.waivers.entries == (WAIVER,)
        assert policy.source.waivers is not None
        assert policy.source.waivers.path == "waivers.yaml"
        assert policy.source.waivers.sha256 == policy.waivers.sha256

    def test_one_that_cannot_be_opened(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("waivers.yaml").mkdir()
        with pytest.raises(PolicyFault) as caught:
            load_policy(None, RULE_TYPES)
        assert str(caught.value).startswith("waivers.yaml: cannot be read: ")

    @pytest.mark.parametrize(("value", "found"), [("[a]", "a list"), ("' '", "' '"), ("7", "7")])
    def test_a_key_that_names_no_file(self, value: str, found: str) -> None:
        with pytest.raises(PolicyFault) as caught:
            parse_policy("rules.yaml", f"waivers: {value}\n".encode(), RULE_TYPES)
        assert str(caught.value) == f"rules.yaml:1: waivers: expected the name of a file, found {found}."


class TestWritten:
    """A new entry at the end of the file."""

    NEW = replace(WAIVER, sku="B-2", promotions=("C1", "S1"))
    LINES = (
        "- rule: below-floor\n  marketplace: US\n  sku: B-2\n  promotions: [C1, S1]\n  not_below: 12.50\n"
        "  reason: clearance\n  owner: Li\n  expires: 2026-12-31\n"
    )

    @pytest.mark.parametrize(
        ("old", "added"),
        [
            (ENTRY, LINES),
            (f"\ufeff{ENTRY}", LINES),
            (ENTRY.rstrip("\n"), f"\n{LINES}"),
            (ENTRY.replace("\n", "\r\n"), LINES.replace("\n", "\r\n")),
            ("".join(f"  {line}\n" for line in ENTRY.splitlines()), LINES.replace("\n", "\n  ")[:-2].replace("-", "  -", 1)),
            ("# empty so far\n", LINES),
            (f"{ENTRY}# the last word\n\n", LINES),
        ],
        ids=["plain", "byte order mark", "no final newline", "windows", "indented", "comment", "blank line"],
    )  # fmt: skip
    def test_what_stands_there_stays(self, old: str, added: str) -> None:
        new = extended("waivers.yaml", old.encode(), [self.NEW], RULE_TYPES, head=english(HEAD))
        assert new.text == old + added
        row = old.count("\n") + (0 if old.endswith("\n") else 1) + 1
        assert new.waivers == (replace(self.NEW, place=Place("waivers.yaml", None, row)),)

    def test_several_stand_one_below_the_other(self) -> None:
        third = replace(self.NEW, sku="C-3", not_below=Money(999, "USD"))
        new = extended(
            "waivers.yaml", f"{ENTRY}\n".encode(), [self.NEW, third], RULE_TYPES, head=english(HEAD)
        )
        below = self.LINES.replace("B-2", "C-3").replace("12.50", "9.99")
        assert (new.entries, new.text) == ((self.LINES, below), f"{ENTRY}\n{self.LINES}{below}")
        first = ENTRY.count("\n") + 2
        assert [each.place.row for each in new.waivers] == [first, first + 8]

    def test_none_of_several_is_written_where_one_stands_there(self) -> None:
        old = ENTRY + ENTRY.replace("A-1", "C-3")
        again = [self.NEW, replace(WAIVER, sku="C-3"), replace(WAIVER, reason="again")]
        with pytest.raises(PolicyFault) as caught:
            extended("waivers.yaml", old.encode(), again, RULE_TYPES, head=english(HEAD))
        assert [line.split(": Li has")[0] for line in str(caught.value).splitlines()] == [
            "waivers.yaml:1", f"waivers.yaml:{ENTRY.count(chr(10)) + 1}",
        ]  # fmt: skip

    def test_a_new_file_says_what_it_is(self) -> None:
        new = extended("waivers.yaml", None, [self.NEW], RULE_TYPES, head=english(HEAD))
        assert new.text.startswith("# What somebody has accepted")
        assert new.text == (
            "# What somebody has accepted, and until when; `promocheck waive` adds an entry. A scan still shows it, and counts it no more.\n"
            "# A price below not_below is found again, and so is a promotion that is not named, and all of it after the last day.\n"
            f"{self.LINES}"
        )
        assert new.entries == (self.LINES,)

    @pytest.mark.parametrize("text", ["yes", "2026-12-01", "12", "a: b # c", "清仓", "- x", "a\x85b\x07", "[", "'", "null"])  # fmt: skip
    def test_any_text_comes_back_as_it_was(self, text: str) -> None:
        strange = replace(WAIVER, sku=text, store=text, promotions=(text, "C1"), reason=text, owner=text)
        new = extended("waivers.yaml", ENTRY.encode(), [strange], RULE_TYPES, head=english(HEAD))
        assert [replace(each, place=WAIVER.place) for each in new.waivers] == [strange]

    def test_a_list_in_brackets_is_left_to_the_person(self) -> None:
        with pytest.raises(PolicyFault) as caught:
            extended("waivers.yaml", b"[]\n", [self.NEW], RULE_TYPES, head=english(HEAD))
        assert str(caught.value) == (
            f"waivers.yaml: an entry cannot be added at its end. Write it in yourself:\n{self.LINES}"
        )

    def test_one_for_the_same_thing_is_pointed_at(self) -> None:
        with pytest.raises(PolicyFault) as caught:
            extended(
                "waivers.yaml",
                ENTRY.encode(),
                [replace(WAIVER, reason="again")],
                RULE_TYPES,
                head=english(HEAD),
            )
        assert str(caught.value) == (
            "waivers.yaml:1: Li has accepted the same down to 12.50 USD, until the end of 2026-12-31. "
            "Change the price or the day of that entry."
        )
