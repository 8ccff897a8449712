"""Runs as documents: JSON in one canonical form, so that equal runs are equal bytes and a hash of them means something."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from promocheck.model.finding import Severity
from promocheck.model.kind import Switch
from promocheck.model.money import Money, Percent
from promocheck.model.run import Campaign, File, Run, Seen, Worst
from promocheck.model.weaker import Weaker

Head = dict[str, Any]

_PRICES: Final = ("selling", "price", "documented", "floor")
_AMOUNTS: Final = ("price", "floor", "loss", "others_price")  # of a finding
_FEW_HAVE: Final = ("also_on", "others", "others_price")  # nearly no finding, and entries of old noted none
_DERIVED: Final = frozenset({"files", "counts", "promoted", "weaker"})


def canonical(value: Any) -> str:
    """JSON with sorted keys, without needless blanks, in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def head_of(run: Run) -> Head:
    """What a run says of itself, without what it found."""
    return {
        "at": run.at,
        "as_of": run.as_of,
        "who": run.who,
        "tool": run.tool,
        "verdict": run.verdict,
        "exit_code": run.exit_code,
        "policy": run.policy,
        "policy_sha256": run.policy_sha256,
        "terms": run.terms,
        "counts": run.counts(),
        "promoted": len(run.prices),
        "files": [_fields(each) for each in run.files],
        **({} if run.weaker is None else {"weaker": [_fields(each) for each in run.weaker]}),
        **({} if run.asks_approval is None else {"asks_approval": run.asks_approval}),
        **({"names_all": True} if run.names_all else {}),
    }


def weaker_of(head: Mapping[str, Any]) -> tuple[Weaker, ...] | None:
    """The rules that a run's policy let weigh less than shipped; None where the entry does not say."""
    noted = head.get("weaker")
    return None if noted is None else tuple(map(_weaker, noted))


def _weaker(fields: Head) -> Weaker:
    scope = tuple((str(key), tuple(map(str, names))) for key, names in fields["scope"])
    return Weaker(**{**fields, "scope": scope})


def findings_of(run: Run) -> str:
    """The findings, one a line, by fingerprint: their order in a report depends on nothing that matters later."""
    return _lines(sorted(map(_finding, run.findings)))


def prices_of(run: Run) -> str:
    """The prices, one a line, by SKU."""
    return _lines(sorted(map(_price, run.prices)))


def campaigns_of(run: Run) -> str:
    """The campaigns, one a line, by store, marketplace and id."""
    return _lines(sorted(map(_campaign, run.campaigns)))


def run_of(head: Head, findings: str, prices: str, campaigns: str) -> Run:
    """The run that these documents tell."""
    fields = {name: value for name, value in head.items() if name not in _DERIVED}
    return Run(
        **fields,
        files=tuple(File(**each) for each in head["files"]),
        weaker=weaker_of(head),
        findings=tuple(_seen(json.loads(line)) for line in findings.splitlines()),
        prices=tuple(_worst(json.loads(line)) for line in prices.splitlines()),
        campaigns=tuple(_read_campaign(json.loads(line)) for line in campaigns.splitlines()),
    )


def packed(text: str) -> bytes:
    """A document as it is stored."""
    return zlib.compress(text.encode("ascii"))


def unpacked(data: bytes) -> str:
    """A stored document. Raises `zlib.error` or `ValueError` where it is none."""
    return zlib.decompress(data).decode("ascii")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _fields(value: Any) -> Head:
    return {name: getattr(value, name) for name in value.__slots__}


def _finding(seen: Seen) -> str:
    fields = _fields(seen)
    money = {name: _amount(fields[name]) for name in _AMOUNTS}
    said = {**fields, **money, "severity": seen.severity.value}
    return canonical({name: value for name, value in said.items() if value or name not in _FEW_HAVE})


def _price(worst: Worst) -> str:
    fields = _fields(worst)
    money = {name: _amount(fields[name]) for name in _PRICES}
    return canonical({**fields, **money})


def _seen(fields: Head) -> Seen:
    money = {name: _money(fields.get(name)) for name in _AMOUNTS}
    return Seen(
        **{
            **fields,
            **money,
            "severity": Severity(fields["severity"]),
            "promotions": tuple(fields["promotions"]),
            **{name: tuple(fields.get(name, ())) for name in ("also_on", "others")},
        }
    )


def _worst(fields: Head) -> Worst:
    money = {name: _money(fields[name]) for name in _PRICES}
    rows = tuple((str(promotion), str(digest)) for promotion, digest in fields["rows"])
    return Worst(**{**fields, **money, "promotions": tuple(fields["promotions"]), "rows": rows})


def _campaign(campaign: Campaign) -> str:
    value = campaign.value
    said = value.basis_points if isinstance(value, Percent) else _amount(value)
    fields = {**_fields(campaign), "value": said}
    if (
        not campaign.cancelled
    ):  # as it was written before anybody noted it: an approval is of these very bytes
        del fields["cancelled"]
    return canonical(fields)


def _read_campaign(fields: Head) -> Campaign:
    said = fields["value"]
    value = Percent(said) if isinstance(said, int) else _money(said)
    switches = {name: Switch(fields[name]) for name in ("once", "stackable")}
    return Campaign(**{**fields, **switches, "value": value})


def _amount(money: Money | None) -> list[int | str] | None:
    return None if money is None else [money.minor, money.currency]


def _money(amount: list[Any] | None) -> Money | None:
    return None if amount is None else Money(int(amount[0]), str(amount[1]))
