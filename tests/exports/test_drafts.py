"""Drafts on top of what is live: whose promotion is whose, where each stands, and what of them was not understood."""

from __future__ import annotations

from pathlib import Path

from promocheck.exports import Tables, lay_over, read
from tests.exports.sheets import columns, files, refusals, text_file, unread

LIVE = {
    "listings.csv": text_file("sku | price\nA-1 | 100\nB-2 | 50"),
    "promotions.csv": text_file(
        "promotion_id | kind | sku | discount_type | discount_value\nL-1 | coupon | A-1;B-2 | percent | 20\nL-2 | coupon | x | percent | y"
    ),
}
DRAFTS = {
    "deals.csv": text_file(
        """
        promotion_id | name   | kind   | sku | discount_type | discount_value | start
        D-1          |        | coupon | B-2 | percent       | 10             |
                     | Summer | coupon | A-1 | percent       | 10             | 2026-12-01
        D-3          |        | coupon | A-1 | percent       | much           |
        """
    ),
    "floors.csv": text_file("sku | floor\nA-1 | 1"),
    "plan.csv": text_file("plan_id | kind | sku | discount_value\nBF-1 | coupon | A-1 | 20%"),
    "torn.csv": b"kind,sku,discount_value\n\0",
    "notes.txt": b"They start on Monday.\n",
}


def laid_over(folder: Path, live: str, drafts: str) -> Tables:
    files(folder, {f"{live}/{name}": data for name, data in LIVE.items()})
    files(folder, {f"{drafts}/{name}": data for name, data in DRAFTS.items()})
    shops = (read([str(folder / each)], marketplace="US") for each in (live, drafts))
    return lay_over(*shops)


def test_each_promotion_keeps_its_targets_and_its_place(tmp_path: Path) -> None:
    found = laid_over(tmp_path, "live", "new")
    places = [Path(found.sources[at].path).name for at in found.promotions["source"]]
    drafts = [found.sources[at].draft for at in found.promotions["source"]]
    ids = found.promotions["id"].tolist()
    assert list(zip(ids, places, found.promotions["row"], drafts, strict=True)) == [
        ("L-1", "promotions.csv", 2, False),
        ("D-1", "deals.csv", 2, True),
        ("Summer@2026-12-01 (draft)", "deals.csv", 3, True),  # the same as a live one only in its name
    ]
    assert [(ids[at], sku) for at, sku in columns(found.targets, "promotion", "sku")] == [
        ("L-1", "A-1"),
        ("L-1", "B-2"),
        ("D-1", "B-2"),
        ("Summer@2026-12-01 (draft)", "A-1"),
    ]


def test_what_was_not_understood_of_either_is_told(tmp_path: Path) -> None:
    found = laid_over(tmp_path, "live", "new")
    assert sorted(unread(found), key=str) == [
        (3, "discount_value", "y"),
        (4, "discount_value", "much"),
    ]
    assert sorted((file, reason[:43]) for file, _, reason in refusals(found)) == [
        ("floors.csv", "is given as a draft and holds no promotions"),
        ("plan.csv", "is given as a draft and holds no promotions"),
        ("torn.csv", "holds NUL bytes, so it is no text, or damag"),
    ]
    assert [Path(each.path).name for each in found.skipped] == ["notes.txt"]
    assert len(found.floors) == 0  # a draft of floors changes none
    assert len(found.stood) == 5  # what is damaged is not waited for


def test_whose_stores_they_are(tmp_path: Path) -> None:
    """The folder of a draft names no store where nothing live does; where something does, they are one shop's."""
    for live, drafts, stores in (
        ("live", "acme/US", [""] * 3),
        ("acme/US", "new", ["acme"] * 3),
        ("acme/US", "beta/US", ["acme", "beta", "beta"]),
    ):
        found = laid_over(tmp_path / live.replace("/", "-") / drafts.replace("/", "-"), live, drafts)
        assert found.promotions["store"].tolist() == stores, (live, drafts)
        assert found.stores == frozenset(stores) - {""}
        told = {each.store for each in found.sources if each.draft}
        assert told == ({"beta"} if "beta" in stores else {None}), (live, drafts)
