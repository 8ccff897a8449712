"""What the policy says that the run cannot use, or should not any more: old exchange rates, names of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from promocheck.model.place import Place
from promocheck.model.problem import StaleRate, UnusedSetting
from promocheck.model.text import say
from promocheck.policy import Policy
from promocheck.policy.yaml_lines import Path
from promocheck.pricing.floor_rows import FloorRows
from promocheck.pricing.scopes import overriding
from promocheck.tables import SHOP
from promocheck.tables.frames import Frame, lists, once, only


def day_of(as_of: int) -> date:
    """The day of the run, by which exchange rates are chosen."""
    return datetime.fromtimestamp(as_of, UTC).date()


def stale_rates(policy: Policy, floors: Frame, as_of: int) -> Iterator[StaleRate]:
    """The rates by which amounts of the run were exchanged, each with its age."""
    abroad = only(floors, floors["written"] != floors["currency"])
    used = set(zip(abroad["written"], abroad["currency"], strict=True))
    today = day_of(as_of)
    for (one, other), (_, day) in sorted(policy.floors.rates(today).items()):
        if (one, other) in used:
            place = line_of(policy, ("floors", "exchange_rates"))
            yield StaleRate(one, other, day.isoformat(), (today - day).days, place)


def unused_settings(
    policy: Policy, listings: Frame, promotions: Frame, rows: FloorRows
) -> Iterator[UnusedSetting]:
    """Brands, tags, campaigns and overrides of the policy that nothing in the run is of."""
    for brand in policy.floors.brands:
        if not rows.of_brand(brand).any():
            reason = say("No listing is of the brand {brand}.", brand=brand)
            yield UnusedSetting(
                f"floors.brands.{brand}", reason, line_of(policy, ("floors", "brands", brand))
            )
    for tag in policy.floors.tags:
        if not rows.with_tag(tag).any():
            reason = say("No row of a floors sheet has the tag {tag}.", tag=tag)
            yield UnusedSetting(f"floors.tags.{tag}", reason, line_of(policy, ("floors", "tags", tag)))
    clearances = policy.floors.clearance
    ids = frozenset(promotions["id"]) if clearances else frozenset()
    for at, clearance in enumerate(clearances):
        for name in clearance.promotions:
            if name not in ids:
                reason = say("No promotion has the id {name}.", name=name)
                place = line_of(policy, ("floors", "clearance", at))
                yield UnusedSetting(f"floors.clearance.{at + 1}.promotions", reason, place)
    yield from _overrides(policy, listings, rows)


def _overrides(policy: Policy, listings: Frame, rows: FloorRows) -> Iterator[UnusedSetting]:
    entries = policy.overrides.entries
    if not entries:
        return
    places = once(listings.assign(brand=rows.brands), *SHOP, "brand")
    spoken = {at for place in lists(places, *places.columns) for at in overriding(policy, *place)}
    for at in sorted(set(range(len(entries))) - spoken):
        file, _, line = entries[at].of(()).rpartition(":")
        reason = say("No listing is of the store, marketplace and brand that it names.")
        yield UnusedSetting(f"overrides.{at + 1}", reason, Place(file, None, int(line)))


def line_of(policy: Policy, path: Path) -> Place:
    """The line on which a part of the policy stands."""
    file, _, line = (policy.written.of(path) or f"{policy.source.path}:0").rpartition(":")
    return Place(file, None, int(line) or None)
