"""A layout as YAML writes it: what a table's headers mean. Shipped layouts and a user's own have this one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import chain
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from promocheck.model.errors import nearest
from promocheck.model.role import role_named
from promocheck.model.text import say
from promocheck.policy.section import Section
from promocheck.policy.wording import no_pattern, one_of
from promocheck.policy.yaml_lines import Faults, Path

Role = Literal["listings", "promotions", "floors", "plan", "stock", "fees", "orders"]

# Prices for businesses by quantity, and by what was bought in all, which Amazon calls progressive: of each scale the fields of a row's
# tiers, from how many units one holds and its price.
TIERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    scale: tuple((f"{scale}_lower_bound_{level}", f"{scale}_price_{level}") for level in levels)
    for scale, levels in (("quantity", range(1, 6)), ("progressive", range(1, 4)))
}
TIER_PRICES: Final = tuple(price for tiers in TIERS.values() for _, price in tiers)
# A tier's number among all of them, by its price; where those that hold by what was bought in all begin.
TIER_LEVEL: Final[Mapping[str, int]] = {price: level for level, price in enumerate(TIER_PRICES, 1)}
FIRST_PROGRESSIVE: Final = TIER_LEVEL[TIERS["progressive"][0][1]]
_ANYWHERE: Final = ("store", "marketplace", "sku", "asin")
_PROMOTION: Final = (
    *_ANYWHERE,
    *("promotion_id", "name", "kind", "coupon_type", "discount_type", "discount_value", "percent_value"),
    *(
        "amount_value",
        "currency",
        "start",
        "end",
        "timezone",
        "status",
        "canceled_at",
        "stackable",
        "claim_code",
    ),
    *("code_type", "combinability", "buy_quantity", "get_quantity", "min_quantity", "min_spend"),
    *("max_units_per_order", "one_per_customer", "units", "budget", "audience", "replaces", "owner"),
)

# Of either: what the values are, and from how many units each holds.
_TIER_FIELDS: Final = tuple(
    name for scale, tiers in TIERS.items() for name in (f"{scale}_price_type", *chain.from_iterable(tiers))
)

# The fields of each role's table: what a header can mean.
FIELDS: Final[Mapping[Role, tuple[str, ...]]] = {
    "listings": (
        *_ANYWHERE,
        *("product_id", "product_id_type", "parent_asin", "title", "price", "sale_price", "sale_start"),
        *("sale_end", "timezone", "list_price", "min_price", "business_price", "points", *_TIER_FIELDS),
        *("quantity", "currency", "status", "brand", "owner"),
    ),
    "promotions": _PROMOTION,
    "plan": ("plan_id", *_PROMOTION),
    "floors": (
        *_ANYWHERE,
        *("floor", "currency", "cost", "fees", "min_margin_percent", "min_percent_of_price"),
        *("reference_price", "stock", "planned_units", "brand", "tags", "valid_from", "valid_to", "owner"),
    ),
    "stock": (*_ANYWHERE, "condition", "quantity"),
    "fees": (*_ANYWHERE, "currency", "fee"),
    "orders": (
        *_ANYWHERE,
        *("order_id", "item_id", "purchased", "updated", "status", "item_status", "channel", "sales_channel"),
        *("quantity", "currency", "item_price", "discount", "promotion_ids", "business"),
        *("shipped", "to_ship"),
    ),
}


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_text(value: Any) -> Any:
    """YAML reads `yes`, `15` and `2026-01-01` as other things than the cells they stand for."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | Decimal) else value


Cell = Annotated[str, BeforeValidator(_as_text)]
Headers = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]


class TextForm(Section):
    """How the layout's text form is written."""

    quoted_tabs: bool = True
    """False: quotes in tab separated text are text, as Amazon writes them."""
    short_rows: bool = False
    """Whether rows may lack cells at their end."""


