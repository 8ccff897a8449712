"""How promotions combine, as data: the `stacking` section and its presets. `pricing` only evaluates it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from promocheck.model.kind import Combinability, Kind
from promocheck.policy.section import Section


def _kind(value: object) -> object:
    try:
        return Kind[str(value).upper()]
    except KeyError:
        known = ", ".join(kind.word for kind in Kind)
        message = f"is no promotion kind. Known: {known}"
        raise ValueError(message) from None


def _combinability(value: object) -> object:
    names = [member.name.lower() for member in Combinability]
    if value not in (None, *names):
        message = f"expected one of {', '.join(names)}"
        raise ValueError(message)
    return None if value is None else Combinability[str(value).upper()]


KindName = Annotated[Kind, BeforeValidator(_kind), PlainSerializer(lambda kind: kind.word)]
CombinabilityName = Annotated[Combinability | None, BeforeValidator(_combinability)]
Hours = Annotated[int, Field(ge=0, le=24 * 31)]


class GuardBand(Section):
    """Hours by which the worst reading widens the windows of these kinds."""

    kinds: tuple[KindName, ...]
    before: Hours
    after: Hours


class DealKind(Section):
    """Kinds that set a price. `base`: what reductions under them are a share of, as documented.

    `worst_base` names the other reading where the base is disputed; `members_only` deals leave the selling
    price to everybody else.
    """

    kinds: tuple[KindName, ...]
    base: Literal["selling", "deal"]
    worst_base: Literal["selling", "deal"] | None = None
    members_only: bool = False


class ReductionClass(Section):
    """Reductions that combine alike: kinds, with or without a code, and the code's combinability."""

    id: str
    kinds: tuple[KindName, ...]
    coded: bool | None = None
    combinability: CombinabilityName = None


class Pair(Section):
    """What two classes do to each other (or a class to itself).

    `add`: both count. `best`: never both, the better one. `open`: nobody documents it: best as documented, both
    in the worst reading. `switch`: as the promotions' `stackable` says, both yes: add, any no: best; blank is no as
    documented, yes in the worst reading.
    """

    between: tuple[str, str]
    then: Literal["add", "best", "open", "switch"]


class Stacking(Section):
    """A complete set of stacking rules for one platform."""

    horizon_days: Annotated[int, Field(gt=0, le=3660)]
    selling_price: tuple[KindName, ...]
    deals: tuple[DealKind, ...]
    reductions: tuple[ReductionClass, ...]
    pairs: tuple[Pair, ...]
    other_pairs: Literal["add", "best", "open"]
    guard_bands: tuple[GuardBand, ...]
    redeemable_after_cancel: tuple[KindName, ...]
    not_priced_yet: tuple[KindName, ...]
