"""`promocheck waive`: from a finding to an entry in waivers.yaml that accepts it, and nothing worse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, promocheck, write_shop
from tests.cli.conftest import Here

NAME = "27ae472507cd315f"  # of below-floor in this shop
SAID = ("--reason", "Clearance, agreed", "--owner", "Li", "--until", "2026-12-31")
ENTRY = """\
- rule: below-floor
  marketplace: US
  sku: A-1
  promotions: [D1]
  not_below: 50.00
  reason: Clearance, agreed
  owner: Li
  expires: 2026-12-31
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_shop(tmp_path, promotions=BELOW_FLOOR)


def found(here: Here, folder: Path) -> dict[str, Any]:
    """The report of a scan."""
    document: dict[str, Any] = json.loads(here(folder, "scan", "US", *AS_OF, "--format", "json").out)
    return document


def fingerprint(here: Here, folder: Path, rule: str = "PC101") -> str:
    (name,) = {each["fingerprint"] for each in found(here, folder)["findings"] if each["rule"] == rule}
    return str(name)


def waive(here: Here, folder: Path, name: str, *options: str) -> tuple[int, str]:
    """The exit code and what is said on stderr."""
    ended = here(folder, "waive", name, "US", *AS_OF, *SAID, *options)
    return ended.code, ended.err.removeprefix("promocheck: ").strip()


def test_a_finding_is_accepted_and_a_deeper_price_found_again(shop: Path, here: Here) -> None:
    assert fingerprint(here, shop) == NAME
    ended = promocheck(shop, "waive", NAME[:6], "US", *AS_OF, *SAID)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        f"Written to waivers.yaml row 3:\n\n{ENTRY}\n"
        "PC101 below-floor of A-1 in US is accepted down to 50.00 USD until the end of 2026-12-31, with D1 and no other.\n"
        "A lower price, another promotion or a later day is found again.\n"
    )
    assert (shop / "waivers.yaml").read_text("utf-8").endswith(ENTRY)
    quiet = here(shop, "scan", "US", *AS_OF, "--quiet")
    assert quiet == (0, "", "")
    sheet = shop / "US" / "promotions.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("50.00", "49.99"), encoding="utf-8")
    deeper = here(shop, "scan", "US", *AS_OF, "--format", "compact")
    assert deeper.code == 1
    assert "A waiver of Li (to 2026-12-31) accepts this down to 50.00 USD; 49.99 USD is lower." in deeper.out


def test_promotions_of_other_hours_are_accepted_by_name(tmp_path: Path, here: Here) -> None:
    both = """
    promotion_id | kind            | sku | discount_type | discount_value | start            | end
    L1           | lightning_deal  | A-1 | price         | 50.00          | 2026-12-07 10:00 | 2026-12-07 18:00
    E2           | prime_exclusive | A-1 | percent       | 45             | 2026-12-05       | 2026-12-20
    """
    folder = write_shop(tmp_path, promotions=both)
    ended = here(folder, "waive", fingerprint(here, folder), "US", *AS_OF, *SAID)
    assert "down to 50.00 USD until the end of 2026-12-31, with E2, L1 and no other.\n" in ended.out
    assert here(folder, "scan", "US", *AS_OF, "--quiet").code == 0


def test_a_sale_price_is_accepted_by_name(tmp_path: Path, here: Here) -> None:
    """Then no promotion is accepted with it, and it with none that another waiver names."""
    folder = write_shop(
        tmp_path,
        listings="sku | price | sale_price | sale_start | sale_end\nA-1 | 100.00 | 55.00 | 2026-12-01 | 2026-12-05",
        promotions=COUPON.replace("A-1", "B-2"),
    )
    ended = here(folder, "waive", fingerprint(here, folder), "US", *AS_OF, *SAID)
    assert "  promotions: [sale_price]\n  not_below: 55.00\n" in ended.out
    assert "PC101" not in {each["rule"] for each in found(here, folder)["findings"] if not each["waiver"]}


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("2026-12-02", "It goes on after that day: from 2026-12-03 00:00 PST to 2026-12-06 00:00 PST it is found again.\n"),
        ("2026-12-05", ""),
    ],
)  # fmt: skip
def test_what_outlasts_it_is_said(shop: Path, here: Here, last: str, said: str) -> None:
    ended = here(shop, "waive", NAME, "US", *AS_OF, *SAID[:-1], last)
    assert ended.out.endswith(f"A lower price, another promotion or a later day is found again.\n{said}")