class Part(Section):
    """One of several things that a row holds: a promotion of a row with several, each with its own columns.

    All of its columns must be there, or with `optional` none.
    """

    fields: Mapping[str, Headers]
    """Field → the headers of its column in this part."""
    constants: Mapping[str, Cell] = {}
    """Field → what it says in every row of this part."""
    values: Mapping[str, Mapping[Cell, Cell]] = {}
    """Field → a cell's text → what it says in our words."""
    optional: bool = False
    """Whether the part may be missing, all of its columns together."""


class LayoutSettings(Section):
    """One known table.

    A header is compared without regard to case, width, spaces, `-`, `_`, quotes and currency signs; `/between slashes/` it is a regular expression for the whole header, whose group `marketplace` says which
    marketplace a column is for. `headings` names a dictionary (`exports/headings/`) by which every header also stands
    for its translations, and whose other headings are harmless.
    """

    title: str
    """What the table is called in reports."""
    role: Role
    """What its rows are."""
    fields: Mapping[str, Headers]
    """Field → the headers of its column; /between slashes/ a regular expression."""
    required: tuple[str, ...] | None = None
    """Fields whose columns must be there; null: all of them."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of fields of which one column must be there."""
    harmless: tuple[str, ...] = ()
    """Headers of columns that nothing needs."""
    never: tuple[str, ...] = ()
    """Headers that say that it is another table."""
    headings: Literal["amazon_listings"] | None = None
    """A dictionary of translations of the headers."""
    text: TextForm = TextForm.usual()
    """How its text form is written."""
    header_within: Annotated[int, Field(ge=1, le=50)] = 1
    """Among how many first rows the header stands."""
    skip_rows: Annotated[int, Field(ge=0, le=50)] = 0
    """How many rows below the header hold no data."""
    skip: Mapping[str, Headers] = {}
    """Field → texts of cells whose rows are left out; /between slashes/ a regular expression."""
    template_settings: bool = False
    """Whether the first row says where the data starts, as in Amazon's upload templates."""
    attributes: bool = False
    """Whether unknown headers that do not speak of money are attributes of the product."""
    records: str | None = None
    """JSON: the list whose items are the rows."""
    lists: Mapping[str, str] = {}
    """JSON: a list in an item → the key of its items that counts."""
    constants: Mapping[str, Cell] = {}
    """Field → what it says in every row, where no column says it."""
    values: Mapping[str, Mapping[Cell, Cell]] = {}
    """Field → a cell's text → what it says in our words."""
    each: tuple[Part, ...] = ()
    """Several things in one row, each with its own columns."""
    each_row: bool = True
    """Whether every row holds one of them at least."""
    partial: bool = False
    """Whether rows may lack the price: they add to other listings."""
    whole_days: bool = False
    """Whether its dates are days, without a time."""
    day_first: bool | None = None
    """Whether numeric dates have the day first; null: as the column proves."""
    decimal: Literal[".", ","] | None = None
    """Which mark stands before decimals; null: as the column proves."""


# What a table of each role cannot do without, in some column or constant.
_NEEDS: Final[Mapping[Role, tuple[tuple[str, ...], ...]]] = {
    "listings": (("sku",), ("price",)),
    "promotions": (("sku", "asin"), ("kind", "coupon_type")),
    "plan": (("plan_id",), ("sku", "asin"), ("kind",)),
    "floors": (("sku",), ("floor", "cost", "min_percent_of_price")),
    "stock": (("sku",), ("quantity",)),
    "fees": (("sku",), ("fee",)),
    "orders": (("order_id",),),
}
_OF_MARKETPLACE: Final = "(?P<marketplace>"


