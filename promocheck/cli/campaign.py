"""A campaign as flags, and the several that one command line may name, with `and` between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from typer.core import TyperCommand

from promocheck.cli.kinds import required_kind
from promocheck.cli.options import not_blank
from promocheck.model.asked import Campaign, Selection
from promocheck.model.errors import BadCampaign, BadOption, UsageFault, WrongAnswer
from promocheck.model.kind import Kind
from promocheck.model.text import Text, say

_AND: Final = "and"
_REST: Final = "promocheck.campaigns"
# The flag → the column of the promotions sheet.
COLUMNS: Final[Mapping[str, str]] = {
    "start": "start",
    "end": "end",
    "timezone": "timezone",
    "name": "name",
    "id": "promotion_id",
    "replaces": "replaces",
    "code": "claim_code",
    "code_type": "code_type",
    "combinability": "combinability",
    "stackable": "stackable",
    "buy": "buy_quantity",
    "get": "get_quantity",
    "min_quantity": "min_quantity",
    "min_spend": "min_spend",
    "max_per_order": "max_units_per_order",
    "one_per_customer": "one_per_customer",
    "units": "units",
    "budget": "budget",
    "audience": "audience",
    "owner": "owner",
}
# There also where they are blank: what is missing in them is then told under their flags.
_MISSED: Final = ("buy_quantity", "get_quantity")
DEPTHS: Final = ("percent", "amount", "price", "zhe")
# The depth that is solved for takes its place. What is got is free where nobody says else.
_LEAST: Final = {"percent": "1"}
_FREE: Final = {"percent": "100"}
_OF_A_CAMPAIGN: Final = frozenset({*COLUMNS, *DEPTHS, "kind", "sku", "asin", "brand", "everything"})


class Campaigns(TyperCommand):
    """A command whose line may go on after the word `and` with another campaign."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the first campaign as usual and keep the others' parameters in the context.

        What is not about a campaign, such as the format, may stand anywhere on the line.
        """
        first, *others = _parts(args)
        rest = [self.make_context(ctx.info_name, other, parent=ctx.parent) for other in others]
        ctx.meta[_REST] = [each.params for each in rest]
        left = super().parse_args(ctx, first)
        for each in rest:
            said = (name for name in each.params if name not in _OF_A_CAMPAIGN)
            ctx.params |= {name: each.params[name] for name in said if _typed(each, name)}
        return left


def _typed(ctx: Any, name: str) -> bool:
    """Whether an option was typed, and is not its default."""
    return bool(ctx.get_parameter_source(name).name == "COMMANDLINE")


def _parts(args: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for arg in args:
        if arg == _AND:
            yield part
            part = []
        else:
            part.append(arg)
    yield part


def further(ctx: Any) -> list[dict[str, Any]]:
    """The parameters of the campaigns after the first."""
    found: list[dict[str, Any]] = ctx.meta.get(_REST, [])
    return found


def campaigns_of(given: Sequence[Mapping[str, Any]], *, solving: bool) -> list[Campaign]:
    """The campaigns that flags say, the first one first; while `solving`, how deep one is may be left out.

    Raises `UsageFault`.
    """
    found: list[Campaign] = []
    for each in given:
        found.append(_campaign(each, found[-1].selection if found else None, solving=solving))
    return found


def depth_said(given: Mapping[str, Any]) -> bool:
    """Whether it was said how deep a campaign is meant."""
    return any(given[name] is not None for name in DEPTHS)


def _unsaid(kind: str) -> Mapping[str, str]:
    """How deep a campaign of this kind is tried where nobody says it, in any of the kind's spellings."""
    from promocheck.exports.vocabulary import folded, words  # reads the layouts

    return _FREE if words("kind").get(folded(kind)) == Kind.BUY_X_GET_Y.word else _LEAST


def _campaign(given: Mapping[str, Any], selection: Selection | None, *, solving: bool) -> Campaign:
    """The campaign that flags say; one that is for nothing of its own is for what the one before it is for.

    Raises `UsageFault`.
    """
    if not given["kind"]:
        raise UsageFault(
            say("What is it? Expected a KIND, such as coupon: promocheck try coupon --sku SKU --percent 20.")
        )
    required_kind(given["kind"])
    depths = {name: given[name] for name in DEPTHS if given[name] is not None}
    if not depths and (solving or _unsaid(given["kind"]) is _FREE):
        depths |= _unsaid(given["kind"])
    named = list(depths)
    if len(named) != 1:
        raise UsageFault(_how_deep(named))
    cells = dict.fromkeys(_MISSED, "")
    cells |= {column: str(given[flag]) for flag, column in COLUMNS.items() if given[flag] is not None}
    cells |= {"kind": given["kind"], "discount_type": named[0], "discount_value": depths[named[0]].strip()}
    own = Selection(
        not_blank("--sku", given["sku"]),
        not_blank("--asin", given["asin"]),
        not_blank("--brand", given["brand"]),
        bool(given["everything"]),
    )
    if own == Selection():
        if selection is None:
            raise UsageFault(say("What is it for? Expected --sku, --asin, --brand or --all."))
        own = selection
    return Campaign(cells, own)


def _how_deep(named: Sequence[str]) -> Text:
    wanted = tuple(f"--{name}" for name in DEPTHS)
    if not named:
        return say("How deep is it? Expected one of {wanted}, found none.", wanted=wanted)
    flags = tuple(f"--{name}" for name in named)
    found = say("{words} and {last}", words=flags[:-1], last=flags[-1])
    return say("How deep is it? Expected one of {wanted}, found {found}.", wanted=wanted, found=found)


def as_option(fault: BadCampaign, campaigns: Sequence[Campaign]) -> BadOption:
    """The fault under the name of the option that says it of its campaign."""
    depth = campaigns[fault.number].cells["discount_type"]
    flags = {column: flag for flag, column in COLUMNS.items()} | {
        "discount_value": depth, "discount_type": depth
    }  # fmt: skip
    name = flags.get(fault.column, fault.column).replace("_", "-")
    option = "KIND" if name == "kind" else f"--{name}"
    return BadOption(option, WrongAnswer(fault.expected, fault.value))
