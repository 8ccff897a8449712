"""Hits as columns are the hits one by one, cut and put together too, and findings are made of both alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from random import Random
from typing import Any

import numpy as np
import pytest

from promocheck import rules
from promocheck.model.batch import Batch
from promocheck.model.finding import Finding
from promocheck.model.kind import promotion_named
from promocheck.model.place import Place
from promocheck.model.text import Text, say, say_n
from promocheck.pipeline import Request
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.reports import Words
from promocheck.reports.finding_json import lines_in
from promocheck.reports.words import LANGUAGES
from promocheck.rules import run
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits, in_blocks
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Mend, Rule
from promocheck.rules.telling import skus_named
from promocheck.rules.telling_columns import by_promotions, by_skus, filled, one_of, with_other_skus
from promocheck.tables.ragged import Ragged
from tests.oracle.campaigns import campaign
from tests.shop import policy_of, write_sheet

_ALSO = "{{message}} Also on {{n}} other {sku}: {{skus}}."
IN_COLUMNS = ("PC101", "PC201", "PC202", "PC205", "PC206", "PC305", "PC311")
ODD = ("A{0}%s", "桌灯 %(x)d", "\u202e B}{", 'C"\\', "D\x7f", "%", "{}", "ÄÖ ü")


def some_hits(chance: Random, many: int) -> list[Hit]:
    """Hits of every shape."""

    def number() -> int | None:
        return chance.choice([None, 0, chance.randrange(10**9)])

    def rows() -> tuple[int, ...]:
        return tuple(chance.sample(range(50), chance.randrange(4)))

    def text() -> str | None:
        return chance.choice([None, *ODD])

    return [
        Hit(
            say("{a}", a=at),
            say("fix {b}", b=text()),
            number(),
            number(),
            number(),
            number(),
            chance.choice([None, (), rows()]),
            tuple(chance.sample(ODD, chance.randrange(3))),
            text(),
            text(),
            text(),
            text(),
            text(),
            (Place("a.csv", None, at, "x"),) * chance.randrange(3),
            tuple(chance.sample(ODD, chance.randrange(3))),
            chance.choice([None, "off"]),
            chance.choice([None, Mend(), Mend(at, rows(), chance.random() < 0.5, rows(), may_be_meant=True)]),
            chance.choice([Primary(), Primary((str(at % 3),), at), Primary(("price",), of="listing")]),
            also_on=rows(),
        )
        for at in range(many)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_hits_as_columns_are_the_hits(seed: int) -> None:
    chance = Random(seed)
    parts = [some_hits(chance, chance.choice([0, 1, 7, 20])) for _ in range(3)]
    every = list(chain.from_iterable(parts))
    together = Hits.together([Hits.of(each) for each in parts])
    assert list(together) == list(Hits.of(every)) == every
    kept = np.array([chance.random() < 0.5 for _ in every], dtype=bool)
    some = together.where(kept)
    assert list(some) == [hit for hit, mine in zip(every, kept, strict=True) if mine]
    assert list(Hits.together([some, together])) == [*some, *every]


def test_what_nothing_is_said_of_is_none() -> None:
    hits = Hits.told([say("a"), say("b")], [say("c")] * 2)
    assert list(hits) == [Hit(say("a"), say("c")), Hit(say("b"), say("c"))]
    assert list(Hits.of([])) == []


def test_blocks_are_all_of_it_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promocheck.rules.hits._BLOCK", 3)
    for many in (0, 1, 3, 7):
        blocks = [each.tolist() for each in in_blocks(many)]
        assert [*chain.from_iterable(blocks)] == list(range(many))
        assert all(0 < len(each) <= 3 for each in blocks)


def test_one_way_for_each() -> None:
    texts = {name: [say(f"{name} {{at}}", at=at) for at in range(6)] for name in "ab"}
    first = np.array([True, False, True, True, False, True])

    def told(name: str, mine: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Sequence[Text]:
        return [texts[name][at] for at in np.flatnonzero(mine).tolist()]

    found = one_of(6, (first, lambda _: told("a", first)), (~first, lambda _: told("b", ~first)))
    assert list(found) == [texts["a" if mine else "b"][at] for at, mine in enumerate(first.tolist())]
    every = np.ones(6, dtype=bool)
    assert list(one_of(6, (~every, lambda _: []), (every, lambda _: texts["a"]))) == texts["a"]


OVERRIDES = """
rules: {overlapping-same-kind: {undocumented: off}}
overrides:
  - {store: acme, rules: {below-floor: off, handover-gap: {draft: off}, code-without-cap: info}}
  - {marketplace: DE, rules: {forbidden-stack: {pairs: []}, reference-price-rule: off}}