def test_what_json_says_of_it(shop: Path, here: Here) -> None:
    assert waive(here, shop, NAME) == (0, "")
    report = found(here, shop)
    (finding,) = report["findings"]
    assert (report["exit_code"], report["verdict"], finding["severity"]) == (0, "clear", "error")
    assert finding["fingerprint"] == NAME
    assert finding["waiver"] == {
        "reason": "Clearance, agreed", "owner": "Li", "expires": "2026-12-31", "not_below": "50.00", "sku": "A-1",
        "file": "waivers.yaml", "line": 3,
    }  # fmt: skip
    assert report["policy"]["waivers"]["path"] == "waivers.yaml"
    assert len(report["policy"]["waivers"]["sha256"]) == 64


def test_a_doubt_about_the_run_is_accepted_at_the_lowest_price(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=COUPON, floors="")
    assert found(here, folder)["exit_code"] == 3
    assert waive(here, folder, fingerprint(here, folder, "PC103")) == (0, "")
    assert "  not_below: 80.00\n" in (folder / "waivers.yaml").read_text("utf-8")
    assert found(here, folder)["exit_code"] == 0


def test_the_file_of_the_policy_with_what_stands_in_it(shop: Path, here: Here) -> None:
    (shop / "team").mkdir()
    (shop / "team" / "rules.yaml").write_text("waivers: accepted.yaml\n", encoding="utf-8")
    old = b"# ours\r\n" + ENTRY.replace("A-1", "B-2").replace("\n", "\r\n").encode()
    (shop / "team" / "accepted.yaml").write_bytes(old)
    assert waive(here, shop, NAME, "--rules", "team/rules.yaml", "--not-below", "45.5") == (0, "")
    added = ENTRY.replace("50.00", "45.50").replace("\n", "\r\n").encode()
    assert (shop / "team" / "accepted.yaml").read_bytes() == old + added


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--until", "2026-11-22"], "--until: 2026-11-22 is over. Name a day from 2026-11-23 on."),
        (
            ["--until", "2028-01-01"],
            "--until: 2028-01-01 is more than a year ahead. Name a day up to 2027-11-24.",
        ),
        (
            ["--until", "2026-11-30"],
            "--until: 2026-11-30 is before it begins, on 2026-12-01: such a waiver would not accept it. Name a day from then on.",
        ),
        (["--until", "soon"], "--until: expected a date such as 2026-12-31, found 'soon'."),
        (["--reason", " "], "--reason: expected a line of text, found ' '."),
        (["--owner", "\x1b[2J"], "--owner: expected a line of text, found '\\x1b[2J'."),
        (
            ["--not-below", "50.01"],
            "--not-below: 50.01 is above the price that was found, 50.00 USD: such a waiver would not accept it.",
        ),
        (["--not-below", "49.999"], "--not-below: USD has 2 decimals, found 49.999."),
        (["--not-below", "1e1"], "--not-below: expected an amount such as 12.50, found '1e1'."),
    ],
)
def test_what_is_refused(shop: Path, here: Here, options: list[str], said: str) -> None:
    assert waive(here, shop, NAME, *options) == (2, said)
    assert not (shop / "waivers.yaml").exists()


@pytest.mark.parametrize("name", [f"'{NAME}", f" {NAME} ", NAME.upper()])
def test_a_fingerprint_is_known_as_a_table_shows_it(shop: Path, here: Here, name: str) -> None:
    """One of digits alone, or with an e among them, has an apostrophe before it in CSV, or would be a number there."""
    assert waive(here, shop, name) == (0, "")
    assert (shop / "waivers.yaml").read_text("utf-8").endswith(ENTRY)


