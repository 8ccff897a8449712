"""`promocheck scan --review`: what is new since the last approval comes first, what is the same is folded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import AS_OF, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

KEPT: Final = ("--ledger", "ledger.sqlite")
SCAN: Final = ("scan", "US", *AS_OF, *KEPT, "--format", "compact", "--review", "review.html")
LISTINGS: Final = """
sku | price  | quantity
A-1 | 100.00 | 50
B-2 | 80.00  | 9
C-3 | 80.00  | 9
"""
FLOORS: Final = """
sku | floor
A-1 | 50.00
B-2 | 20.00
C-3 | 20.00
"""
HEAD: Final = "promotion_id | name        | kind      | sku | discount_type | discount_value | start      | end        | units | stackable | owner\n"
COUPON: Final = "C1           | Winter sale | coupon    | A-1 | percent       | 40             | 2026-12-01 | 2026-12-05 |       | no        | Kim\n"
DEAL: Final = "D1           | Week        | best_deal | B-2 | price         | 70.00          | 2026-12-02 | 2026-12-04 | 100   | no        | Kim\n"
LESS: Final = "D3           | Last week   | best_deal | C-3 | price         | 70.00          | 2026-12-02 | 2026-12-04 | 100   | no        | Kim\n"
MORE: Final = "D7           | Year end    | best_deal | A-1 | price         | 44.00          | 2026-12-20 | 2026-12-22 | 5     | no        | Li\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROMOCHECK_USER", "Kim")
    return write_shop(tmp_path, listings=LISTINGS, floors=FLOORS, promotions=HEAD + COUPON + DEAL + LESS)


@pytest.fixture
def approved(shop: Path, here: Here) -> Path:
    here(shop, *SCAN)
    assert here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT).code == 0
    return shop


def page(shop: Path) -> str:
    return (shop / "review.html").read_text("utf-8")


def parts(shop: Path, tag: str, classes: str) -> list[str]:
    """The texts of the elements of a class, in English, the blanks between them closed up."""
    found = re.findall(rf'<{tag} class="{classes}">(.*?)</{tag}>', page(shop), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", each).split()) for each in found]


def rows(shop: Path) -> list[Mapping[str, Any]]:
    (island,) = re.findall(r'data-island="rows">(.*?)</script>', page(shop))
    data = json.loads(island)
    texts, called = data["texts"], data["said"]["en"]["called"]
    return [
        {"sku": texts[sku], "called": texts[word], "same": same}
        for sku, word, same in zip(data["sku"], called, data["same"], strict=True)
    ]


def test_what_is_new_comes_first_and_what_is_the_same_is_folded(approved: Path, here: Here) -> None:
    write_sheet(
        approved / "US" / "promotions.csv", table(HEAD + COUPON.replace("| 40 ", "| 45 ") + DEAL + MORE)
    )
    assert here(approved, *SCAN).code == 1
    assert rows(approved) == [
        {"sku": "A-1", "called": "ERROR, new", "same": 0},
        {"sku": "B-2", "called": "WARNING", "same": 1},
    ]
    summary = parts(approved, "section", "review")[0]
    assert re.match(
        r"Since Ann approved run 1 on \S+ \S+ UTC Findings: 1 new, 0 worse, 0 better, 1 the same", summary
    )
    assert "1 finding is gone WARNING PC501 oversell US C-3" in summary
    assert "Promoted SKUs: 1 not as approved, 1 as approved or better" in summary
    assert "A-1 (US): A buyer can reach 44.00 USD instead of 60.00 USD. D7 was not approved." in summary
    checklist = parts(approved, "section", "checklist")[0]
    assert re.findall(r'\S+ "[^"]*" (?:new|changed|as approved)', checklist.replace("&#34;", '"')) == [
        'D7 "Year end" new',
        'C1 "Winter sale" changed',
        'D1 "Week" as approved',
    ]
    assert "product 1 SKU: A-1 discount at 44.00 window 2026-12-20 00:00 PST" in checklist


def test_before_anybody_has_approved_all_of_it_is_new(shop: Path, here: Here) -> None:
    here(shop, *SCAN)
    assert {each["called"] for each in rows(shop)} == {"WARNING, new"}
    assert parts(shop, "section", "review")[0].startswith("Nobody has approved anything of this shop yet")


def test_an_approval_asked_for_once_is_news_when_it_is_asked_for_again(shop: Path, here: Here) -> None:
    asks = (*SCAN, "--require-approval")
    here(shop, *asks)
    here(shop, "approve", "--by", "Ann", "--note", "ok", *KEPT)
    assert here(shop, *asks).code == 0
    write_sheet(shop / "US" / "promotions.csv", table(HEAD + COUPON.replace("|       |", "| 9     |") + DEAL))
    assert here(shop, *asks).code == 1
    assert rows(shop)[0] == {"sku": "A-1", "called": "ERROR, new", "same": 0}


def test_a_page_needs_a_ledger_and_a_place_of_its_own(shop: Path, here: Here) -> None:
    ended = here(shop, "scan", "US", *AS_OF, "--review", "review.html")
    assert (ended.code, ended.out) == (2, "")
    assert "No ledger is named." in ended.err
    assert here(shop, *SCAN, "--report", "html=review.html").code == 2
    assert here(shop, *SCAN[:-1], "US/floors.csv").code == 2
    assert not (shop / "review.html").exists()


def test_the_page_is_in_chinese_too(approved: Path, here: Here) -> None:
    here(approved, *SCAN, "--lang", "zh")
    assert "自 Ann 在 " in parts(approved, "section", "review")[0]
    assert "与审批一致" in parts(approved, "section", "checklist")[0]


def test_a_page_without_a_review_has_none_of_it(shop: Path, here: Here) -> None:
    here(shop, "scan", "US", *AS_OF, "--report", "html=review.html", "--quiet")
    assert not parts(shop, "section", "review")
    assert '"same"' not in page(shop)