"""


@pytest.fixture(params=[(0, ""), (3, OVERRIDES), (5, OVERRIDES)], scope="module")
def priced(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Priced:
    folder = tmp_path_factory.mktemp("shop")
    seed, text = request.param
    listings, promotions, floors, now = campaign(Random(seed), 40, everything=True)
    for name, rows in (("listings", listings), ("promotions", promotions), ("floors", floors)):
        write_sheet(folder / f"{name}.csv", [oddly_named(row) for row in rows])
    policy, instant = policy_of(text), int(now.timestamp())
    return Priced.of(read_for(Request((str(folder),), policy, instant)), policy, instant)


def oddly_named(row: Mapping[str, str]) -> dict[str, str]:
    """A row whose SKUs and ids have in them what means something elsewhere."""

    def odd(name: str) -> str:
        return name and f"{name}-{ODD[sum(map(ord, name)) % len(ODD)]}"

    told = dict(row)
    if "sku" in row:
        told["sku"] = ";".join(map(odd, row["sku"].split(";")))
    if "promotion_id" in row:
        told["promotion_id"] = odd(row["promotion_id"])
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_columns_are_those_of_findings(priced: Priced, language: str) -> None:
    batches = list(rules.in_batches(rules.ALL, priced.shop.scopes.rules(), priced.evidence, priced.context()))
    written = lines_in(Words(language))
    for each in batches:
        assert list(written(each)) == list(written(Batch.of(each.findings())))
    assert any("%(x)d" in line for each in batches for line in written(each))


def test_skus_and_promotions_are_named_as_one_by_one(priced: Priced) -> None:
    evidence, chance = priced.evidence, Random(1)
    sizes = [1, 2, 3, 4, 5, 9, 1]
    listings = [chance.sample(range(evidence.listings.rows), size) for size in sizes]
    message = [say("about {n}", n=size) for size in sizes]
    told: Sequence[Text] = with_other_skus(evidence, message, Ragged.of([each[1:] for each in listings]))
    for text, alone, (_, *others) in zip(told, message, listings, strict=True):
        named = skus_named(evidence, others)
        also = say_n(
            _ALSO.format(sku="SKU"), _ALSO.format(sku="SKUs"), len(others), message=alone, skus=named
        )
        assert text == (also if others else alone)
    skus = by_skus(evidence, Ragged.of(listings), lambda at, skus: filled(say("{s}"), len(at), s=skus))
    assert list(skus) == [say("{s}", s=skus_named(evidence, each)) for each in listings]
    rows = [chance.sample(range(evidence.promotions.rows), size) for size in (1, 6, 7, 12)]
    names = by_promotions(evidence, Ragged.of(rows), lambda at, who: filled(say("{s}"), len(at), s=who))
    for text, mine in zip(names, rows, strict=True):
        who = tuple(
            promotion_named(evidence.promotions.number("kind", row), evidence.promotions.text("id", row))
            for row in mine
        )
        more = say("{promotions} and {more} more", promotions=who[:6], more=len(who) - 6)
        assert text == say("{s}", s=who if len(who) < 7 else more)


def test_findings_of_columns_are_those_of_hits_one_by_one(priced: Priced) -> None:
    settings, context = priced.shop.scopes.rules(), priced.context()
    found = [rule for rule in rules.ALL if rule.id in IN_COLUMNS]
    told = rules.run_rules(found, settings, priced.evidence, context)
    one_by_one = [replace(rule, check=_apart(rule)) for rule in found]
    assert rules.run_rules(one_by_one, settings, priced.evidence, context) == told
    assert {each.rule for each in told} >= {"PC101", "PC201", "PC202", "PC205"}


def _apart(rule: Rule) -> Callable[[Evidence, Any], list[Hit]]:
    """The rule's check with each hit by itself."""

    def check(evidence: Evidence, options: Any) -> list[Hit]:
        return [
            hit
            for hits in rule.check(evidence, options)
            for hit in (hits if isinstance(hits, Hits) else [hits])
        ]

    return check


def test_findings_do_not_depend_on_blocks(priced: Priced, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> tuple[Finding, ...]:
        return rules.run_rules(rules.ALL, priced.shop.scopes.rules(), priced.evidence, priced.context())

    whole = found()
    monkeypatch.setattr("promocheck.rules.hits._BLOCK", 4)
    monkeypatch.setattr(run, "_BATCH", 10)
    assert found() == whole