def test_fingerprints_that_are_none(shop: Path, here: Here) -> None:
    assert waive(here, shop, NAME[:5]) == (
        2, f"{NAME[:5]!r} is no fingerprint: give its first 6 characters, or more.",
    )  # fmt: skip
    near = NAME[:7] + ("0" if NAME[7] != "0" else "1")
    assert waive(here, shop, near) == (
        2,
        (
            f"No finding has the fingerprint {near!r}. Did you mean {NAME[:8]!r}? "
            "This scan has 1; `promocheck scan` with the same options shows them."
        ),
    )


def campaign_of(folder: Path, skus: int, off: int = 80) -> Path:
    """A shop in which one outlet goes too deep on so many SKUs, at 100.00, 99.00 and so on: one finding."""
    names = [f"S-{at:03}" for at in range(skus)]
    outlet = f"O1 | outlet | {';'.join(names)} | percent | {off} | 2026-12-01 | 2026-12-05"
    write_shop(
        folder,
        listings="\n".join(["sku | price", *(f"{sku} | {500 - at}.00" for at, sku in enumerate(names))]),
        floors="\n".join(["sku | floor", *(f"{sku} | 1.00" for sku in names)]),
        promotions=f"promotion_id | kind | sku | discount_type | discount_value | start | end\n{outlet}",
    )
    (folder / "rules.yaml").write_text("rules: {deep-discount: error}\n", encoding="utf-8")
    return folder


def entry_of(sku: str, price: str) -> str:
    entry = ENTRY.replace("below-floor", "deep-discount").replace("A-1", sku).replace("[D1]", "[O1]")
    return entry.replace("50.00", price)


def test_a_finding_of_several_skus_takes_an_entry_for_each(tmp_path: Path, here: Here) -> None:
    folder = campaign_of(tmp_path, 5)
    name = fingerprint(here, folder, "PC106")
    ended = here(folder, "waive", name, "US", *AS_OF, *SAID)
    entries = [entry_of(f"S-{at:03}", f"{100 - at / 5:.2f}") for at in range(5)]
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        f"Written to waivers.yaml row 3, an entry for each of 5 SKUs:\n\n{''.join(entries[:3])}and 2 more entries\n\n"
        "PC106 deep-discount of S-000, S-001, S-002 and 2 more in US is accepted, each down to the price in its entry, until the "
        "end of 2026-12-31, with O1 and no other.\nA lower price, another promotion or a later day is found again.\n"
    )
    assert (folder / "waivers.yaml").read_text("utf-8").endswith("".join(entries))
    report = found(here, folder)
    (finding,) = [each for each in report["findings"] if each["rule"] == "PC106"]
    assert (report["exit_code"], finding["fingerprint"]) == (0, name)
    assert (finding["also_on"], finding["waiver"]["sku"]) == (["S-001", "S-002", "S-003", "S-004"], "S-000")
    line = here(folder, "scan", "US", *AS_OF, "--format", "compact").out
    assert (
        "Each of its 5 SKUs is accepted; the first waiver to end is that of S-000: Li accepts this down to"
        in line
    )


def test_what_is_accepted_of_several_skus_already_stays(tmp_path: Path, here: Here) -> None:
    folder, file = campaign_of(tmp_path, 5), tmp_path / "waivers.yaml"
    some = [entry_of("S-003", "99.00"), entry_of("S-001", "99.00").replace("-12-31", "-12-20")]
    file.write_text("".join(some), encoding="utf-8")
    text = here(folder, "scan", "US", *AS_OF, "--format", "compact")
    assert text.code == 1
    assert "Waivers accept this on S-001, S-003, but not on S-000, S-002, S-004." in text.out
    ended = here(folder, "waive", fingerprint(here, folder, "PC106"), "US", *AS_OF, *SAID)
    assert "an entry for each of 3 SKUs:" in ended.out
    assert "Accepted before: S-001, S-003, until the end of 2026-12-20 at the soonest.\n" in ended.out
    new = [entry_of("S-000", "100.00"), entry_of("S-002", "99.60"), entry_of("S-004", "99.20")]
    assert file.read_text("utf-8") == "".join([*some, *new])
    assert found(here, folder)["exit_code"] == 0


