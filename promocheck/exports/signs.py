"""Currency signs: which of them stand for which currency."""

from __future__ import annotations

from typing import Final

# How each currency is signed besides its ISO code; `$` is any dollar or peso, `¥` yen or yuan, `kr` any crown.
_WRITTEN: Final = {
    "USD": "$ US$ 美元 美金",
    "CAD": "$ C$ CA$ CAD$ 加元",
    "AUD": "$ A$ AU$ 澳元",
    "NZD": "$ NZ$",
    "MXN": "$ MX$",
    "SGD": "$ S$ SG$",
    "HKD": "$ HK$",
    "TWD": "$ NT$ 元",
    "CLP": "$",
    "COP": "$",
    "ARS": "$",
    "BRL": "R$",
    "GBP": "£ 英镑",
    "EUR": "€ 欧元",
    "JPY": "¥ ￥ JP¥ 円 日元",
    "CNY": "¥ ￥ CN¥ RMB 元 人民币",
    "INR": "₹ Rs Rs.",
    "SEK": "kr kr.",
    "NOK": "kr kr.",
    "DKK": "kr kr.",
    "PLN": "zł zl",
    "CZK": "Kč",
    "HUF": "Ft",
    "RON": "lei",
    "TRY": "₺ TL",
    "CHF": "Fr.",
    "RUB": "₽",
    "ILS": "₪",
    "THB": "฿",
    "VND": "₫ đ",
    "PHP": "₱",
    "KRW": "₩",
    "IDR": "Rp",
    "MYR": "RM",
    "ZAR": "R",
    "AED": "د.إ د.إ. Dhs Dhs.",
    "SAR": "ر.س ر.س. SR ﷼ ⃁",
    "EGP": "E£ LE ج.م ج.م.",
    "KWD": "د.ك د.ك. KD",
    **dict.fromkeys(("BHD", "OMR", "JOD", "TND", "QAR"), ""),
}
# A sign or a code, in small letters → the currencies that it stands for.
CURRENCIES: Final = {
    sign: frozenset(
        code for code, signs in _WRITTEN.items() if sign in {code.casefold(), *signs.casefold().split()}
    )
    for each, written in _WRITTEN.items()
    for sign in (each.casefold(), *written.casefold().split())
}


def currency_named(text: str) -> str:
    """The code of a currency by its code or by a sign or name that is its alone (美元, US$); else the text in capitals."""
    named = CURRENCIES.get(text.casefold(), frozenset())
    return next(iter(named)) if len(named) == 1 else text.upper()
