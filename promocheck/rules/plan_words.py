"""A plan's row and what is set up, both in one sentence, and what to do about it."""

from __future__ import annotations

from typing import Any

from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.rules.evidence import Evidence
from promocheck.rules.planning import Plan
from promocheck.rules.telling import named
from promocheck.tables import NO_COUNT, NO_END, NO_MONEY, NO_START
from promocheck.tables.frames import Columns


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The sentences, both values in each, and what to do."""

    evidence: Evidence
    plan: Plan

    def kind(self, mine: int, row: int) -> tuple[Text, Text]:
        """Another kind."""
        kind = label_of(Kind(self.plan.rows.number("kind", mine)).word)
        message = say("Plan {plan} means a {kind}, and {who} is set up.", kind=kind, **self._who(mine, row))
        return message, say("Set up a {kind} instead, or correct the plan.", kind=kind)

    def discount(self, mine: int, row: int) -> tuple[Text, Text]:
        """Another discount."""
        meant, found = terms(self.plan.rows, mine), terms(self.evidence.promotions, row)
        message = say(
            "{who} is set up with {found}; plan {plan} means {meant}.",
            found=found,
            meant=meant,
            **self._who(mine, row),
        )
        return message, say("Set it to {meant}, or correct the plan.", meant=meant)

    def window(self, mine: int, row: int) -> tuple[Text, Text]:
        """Another window."""
        meant, found = window(self.plan.rows, mine), window(self.evidence.promotions, row)
        message = say(
            "{who} is set up {found}; plan {plan} means {meant}.",
            found=found,
            meant=meant,
            **self._who(mine, row),
        )
        return message, say("Set its dates to those of the plan, or correct the plan.")

    def terms(self, mine: int, row: int, said: tuple[Text, Text]) -> tuple[Text, Text]:
        """Another code, other buyers, or another setting of what it may be combined with."""
        meant, found = said
        message = say(
            "{who} is set up otherwise than plan {plan} says: {found} instead of {meant}.",
            found=found,
            meant=meant,
            **self._who(mine, row),
        )
        return message, say("Set it up as the plan says, or correct the plan.")

    def units(self, mine: int, row: int) -> tuple[Text, Text]:
        """Other units."""
        meant, found = self.plan.rows.number("units", mine), self.evidence.promotions.number("units", row)
        said = say("is for {units} units", units=found) if found != NO_COUNT else say("names no units")
        message = say(
            "{who} {said}; plan {plan} means {meant}.", said=said, meant=meant, **self._who(mine, row)
        )
        return message, say("Commit {meant} units, or correct the plan.", meant=meant)

    def owner(self, mine: int, row: int) -> tuple[Text, Text]:
        """Another owner."""
        meant, found = self.plan.rows.text("owner", mine), self.evidence.promotions.text("owner", row)
        message = say(
            "{who} is {found}'s; plan {plan} names {meant}.", found=found, meant=meant, **self._who(mine, row)
        )
        return message, say("Say whose it is: correct the owner in the promotion or in the plan.")

    def _who(self, mine: int, row: int) -> dict[str, Any]:
        return {"plan": self.plan.rows.text("plan_id", mine), "who": named(self.evidence, row)}


def terms(rows: Columns, row: int) -> Text:
    """A discount in words, with what has to be bought for it."""
    currency = BY_CODE[rows.text("marketplace", row)].currency
    form, value = Form(rows.number("form", row)), rows.number("value", row)
    amount = Percent(value) if form is Form.PERCENT else Money(value, currency)
    said = (
        say("{amount} off", amount=amount)
        if form is not Form.PRICE
        else say("a price of {amount}", amount=amount)
    )
    if value == NO_MONEY:
        said = say("no discount that the export names")
    buy, get, least, spend = (
        rows.number(name, row) for name in ("buy_quantity", "get_quantity", "min_quantity", "min_spend")
    )
    if buy:
        said = say("{said}, buy {buy} get {get}", said=said, buy=buy, get=get)
    if least > 1:
        said = say("{said}, from {least} units", said=said, least=least)
    return say("{said}, from {spend}", said=said, spend=Money(spend, currency)) if spend else said


def window(rows: Columns, row: int) -> Text:
    """From when until when, on the marketplace's clock."""
    zone = BY_CODE[rows.text("marketplace", row)].zone
    start, end = (rows.number(name, row) for name in ("start", "end"))
    begins = say("without a start") if start == NO_START else say("from {start}", start=Instant(start, zone))
    ends = say("without an end") if end == NO_END else say("to {end}", end=Instant(end, zone))
    return say("{begins} {ends}", begins=begins, ends=ends)