def faults_of(layout: LayoutSettings) -> Faults:
    """What does not hold together in a layout, with its place below it."""
    known = FIELDS[layout.role]
    parts: list[tuple[Path, LayoutSettings | Part]] = [((), layout)]
    parts += [(("each", at), part) for at, part in enumerate(layout.each)]
    for place, part in parts:
        for key, named in (("fields", part.fields), ("constants", part.constants), ("values", part.values)):
            yield from _unknown_fields((*place, key), named, known)
        for name, headers in part.fields.items():
            yield from _patterns((*place, "fields", name), headers)
            yield from _nameless((*place, "fields", name), headers)
    for name, texts in layout.skip.items():
        yield from _patterns(("skip", name), texts)
        yield from _nameless(("skip", name), texts)
    yield from _unknown_fields(("skip",), layout.skip, known)
    for key, headers in (("harmless", layout.harmless), ("never", layout.never)):
        yield from _patterns((key,), headers)
    yield from _missing(layout, {name for _, part in parts for name in (*part.fields, *part.constants)})
    yield from _at_odds(layout)


def _missing(layout: LayoutSettings, given: set[str]) -> Faults:
    if not _all_fields(layout):
        yield ("fields",), say("has no headers, so that nothing could be told by it.")
        return
    asked = [("required", layout.required or ()), *(("one_of", group) for group in layout.one_of)]
    for key, names in asked:
        for name in names:
            if name not in given:
                yield (
                    (key,),
                    say(
                        "{name} is no field of this layout: it has no header in fields and no constant.",
                        name=repr(name),
                    ),
                )
    for group in _NEEDS[layout.role]:
        if not given & set(group):
            what = one_of(tuple(map(repr, group)))
            yield (
                ("fields",),
                say(
                    "{role} need {what}: no header and no constant gives it.",
                    role=role_named(layout.role),
                    what=what,
                ),
            )


def _all_fields(layout: LayoutSettings) -> set[str]:
    return {*layout.fields, *(name for part in layout.each for name in part.fields)}


def _at_odds(layout: LayoutSettings) -> Faults:
    """Words of a layout that cannot both be meant."""
    fields = _all_fields(layout)
    if {"kind", "coupon_type"} <= fields:
        yield (
            ("fields", "coupon_type"),
            say("says of coupons what 'kind' says of every promotion. Map one of them."),
        )
    if "product_id" in fields and "product_id_type" not in fields:
        yield (
            ("fields", "product_id"),
            say("counts as an ASIN only where 'product_id_type' says so. Map both, or 'asin'."),
        )
    of_marketplace = [
        name for name, heads in layout.fields.items() if any(_OF_MARKETPLACE in head for head in heads)
    ]
    if of_marketplace and ("marketplace" in fields or layout.each):
        yield (
            ("fields", of_marketplace[0]),
            say(
                "names the marketplace in its header: then no column and no part of 'each' can name one too."
            ),
        )
    for at, part in enumerate(layout.each):
        for name, heads in part.fields.items():
            if any(_OF_MARKETPLACE in head for head in heads):
                yield (
                    ("each", at, "fields", name),
                    say("can name a marketplace in 'fields' only, not in a part of 'each'."),
                )


def _nameless(place: Path, headers: Iterable[str]) -> Faults:
    for header in headers:
        if not any(each.isalnum() for each in header):
            yield (
                place,
                say(
                    "{header} has no letter and no digit, so that it is compared as blank.",
                    header=repr(header),
                ),
            )


def _unknown_fields(place: Path, named: Mapping[str, Any], known: tuple[str, ...]) -> Faults:
    for name in named:
        if name not in known:
            near = nearest(name, known)
            yield (
                (*place, name),
                say(
                    "unknown field {name}.{near} Known: {known}.",
                    name=repr(name),
                    near=near,
                    known=known,
                ),
            )


def _patterns(place: Path, headers: Iterable[str]) -> Faults:
    for header in filter(is_pattern, headers):
        if what := no_pattern(header[1:-1], written=header):
            yield place, what


def is_pattern(header: str) -> bool:
    """Whether a header is written as a regular expression."""
    return len(header) > 2 and header.startswith("/") and header.endswith("/")