def test_one_amount_for_several_skus(tmp_path: Path, here: Here) -> None:
    folder = campaign_of(tmp_path, 5)
    name = fingerprint(here, folder, "PC106")
    assert waive(here, folder, name, "--not-below", "99.50") == (
        2,
        (
            "--not-below: 99.50 is above the price that was found on S-003, S-004, down to 99.20 USD: such a waiver would not accept "
            "it. Leave it out, and each SKU is accepted down to its own price."
        ),
    )
    assert not (folder / "waivers.yaml").exists()
    ended = here(folder, "waive", name, "US", *AS_OF, *SAID, "--not-below", "99.20")
    assert (
        "PC106 deep-discount of S-000, S-001, S-002 and 2 more in US is accepted down to 99.20 USD"
        in ended.out
    )
    assert (folder / "waivers.yaml").read_text("utf-8").count("not_below: 99.20") == 5
    assert found(here, folder)["exit_code"] == 0


def test_of_too_many_skus_none_is_accepted_one_by_one(tmp_path: Path, here: Here) -> None:
    folder = campaign_of(tmp_path, 202)
    name = fingerprint(here, folder, "PC106")
    assert waive(here, folder, name) == (
        2,
        (
            "PC106 deep-discount of S-000, S-001, S-002 and 199 more in US cannot be waived: 202 of its SKUs are not accepted, and each "
            "takes an entry of its own; 200 are written at most. Mend the promotion; or say under `overrides` in the policy "
            "what deep-discount weighs in this store, marketplace or brand."
        ),
    )
    assert not (folder / "waivers.yaml").exists()
    (folder / "waivers.yaml").write_text(entry_of("S-000", "1") + entry_of("S-201", "1"), encoding="utf-8")
    ended = here(folder, "waive", name, "US", *AS_OF, *SAID)
    assert "an entry for each of 200 SKUs:" in ended.out
    assert len(ended.out.splitlines()) < 40
    assert found(here, folder)["exit_code"] == 0


def test_a_sku_of_several_whose_price_is_not_known_keeps_all_from_being_accepted(
    tmp_path: Path, here: Here
) -> None:
    """Nothing is promoted in MX: of listings there nobody knows the lowest price."""
    names = [f"S-{at}" for at in range(6)]
    folder = write_shop(
        tmp_path,
        listings="\n".join(
            [
                "sku | marketplace | price",
                *(f"{sku} | {place} | 10.00" for sku in names for place in ("US", "MX")),
            ]
        ),
        floors="\n".join(["sku | floor", *(f"{sku} | 1.00" for sku in names)]),
        promotions=COUPON.replace("A-1", "S-0"),
    )
    assert waive(here, folder, fingerprint(here, folder, "PC406")) == (
        2,
        (
            "PC406 currency-mismatch of S-0, S-1, S-2 and 3 more in MX cannot be waived: the lowest price of S-0, S-1, S-2 "
            "and 3 more is not known, so nobody can say what would be accepted there."
        ),
    )


TIERS = """
sku | asin       | price | quantity | Business Price | Quantity Price Type | Quantity Lower Bound 1 | Quantity Price 1
B-1 | B0TIER0001 | 20.00 | 1        | {business}     | Fixed               | 10                     | {tier}
A-1 | B0TIER0002 | 20.00 | 1        |                |                     |                        |
"""


