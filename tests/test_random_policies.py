"""The generator of stacking sections: valid by the page, and no key or word of it is left out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.oracle.policies import (
    COMBINES,
    ITSELF,
    MODES,
    MOST_CLASSES,
    MOST_PROMOTIONS,
    PRICE_COMBINES,
    PRICE_KINDS,
    REDUCTION_KINDS,
    UNIT_KINDS,
    WORDS,
    Campaign,
    Section,
    campaigns,
    stacking_section,
)
from tests.oracle.stacking import lowest_end, prices, read

SECTIONS = [stacking_section(Random(seed)) for seed in range(400)]
CAMPAIGNS = [campaign for seed in range(100) for campaign in campaigns(Random(seed))]


def rows(section: Section, *effects: str) -> list[Section]:
    """Where the keys of classes stand."""
    stages = [stage for stage in section["stages"] if not effects or stage["effect"] in effects]
    return [row for stage in stages for row in stage.get("classes", [stage])]


def ids(section: Section, *effects: str) -> set[str]:
    return {row["id"] for row in rows(section, *effects)}


def lines(section: Section) -> Iterator[Section]:
    """Those that may have a `when`."""
    yield from section.get("pairs", [])
    for row in (*section["stages"], *rows(section)):
        yield from row.get("base", [])


@pytest.mark.parametrize("section", SECTIONS[:200])
def test_sections_are_valid(section: Section) -> None:
    effects = [stage["effect"] for stage in section["stages"]]
    assert 1 <= len(effects) <= 5
    assert effects == sorted(effects, key=lambda effect: effect != "price"), "price stages come first"
    above = [stage.get("above") for stage in section["stages"]]
    assert above == sorted(above, key=lambda word: word != "replaces"), "of them those that replace"
    placed = {kind for row in rows(section) for kind in row["kinds"]}
    assert placed | set(section["not_priced"]) == {*PRICE_KINDS, *REDUCTION_KINDS, *UNIT_KINDS}
    assert not placed & set(section["not_priced"])
    assert len(ids(section)) == len(rows(section))
    assert not ids(section) & set(section.get("groups", {}))
    assert all(row.get("itself") != "chain" for row in rows(section, "units"))
    assert not any(row.get("stop") or row.get("itself") for row in rows(section, "price"))
    policy = read(section)
    shaken = [each for each in policy.classes if each.effect != "price" and policy.is_split(each)]
    assert all(policy.limit(each) in (None, 1) for each in shaken)


@pytest.mark.parametrize("section", SECTIONS[:200])
def test_names_are_known(section: Section) -> None:
    takers, setters = ids(section, "reduction", "units"), ids(section, "price")
    groups = section.get("groups", {})
    assert {name for group in groups.values() for name in group} <= takers
    for line in section.get("pairs", []):
        one, other = line["between"]
        assert {one, other} <= takers | setters | set(groups)
        assert {one, other} & (takers | set(groups)), "two classes of price stages do nothing to each other"
        assert one != other or one in groups
        assert line["then"] != "handshake" or not {one, other} & setters
    for line in lines(section):
        assert set(line.get("when", {}).get("price_set_by", [])) <= setters
    for limit in section.get("limits", []):
        assert set(limit["classes"]) <= takers | set(groups)
        most = min(limit[name] for name in ("per_order", "per_customer") if name in limit)
        assert most == 1 or (len(limit["classes"]) == 1 and limit["classes"][0] in takers)
    earlier = {"listing", "item", "running"}
    for stage in section["stages"]:
        for line in (line for row in (stage, *stage.get("classes", [])) for line in row.get("base", [])):
            assert {line["use"], line.get("worst", "item")} <= earlier
        earlier.add(stage["id"])


def found(name: str, *effects: str) -> set[Any]:
    """The values of a key of stages and classes."""
    stages = [stage for section in SECTIONS for stage in section["stages"] if stage["effect"] in effects]
    every = [row for stage in stages for row in (stage, *stage.get("classes", []))]
    return {row[name] for row in every if isinstance(row.get(name), str | bool)}


def test_every_key_and_word_occurs() -> None:
    takers = ("reduction", "units")
    assert found("combine", "price") == set(PRICE_COMBINES)
    assert found("above", "price") == {"ignored", "replaces", "alternative"}
    assert found("audience", "price") >= {"prime", "business"}
    for effect in takers:
        assert found("combine", effect) == set(COMBINES)
        assert found("itself", effect) == set(ITSELF) - ({"chain"} if effect == "units" else set())
        assert found("threshold_on", effect) == {"item", "remainder"}
        assert found("stop", effect) == {True}
        assert found("audience", effect) >= {"business"}
        assert found("coded", effect) == {True, False}
        assert found("form", effect) >= {"percent", "amount"}
    assert {len(section["stages"]) for section in SECTIONS} == {1, 2, 3, 4, 5}
    assert {section["other_pairs"] for section in SECTIONS} == set(WORDS)
    every_line = [line for section in SECTIONS for line in lines(section)]
    # What the platform refuses has no condition.
    said = {line["then"] for line in every_line if "then" in line and "when" in line}
    assert said == set(WORDS) - {"forbid"}
    assert {line["use"] for line in every_line if "worst" in line} >= {"listing", "item", "running", "price1"}
    priced = [
        line["then"]
        for section in SECTIONS
        for line in section.get("pairs", [])
        if ids(section, "price") & set(line["between"])
    ]
    assert set(priced) == set(WORDS) - {"handshake"}
    rounding = [section["rounding"] for section in SECTIONS if "rounding" in section]
    assert {(keys["mode"], keys["at"], "to" in keys) for keys in rounding} == {
        (mode, at, to) for mode in MODES for at in ("each", "end") for to in (True, False)
    }
    limits = [limit for section in SECTIONS for limit in section.get("limits", [])]
    assert {len(limit) for limit in limits} == {2, 3}
    assert {len(limit["classes"]) for limit in limits} >= {1, 2, 3}
    assert {limit.get("per_order") for limit in limits} >= {1, 2, 3, None}
    assert {section.get("clamp") for section in SECTIONS} >= {None, 0, 1, 100}


def test_campaigns_are_reproducible_and_small() -> None:
    assert [each for seed in range(100) for each in campaigns(Random(seed))] == CAMPAIGNS
    for campaign in CAMPAIGNS:
        policy = read(campaign.section)
        classes = {policy.class_of(promotion) for promotion in campaign.running}
        assert None not in classes
        assert len(classes) <= MOST_CLASSES
        assert len(campaign.running) <= MOST_PROMOTIONS
        names = [promotion.id for promotion in campaign.running]
        assert len(names) == len(set(names))


def end(campaign: Campaign) -> tuple[int, int]:
    return prices(read(campaign.section), campaign.listing, campaign.running, campaign.currency)


def test_campaigns_tell_readings_apart_and_end_above_nothing() -> None:
    ends = [end(campaign) for campaign in CAMPAIGNS]
    assert sum(documented != worst for documented, worst in ends) > len(ends) // 10
    assert sum(worst > 0 for _, worst in ends) > len(ends) * 3 // 4
    assert sum(documented != each.listing for (documented, _), each in zip(ends, CAMPAIGNS, strict=True)) > (
        len(ends) * 9 // 10
    )
    small = sum(campaign.listing <= 30 for campaign in CAMPAIGNS)
    assert small > len(CAMPAIGNS) // 5


def test_the_order_of_promotions_does_not_matter() -> None:
    rng = Random(7)
    for campaign in CAMPAIGNS[::5]:
        policy = read(campaign.section)
        mixed = rng.sample(campaign.running, len(campaign.running))
        for worst in (False, True):
            assert lowest_end(policy, campaign.listing, mixed, campaign.currency, worst=worst) == lowest_end(
                policy, campaign.listing, campaign.running, campaign.currency, worst=worst
            )
