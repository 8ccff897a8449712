"""waivers.yaml → waivers: a list of accepted findings, each whole and none twice, or a fault at its line."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from promocheck.model.errors import PolicyFault
from promocheck.model.marketplace import BY_CODE, find_marketplace
from promocheck.model.money import digits_of, money_of
from promocheck.model.place import Place
from promocheck.model.refusal import refusal
from promocheck.model.text import Text, say
from promocheck.model.waiver import Waiver, Waivers
from promocheck.policy.check import Check, RuleTypes
from promocheck.policy.documents import values_in
from promocheck.policy.floors import NO_MARKETPLACE
from promocheck.policy.section import Section
from promocheck.policy.wording import expected
from promocheck.policy.yaml_lines import twice

_A_DATE: Final = re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}")
_AN_AMOUNT: Final = re.compile(r"[0-9]{1,13}(\.[0-9]{1,9})?")


def _filled(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        message = "expected " + say("text that is not blank").template
        raise ValueError(message)
    return value


def _marketplace(value: Any) -> Any:
    found = find_marketplace(value) if isinstance(value, str) else None
    if isinstance(value, str) and found is None:
        message = f"{NO_MARKETPLACE.template} Known: {', '.join(BY_CODE)}"
        raise ValueError(message)
    return found.code if found else value


def _date(value: Any) -> Any:
    try:
        return date.fromisoformat(value if _A_DATE.fullmatch(value) else "")
    except (TypeError, ValueError):
        message = "expected " + say("a date such as 2026-12-31").template
        raise ValueError(message) from None


def _plain_number(value: Any) -> Any:
    # In quotes it stands in JSON reports, from which it is copied. Of other texts pydantic would read 'NaN' and 1e5 too.
    if isinstance(value, str) and not _AN_AMOUNT.fullmatch(value):
        message = "expected " + say("an amount such as 12.50").template
        raise ValueError(message)
    return value


Words = Annotated[str, BeforeValidator(_filled)]


class WaiverEntry(Section):
    """One entry of the file, as it is written."""

    rule: Words
    store: Words | None = None
    marketplace: Annotated[str, BeforeValidator(_marketplace)]
    sku: Words
    promotions: tuple[Words, ...] | None = None
    not_below: Annotated[Decimal, BeforeValidator(_plain_number), Field(ge=0, le=10**12)]
    reason: Words
    owner: Words
    expires: Annotated[date, BeforeValidator(_date)]


class _WaiversCheck(Check):
    """Collects the faults of a waivers file."""

    whole = say("the waiver")

    def waivers(self, document: Any, shown: str, rule_types: RuleTypes) -> tuple[Waiver, ...]:
        """Every entry that holds together; the others leave faults."""
        if not isinstance(document, list | None):
            self.faults.append((1, expected(say("a list of waivers, each begun with a dash"), document)))
            return ()
        found: dict[Any, Waiver] = {}
        for index, value in enumerate(document or ()):
            entry = self.section(WaiverEntry, value, (index,))
            waiver = self._waiver(entry, index, shown, rule_types) if entry is not None else None
            if waiver is not None and found.setdefault(waiver.thing, waiver) is not waiver:
                first = found[waiver.thing].place.row
                self._fault(
                    (index,),
                    twice(
                        say(
                            "{rule} of {sku} in {marketplace}",
                            rule=waiver.name,
                            sku=waiver.sku,
                            marketplace=waiver.marketplace,
                        ),
                        first or 0,
                    ),
                )
        return tuple(found.values())

    def _waiver(self, entry: WaiverEntry, index: int, shown: str, rule_types: RuleTypes) -> Waiver | None:
        names = {name: rule for rule, (name, _) in rule_types.items()}
        rule = names.get(entry.rule, entry.rule)
        currency = BY_CODE[entry.marketplace].currency
        lowest = money_of(entry.not_below, currency)
        if rule not in rule_types:
            self._unknown((index, "rule"), say("rule"), rule, (*names, *rule_types))
        if lowest is None:
            self._fault((index, "not_below"), expected(_amount_of(currency), entry.not_below))
        if rule not in rule_types or lowest is None:
            return None
        place = Place(shown, None, self._lines[index,])
        given = {"rule", "not_below"}
        kept = {name: getattr(entry, name) for name in WaiverEntry.model_fields if name not in given}
        return Waiver(rule=rule, name=rule_types[rule][0], not_below=lowest, place=place, **kept)


def _amount_of(currency: str) -> Text:
    digits = digits_of(currency)
    return (
        say("an amount in {currency}, with at most {digits} decimals", currency=currency, digits=digits)
        if digits
        else say("an amount in whole {currency}", currency=currency)
    )


def load_waivers(path: str, rule_types: RuleTypes) -> Waivers:
    """The waivers at `path`; none where there is no such file, and then nothing is accepted.

    Raises `PolicyFault` for a file that does not hold together.
    """
    try:
        raw = Path(path).read_bytes()
    except FileNotFoundError:
        return Waivers(path)
    except OSError as error:
        raise PolicyFault(path, [(None, say("cannot be read: {why}", why=refusal(error)))]) from None
    return parse_waivers(path, raw, rule_types)


def parse_waivers(shown: str, raw: bytes, rule_types: RuleTypes) -> Waivers:
    """The waivers in `raw`; `shown` is the path they and their faults are named by. Raises `PolicyFault`."""
    document, lines = values_in(shown, raw)
    check = _WaiversCheck(lines)
    entries = check.waivers(document, shown, rule_types)
    if check.faults:
        raise PolicyFault(shown, check.faults)
    return Waivers(shown, hashlib.sha256(raw).hexdigest(), entries)
