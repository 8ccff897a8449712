"""The published worked examples, priced as a shop's sheets would be: from cells to prices, by the run's own code."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from promocheck import exports
from promocheck.model.errors import UnreadExample
from promocheck.model.money import Money
from promocheck.model.problem import UnreadCell
from promocheck.model.report import PolicySource, Price, Report
from promocheck.model.selftest import Outcome, OutOfScope, Readings, SelfTest, Told
from promocheck.pipeline.judging import judge
from promocheck.policy import ExportsSettings, FloorSettings, Policy, Stacking
from promocheck.policy.examples import Example, Examples
from promocheck.policy.examples import Told as AsWritten
from promocheck.rules import RULE_TYPES

_AS_OF: Final = 1_767_225_600  # 2026-01-01: examples know no date
_WINDOW: Final = {"start": "2026-02-01", "end": "2026-02-02"}
_LISTINGS: Final = "selftest/listings.csv"
_PROMOTIONS: Final = "selftest/promotions.csv"
_SWITCH: Final = {None: "", True: "yes", False: "no"}
Judge = Callable[[exports.Tables, Policy, int], Report]
Row = Mapping[str, object]


def selftest(examples: Examples, judge: Judge = judge) -> SelfTest:
    """Every example with what the engine makes of it; `judge` is the run's own."""
    by_rules: dict[Stacking, list[Example]] = {}
    for each, stacking in examples.priced:
        by_rules.setdefault(stacking, []).append(each)
    prices = {
        price.sku: price
        for stacking, those in by_rules.items()
        for price in judge(_tables(those), _policy(stacking), _AS_OF).prices
    }
    return SelfTest(
        priced=tuple(_outcome(each, prices.get(each.id)) for each, _ in examples.priced),
        out_of_scope=tuple(
            OutOfScope(_told(each), each.published, each.reason) for each in examples.out_of_scope
        ),
    )


def _tables(examples: Sequence[Example]) -> exports.Tables:
    """A shop in which each example is a SKU. Raises `UnreadExample`."""
    listings: list[Row] = [
        {"sku": each.id, "marketplace": each.marketplace, "price": f"{each.price:f}"} for each in examples
    ]
    promotions = [row for each in examples for row in _rows(each)]
    sheets = {_LISTINGS: _csv(listings), _PROMOTIONS: _csv(promotions)}
    tables = exports.read_memory(sheets, examples[0].marketplace)
    for problem in tables.problems:
        assert isinstance(problem, UnreadCell), problem
        place = problem.place
        assert place.row is not None, problem
        rows = promotions if place.file == _PROMOTIONS else listings
        raise UnreadExample(str(rows[place.row - 2]["sku"]), place.column or "", problem.value)
    return tables


def _rows(example: Example) -> Iterator[Row]:
    """The example's rows of the promotions sheet."""
    for number, offer in enumerate(example.promotions, 1):
        name = f"{example.id}-{number}"
        yield {
            "promotion_id": name,
            "kind": offer.kind.word,
            "sku": example.id,
            "marketplace": example.marketplace,
            "discount_type": offer.form,
            "discount_value": f"{offer.value:f}",
            "stackable": _SWITCH[offer.stackable],
            "claim_code": name if offer.code else "",
            "combinability": offer.code,
            "min_quantity": offer.min_quantity,
            "min_spend": None if offer.min_spend is None else f"{offer.min_spend:f}",
            "buy_quantity": offer.buy,
            "get_quantity": offer.get,
            **_WINDOW,
        }


def _csv(rows: Sequence[Row]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def _policy(stacking: Stacking) -> Policy:
    """These stacking rules, and otherwise the shipped policy: an example has no floor."""
    return Policy(
        exports=ExportsSettings.usual(),
        floors=FloorSettings(required="never"),
        stacking=stacking,
        rules={rule: kind.usual() for rule, (_, kind) in RULE_TYPES.items()},
        source=PolicySource("selftest", ""),
    )


def _outcome(example: Example, price: Price | None) -> Outcome:
    documented, worst = (_money(figure, example) for figure in example.stated)
    return Outcome(
        told=_told(example),
        preset=example.preset,
        changed=bool(example.stacking),
        published=_money(example.published, example),
        units=example.units,
        stated=Readings(documented, worst),
        because=example.because,
        ours=None if price is None else Readings(price.documented_price, price.stacked_price),
    )


def _told(each: AsWritten) -> Told:
    return Told(each.id, each.platform, each.says, each.source, each.confidence, each.derived)


def _money(figure: Decimal, example: Example) -> Money:
    return Money(int(figure.scaleb(example.digits)), example.currency)