def test_what_a_listing_sells_at_by_itself_is_accepted_without_any_promotion(
    tmp_path: Path, here: Here
) -> None:
    def scanned(business: str, tier: str) -> tuple[int, list[tuple[str, bool]]]:
        listings = TIERS.format(business=business, tier=tier)
        shutil.rmtree(tmp_path / "US", ignore_errors=True)
        write_shop(tmp_path, listings=listings, floors="sku | floor\nB-1 | 14.00\nA-1 | 1.00")
        report = found(here, tmp_path)
        return report["exit_code"], [
            (each["rule"], each["waiver"] is not None) for each in report["findings"]
        ]

    assert scanned("13.00", "12.00") == (1, [("PC111", False)])
    ended = here(tmp_path, "waive", fingerprint(here, tmp_path, "PC111"), "US", *AS_OF, *SAID)
    assert (
        "PC111 business-price-below-floor of B-1 in US is accepted down to 12.00 USD until the end of 2026-12-31"
        in ended.out
    )
    assert scanned("13.00", "12.00") == (0, [("PC111", True)])
    assert scanned("12.50", "12.00") == (0, [("PC111", True)])
    assert scanned("13.00", "11.99") == (1, [("PC111", False)])
    assert scanned("11.00", "12.00") == (1, [("PC111", False), ("PC109", False)])


def test_a_slip_of_a_listing_that_is_accepted_accepts_no_other_slip_there(tmp_path: Path, here: Here) -> None:
    def scanned(price: str, business: str, promotions: str = COUPON) -> list[tuple[str, bool]]:
        shutil.rmtree(tmp_path / "US", ignore_errors=True)
        write_shop(
            tmp_path,
            listings=f"sku | price | business_price\nB-1 | {price} | {business}\nA-1 | 20.00 |",
            floors="sku | floor | reference_price\nB-1 | 1.00 | 149.00\nA-1 | 1.00 |",
            promotions=promotions,
        )
        findings = found(here, tmp_path)["findings"]
        return [
            (each["message"].split(" of ")[0], each["waiver"] is not None)
            for each in findings
            if each["rule"] == "PC105"
        ]

    assert scanned("14.90", "13.00") == [("The price", False)]
    ended = here(tmp_path, "waive", fingerprint(here, tmp_path, "PC105"), "US", *AS_OF, *SAID)
    assert "  promotions: []\n  not_below: 14.90\n" in ended.out
    assert scanned("14.90", "13.00") == [("The price", True)]
    assert scanned("13.50", "13.00") == [("The price", False)]
    assert scanned("14.90", "1.60") == [("The business price", False), ("The price", True)]
    deal = BELOW_FLOOR.replace("A-1", "B-1").replace("50.00", "15.50")
    assert scanned("149.00", "", deal) == [("The best deal D1", False)]


@pytest.mark.parametrize("missing", ["--reason", "--owner", "--until"])
def test_what_must_be_said(shop: Path, here: Here, missing: str) -> None:
    at = SAID.index(missing)
    ended = here(shop, "waive", "abcdef", "US", *SAID[:at], *SAID[at + 2 :])
    assert (ended.code, f"Missing option '{missing}'." in ended.err) == (2, True)


def test_an_accepted_one_is_not_accepted_twice(shop: Path, here: Here) -> None:
    assert waive(here, shop, NAME) == (0, "")
    assert waive(here, shop, NAME) == (
        2, "PC101 below-floor of A-1 in US cannot be waived: Li has accepted it already, waivers.yaml:3.",
    )  # fmt: skip
    file = shop / "waivers.yaml"
    file.write_text(file.read_text("utf-8").replace("not_below: 50", "not_below: 55"), encoding="utf-8")
    assert waive(here, shop, NAME) == (
        2,
        (
            "waivers.yaml:3: Li has accepted the same down to 55.00 USD, until the end of 2026-12-31. "
            "Change the price or the day of that entry."
        ),
    )


@pytest.mark.parametrize(
    ("rule", "promotions", "said"),
    [
        (
            "PC902", COUPON.replace("| end\n", "| end | colour\n").replace("-05\n", "-05 | red\n"),
            "PC902 unknown-column cannot be waived: it is about no SKU, and a waiver accepts the price of one. Mend its cause.",
        ),
        (
            "PC401", COUPON.replace("A-1", "Z-9"),
            (
                "PC401 unknown-target of Z-9 in US cannot be waived: the lowest price of this SKU is not known, "
                "so nobody can say what would be accepted."
            ),
        ),
    ],
)  # fmt: skip
def test_what_no_waiver_accepts(tmp_path: Path, here: Here, rule: str, promotions: str, said: str) -> None:
    folder = write_shop(tmp_path, promotions=promotions)
    assert waive(here, folder, fingerprint(here, folder, rule)) == (2, said)


