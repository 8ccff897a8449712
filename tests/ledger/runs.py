"""Runs to write down: a shop of three SKUs, of which two are too cheap."""

from __future__ import annotations

from typing import Any, Final

from promocheck.model.finding import Severity, fingerprint
from promocheck.model.kind import Switch
from promocheck.model.money import Money, Percent
from promocheck.model.run import Campaign, File, Run, Seen, Worst

NOON: Final = 1_796_212_800  # 2026-12-02 12:00 UTC


COUPON: Final = Campaign(
    None, "US", "C1", "Winter sale", "coupon", "percent", Percent(2000), NOON, NOON + 86_400, None, 2,
    Switch.YES, Switch.UNKNOWN, "Kim",
)  # fmt: skip
DEAL: Final = Campaign(
    None, "US", "D1", None, "best_deal", "price", Money(9000, "USD"), None, None, 100, None,
    Switch.UNKNOWN, Switch.NO, None,
)  # fmt: skip


def usd(text: str) -> Money:
    return Money(int(text.replace(".", "")), "USD")


def seen(sku: str, price: str, *promotions: str, **changes: Any) -> Seen:
    """A price below its floor of 60.00."""
    fields: dict[str, Any] = {
        "fingerprint": fingerprint("PC101", sku, price, *promotions),
        "rule": "PC101",
        "name": "below-floor",
        "severity": Severity.ERROR,
        "trust": False,
        "store": None,
        "marketplace": "US",
        "sku": sku,
        "promotions": promotions or ("C1",),
        "start": NOON,
        "end": NOON + 86_400,
        "price": usd(price),
        "floor": usd("60.00"),
        "loss": None,
        "owner": "Kim",
        "waived": False,
    }
    return Seen(**fields | changes)


def worst(sku: str, price: str, *rows: tuple[str, str], listing: str = "d" * 32) -> Worst:
    return Worst(
        None,
        "US",
        sku,
        usd("100.00"),
        usd(price),
        usd(price),
        usd("60.00"),
        ("C1",),
        listing,
        rows or (("C1", "r" * 32),),
    )


def run(*findings: Seen, at: int = NOON, **changes: Any) -> Run:
    fields: dict[str, Any] = {
        "at": at,
        "as_of": at,
        "who": "kim@desk",
        "tool": "0.1.0",
        "verdict": "findings" if findings else "clear",
        "exit_code": 1 if findings else 0,
        "policy": "rules.yaml",
        "policy_sha256": "p" * 64,
        "terms": "t" * 64,
        "files": (File("exports/coupons.csv", None, "c" * 64, "promotions-sheet", 3, 3, draft=False),),
        "findings": findings,
        "prices": (worst("A-1", "50.00"), worst("水杯-2", "70.00")),
        "campaigns": (COUPON, DEAL),
    }
    return Run(**fields | changes)
