"""What was there in an earlier run and is missing in this one: an export that is only half there looks clear.

What has ended is not missing: promotions are held against their own dates, as the earlier run knew them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import Final

from promocheck import exports
from promocheck.model.few import first_named
from promocheck.model.money import Percent
from promocheck.model.problem import Shrunk
from promocheck.model.role import role_named
from promocheck.model.run import Key, Run, Worst
from promocheck.model.text import Text, say, say_n
from promocheck.model.value import dataclass
from promocheck.pipeline.measures import Look, Measure, Shop, shop_of, shops_of
from promocheck.pipeline.settings import line_of
from promocheck.policy import Policy
from promocheck.tables import KEY, PROMOTION_KEY

# Store, marketplace and id of a promotion → what its rows name: SKUs, ASINs.
Named = Mapping[Key, frozenset[str]]

_MOST_NAMED: Final = 5
_CHANGING: Final = frozenset({"orders"})  # roles that are another thing every day


def shrunk(
    tables: exports.Tables, measures: Sequence[Measure], paths: Sequence[str], policy: Policy, as_of: int
) -> Iterator[Shrunk]:
    """A problem for everything of which there is less than the policy's ledger.shrinkage lets pass, in a scan of these paths."""
    asked = policy.ledger.shrinkage
    look = Look(tuple(paths), shops_of(tables))
    if asked.rows_percent is not None and (before := look.of_rows(measures)):
        yield from _rows(tables, before, look, policy, Fraction(asked.rows_percent))
    named = _named(tables)
    gone, lost = _Gone(), _Gone()
    for shop, before in look.of_shops(measures).items():
        ends = {each: end for each, end in _ends(before.run).items() if each[:2] == shop}
        running = {each for each, end in ends.items() if end is None or end > as_of}
        prices = [each for each in before.run.prices if shop_of(each) == shop]
        gone.add(shop, before, _skus(tables, prices, running, named))
        lost.add(shop, before, sorted(each for each in running if each not in named))
    yield from gone.problems(policy, "skus", asked.skus, _skus_said)
    yield from lost.problems(policy, "promotions", asked.promotions, _promotions_said)


def _rows(
    tables: exports.Tables, before: Measure, look: Look, policy: Policy, most: Fraction
) -> Iterator[Shrunk]:
    roles = {each.id: each.role for each in exports.known_layouts(policy.exports.layouts)}
    were: Counter[str] = Counter()
    for file in look.files(before):
        were[roles.get(file.layout or "", "")] += file.rows
    read = {(each.role, each.path, each.sheet): each.rows_read for each in tables.sources if each.role}
    are: Counter[str] = Counter()
    for (role, _, _), rows in read.items():
        are[role or ""] += rows
    for role in sorted(were.keys() - _CHANGING - {""}):
        fewer = were[role] - are[role]
        if fewer * 100 > most * were[role]:
            said = say(
                "Rows of {role}: {now}, and {before} in run {run}: {share} fewer.",
                now=are[role],
                role=role_named(role),
                before=were[role],
                run=before.number,
                share=Percent(fewer * 10_000 // were[role]),
            )
            yield Shrunk("", "", said, line_of(policy, ("ledger", "shrinkage", "rows_percent")))


def _ends(run: Run) -> dict[Key, int | None]:
    """When each promotion of a run is over: the last of its ends, None for never."""
    found: dict[Key, int | None] = {}
    for each in run.campaigns:
        key = (each.store or "", each.marketplace, each.id)
        known = found.get(key, each.end)
        found[key] = None if known is None or each.end is None else max(known, each.end)
    return found


def _named(tables: exports.Tables) -> Named:
    promotions, targets = tables.promotions, tables.targets
    keys = list(zip(*(promotions[name].tolist() for name in PROMOTION_KEY), strict=True))
    found: dict[Key, set[str]] = {key: set() for key in keys}
    for row, sku, asin in zip(
        *(targets[name].tolist() for name in ("promotion", "sku", "asin")), strict=True
    ):
        found[keys[row]] |= {sku, asin} - {""}
    return {key: frozenset(names) for key, names in found.items()}


def _skus(tables: exports.Tables, prices: Sequence[Worst], running: set[Key], named: Named) -> list[Key]:
    """The SKUs that carried a promotion which is not over, and are not listed any more, or not named by it."""
    listings = tables.listings
    columns = (listings[name].tolist() for name in (*KEY, "asin", "parent_asin"))
    listed = {
        (store, marketplace, sku): {sku, *asins}
        for store, marketplace, sku, *asins in zip(*columns, strict=True)
    }
    gone = []
    for worst in prices:
        store, marketplace, _ = key = worst.store or "", worst.marketplace, worst.sku
        carried = {each for each, _ in worst.rows} - {""}
        open_ = {each for each in carried if (store, marketplace, each) in running}
        names = listed.get(key)
        if names is None:
            if open_ or not carried:  # what a listing itself offers is gone with it
                gone.append(key)
        elif open_ and all(names.isdisjoint(named.get((store, marketplace, each), ())) for each in open_):
            gone.append(key)
    return sorted(gone)


@dataclass(slots=True)
class _Gone:
    """What is gone, by shop, each with the run that knew it."""

    shops: list[tuple[Shop, Measure, Sequence[str]]] = field(default_factory=list)

    def add(self, shop: Shop, before: Measure, keys: Sequence[Key]) -> None:
        if keys:
            self.shops.append((shop, before, [name for _, _, name in keys]))

    def problems(
        self, policy: Policy, setting: str, most: int | None, told: Callable[[Sequence[str], int], Text]
    ) -> Iterator[Shrunk]:
        """One problem per shop, where it is more than may be gone altogether; None: all may."""
        if most is None or sum(len(names) for _, _, names in self.shops) <= most:
            return
        place = line_of(policy, ("ledger", "shrinkage", setting))
        for (store, marketplace), before, names in self.shops:
            yield Shrunk(store, marketplace, told(names, before.number), place)


def _skus_said(skus: Sequence[str], run: int) -> Text:
    return say_n(
        "{n} promoted SKU of run {run} is gone, and its promotions are not over: {names}.",
        "{n} promoted SKUs of run {run} are gone, and their promotions are not over: {names}.",
        len(skus),
        run=run,
        names=first_named(skus, _MOST_NAMED),
    )


def _promotions_said(promotions: Sequence[str], run: int) -> Text:
    return say_n(
        "{n} promotion of run {run} is gone, and it is not over: {names}.",
        "{n} promotions of run {run} are gone, and they are not over: {names}.",
        len(promotions),
        run=run,
        names=first_named(promotions, _MOST_NAMED),
    )