def test_a_finding_about_a_waiver_is_mended_in_the_file(shop: Path, here: Here) -> None:
    (shop / "waivers.yaml").write_text(ENTRY.replace("D1", "D9").replace("A-1", "A-2"), encoding="utf-8")
    assert waive(here, shop, fingerprint(here, shop, "PC602")) == (
        2, "PC602 waiver-unused of A-2 in US cannot be waived: it is about a waiver. Mend waivers.yaml:1.",
    )  # fmt: skip


def test_a_file_with_a_fault_ends_the_run(shop: Path, here: Here) -> None:
    (shop / "waivers.yaml").write_text(ENTRY.replace("2026-12-31", "never"), encoding="utf-8")
    ended = here(shop, "scan", "US", *AS_OF)
    said = "promocheck: waivers.yaml:8: expires: expected a date such as 2026-12-31, found 'never'.\n"
    assert ended == (2, "", said)


def test_a_folder_that_cannot_be_written_to(shop: Path, here: Here) -> None:
    (shop / "rules.yaml").write_text("waivers: none/waivers.yaml\n", encoding="utf-8")
    assert waive(here, shop, NAME) == (
        4, "none/waivers.yaml: the waiver could not be written: No such file or directory. Make its folder, or name another file.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "rule", "said"),
    [
        ("2026-12-02T00:00:00Z", None, None),
        (
            "2026-12-30T00:00:00Z",
            "PC602",
            (
                "This waiver of deep-discount is not used. Nothing that it names was found. The same holds of 149 entries more, of S-001, "
                "S-002, S-003 and 146 more."
            ),
        ),
        (
            "2027-01-03T00:00:00Z",
            "PC601",
            (
                "This waiver of deep-discount ended on 2026-12-31, and nothing that it names was found. The same holds of 149 entries more, "
                "of S-001, S-002, S-003 and 146 more."
            ),
        ),
    ],
)
def test_what_is_to_be_said_of_many_entries_of_one_decision_is_said_once(
    tmp_path: Path, here: Here, as_of: str, rule: str | None, said: str | None
) -> None:
    folder = campaign_of(tmp_path, 150)
    here(folder, "waive", fingerprint(here, folder, "PC106"), "US", *AS_OF, *SAID)
    ended = here(folder, "scan", "US", "--as-of", as_of, "--format", "json")
    told = [each for each in json.loads(ended.out)["findings"] if each["rule"].startswith("PC60")]
    assert [(each["rule"], each["message"]) for each in told] == ([(rule, said)] if rule else [])
    assert [len(each["places"]) for each in told] == ([150] if rule else [])


def test_many_entries_are_told_alike_in_whatever_order_they_stand_and_anew_where_one_joins(
    tmp_path: Path, here: Here
) -> None:
    folder = campaign_of(tmp_path, 3)

    def told(*skus: int) -> list[str]:
        entries = [entry_of(f"Z-{at:02}", "1.00") for at in skus]
        (folder / "waivers.yaml").write_text("".join(entries), encoding="utf-8")
        ended = here(folder, "scan", "US", *AS_OF, "--format", "json")
        findings = json.loads(ended.out)["findings"]
        return [each["fingerprint"] for each in findings if each["rule"] == "PC602"]

    six = told(*range(6))
    assert (len(six), told(*reversed(range(6)))) == (1, six)
    assert len(told(*range(5))) == 5
    assert set(told(*range(7))).isdisjoint(six)


def test_a_new_file_says_what_it_is_in_the_language_of_messages(shop: Path, here: Here) -> None:
    assert waive(here, shop, NAME, "--lang", "zh")[0] == 0
    head, entries = (shop / "waivers.yaml").read_text("utf-8").split("- rule", 1)
    assert [line[:6] for line in head.splitlines()] == ["# 已接受的", "# 价格低于"]
    assert f"- rule{entries}" == ENTRY
