"""A scan as the ledger keeps it: what decides a price, by digests, and what was found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from promocheck.model.finding import Finding
from promocheck.model.kind import FORM_WORDS, KIND_WORDS, Form, Status, Switch
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.report import Input, Report
from promocheck.model.run import Campaign, File, Run, Seen, Worst
from promocheck.model.value import dataclass
from promocheck.pipeline.priced import Priced
from promocheck.policy import Policy
from promocheck.policy.effective import settings_of
from promocheck.rules import RULE_TYPES
from promocheck.tables import KEY, LISTINGS, NO_COUNT, NO_END, NO_MONEY, NO_START, PROMOTIONS
from promocheck.tables.columns import repeated
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import order_of

_APART: Final = "\x1f"
_LONG: Final = 32  # hexadecimal digits: 128 bits
_WHERE: Final = frozenset(
    {
        "source",
        "row",
        "owner",
        "numeric_sku",
        "made_id",
        "zoneless",
        "zhe",
        "days",
        "runs",
        "waits",
        "at_midnight",
        "clock_unseen",
        "turned_start",
        "turned_end",
    }
)
# Of a listing what its prices are made of. Its stock is less after every sale, and its title is nobody's promise.
_UNPRICED: Final = _WHERE | {"title", "brand", "quantity", "store", "marketplace", "sku"}
# What a second reader looks at.
_CHECKED: Final = (
    "store", "marketplace", "id", "name", "kind", "form", "value", "start", "end", "units", "max_per_order",
    "once_per_customer", "switch", "owner", "status",
)  # fmt: skip
_SAID_OF_PRICES: Final = frozenset({"floors", "stacking", "rules", "overrides"})


@dataclass(frozen=True, slots=True)
class Author:
    """Who runs a scan, when by the clock (UTC seconds), and with which version of the tool."""

    who: str
    at: int
    tool: str


def recorded(report: Report, policy: Policy, author: Author) -> Run:
    """The run that a report is of."""
    return Run(
        at=author.at,
        as_of=report.as_of,
        who=author.who,
        tool=author.tool,
        verdict=report.verdict,
        exit_code=report.exit_code,
        policy=report.policy.path,
        policy_sha256=report.policy.sha256,
        terms=terms_of(policy),
        files=tuple(map(file_of, report.inputs)),
        findings=tuple(map(seen_of, report.findings)),
        prices=report.worst,
        campaigns=report.campaigns,
        weaker=report.weaker,
        asks_approval=report.asks_approval,
        names_all=True,
    )


def terms_of(policy: Policy) -> str:
    """A digest of all that a policy says of prices and findings: a comment in its file changes nothing."""
    settings = (each for each in settings_of(policy, RULE_TYPES) if each.section in _SAID_OF_PRICES)
    return _digest(_APART.join((each.section, each.name, each.value)) for each in settings)


def worst_prices(priced: Priced) -> tuple[Worst, ...]:
    """Every promoted SKU's lowest prices, each with the digests of what it came from, in the listings' order."""
    rows = _rows_by_sku(priced)
    found = []
    for price in priced.prices():
        listing, promotions = rows[price.store or "", price.marketplace, price.sku]
        found.append(
            Worst(
                store=price.store,
                marketplace=price.marketplace,
                sku=price.sku,
                selling=price.selling_price,
                price=price.stacked_price,
                documented=price.documented_price,
                floor=price.floor,
                promotions=price.promotions,
                listing=listing,
                rows=promotions,
            )
        )
    return tuple(found)


def campaigns_of(priced: Priced) -> tuple[Campaign, ...]:
    """Every promotion that counts, once with each of its terms, as a second reader checks it.

    Those that stand in listings have no id and are not named.
    """
    promotions = priced.evidence.promotions
    rows = np.unique(priced.shop.targets.pairs["promotion"])
    columns = zip(*(promotions[name][rows].tolist() for name in _CHECKED), strict=True)
    said = (dict(zip(_CHECKED, values, strict=True)) for values in columns)
    return tuple(dict.fromkeys(_campaign(each) for each in said if each["id"]))


def _campaign(said: Mapping[str, Any]) -> Campaign:
    currency = BY_CODE[said["marketplace"]].currency
    value = said["value"]
    is_share = said["form"] == Form.PERCENT
    return Campaign(
        store=said["store"] or None,
        marketplace=said["marketplace"],
        id=said["id"],
        name=said["name"] or None,
        kind=KIND_WORDS[said["kind"]],
        effect=FORM_WORDS[said["form"]],
        value=None if value == NO_MONEY else Percent(value) if is_share else Money(value, currency),
        start=None if said["start"] == NO_START else said["start"],
        end=None if said["end"] == NO_END else said["end"],
        units=None if said["units"] == NO_COUNT else said["units"],
        per_order=None if said["max_per_order"] == NO_COUNT else said["max_per_order"],
        once=Switch(said["once_per_customer"]),
        stackable=Switch(said["switch"]),
        owner=said["owner"] or None,
        cancelled=said["status"] == Status.CANCELLED,
    )


def _rows_by_sku(priced: Priced) -> dict[tuple[str, str, str], tuple[str, tuple[tuple[str, str], ...]]]:
    """By store, marketplace and SKU the digest of the listing, and id and digest of each row that counts for it."""
    pairs = Columns(priced.shop.targets.pairs)
    listings, promotions = priced.evidence.listings, priced.evidence.promotions
    order = order_of(pairs["listing"])
    mine, first = np.unique(pairs["listing"][order], return_index=True)
    promoted = Ragged(pairs["promotion"][order], np.append(first, len(order)))
    # What a draft stops, the rows of that say. Once it is live no export says so, and it is what was approved.
    terms = Columns({**promotions, "replaces": repeated("", promotions.rows, object)})
    used = _digests(terms, PROMOTIONS.columns.keys() - _WHERE, sorted(set(promoted.rows.tolist())))
    ids = promotions["id"]
    own = _digests(listings, LISTINGS.columns.keys() - _UNPRICED, mine.tolist())
    keys = (listings[name][mine].tolist() for name in KEY)
    told = promoted.apart([(str(ids[row]), used[row]) for row in promoted.rows.tolist()])
    return {
        key: (own[at], tuple(sorted(each)))
        for key, at, each in zip(zip(*keys, strict=True), mine.tolist(), told, strict=True)
    }


def _digests(table: Columns, columns: Iterable[str], rows: list[int]) -> dict[int, str]:
    """By row a digest of these columns."""
    said: Iterator[tuple[object, ...]] = zip(
        *(table[name][rows].tolist() for name in sorted(columns)), strict=True
    )
    return {row: _digest(map(str, values)) for row, values in zip(rows, said, strict=True)}


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256(_APART.join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:_LONG]


def file_of(each: Input) -> File:
    """A file as it is noted: its bytes by their hash, and its rows counted."""
    return File(each.path, each.sheet, each.sha256, each.layout, each.rows.read, each.rows.used, each.draft)


def seen_of(each: Finding) -> Seen:
    """A finding as it is noted, in nobody's words."""
    return Seen(
        fingerprint=each.fingerprint,
        rule=each.rule,
        name=each.name,
        severity=each.severity,
        trust=each.trust,
        store=each.store,
        marketplace=each.marketplace,
        sku=each.sku,
        promotions=each.promotions,
        start=each.start,
        end=each.end,
        price=each.stacked_price or each.own_price,
        floor=each.floor or each.own_floor,
        loss=None if each.exposure is None else each.exposure.loss,
        owner=each.owner,
        waived=each.waiver is not None,
        also_on=each.also_on,
        others=each.others,
        others_price=each.others_price,
    )
