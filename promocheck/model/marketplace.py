"""Marketplaces: code, marketplace id, clock and currency.

Amazon's, and the countries in which other platforms (Taobao, Shopee, Lazada, TikTok Shop, Coupang, noon) have shops; the
latter have no id but their code.
Ids: Amazon Selling Partner API, "Marketplace IDs". Clocks: the North American stores run on Pacific time in
Seller Central (coupon windows of US exports start at 07:00Z in summer); elsewhere the store's own capital.
"""

from __future__ import annotations

from typing import Final

from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One store front: its clock decides what a day is, its currency what a price is.

    `day_first` says how the marketplace writes a numeric date: 31/12/2026 or 12/31/2026. None: both in Canada, and where
    the year stands first neither. `decimal_comma` whether people there write 19,99 (Unicode CLDR); files of those shops
    come with either mark.
    """

    code: str
    id: str
    zone: str
    currency: str
    day_first: bool | None = True
    decimal_comma: bool = False


MARKETPLACES: Final = (
    Marketplace("US", "ATVPDKIKX0DER", "America/Los_Angeles", "USD", day_first=False),
    Marketplace("UK", "A1F83G8C2ARO7P", "Europe/London", "GBP"),
    Marketplace("DE", "A1PA6795UKMFR9", "Europe/Berlin", "EUR", decimal_comma=True),
    Marketplace("FR", "A13V1IB3VIYZZH", "Europe/Paris", "EUR", decimal_comma=True),
    Marketplace("IT", "APJ6JRA9NG5V4", "Europe/Rome", "EUR", decimal_comma=True),
    Marketplace("ES", "A1RKKUPIHCS9HS", "Europe/Madrid", "EUR", decimal_comma=True),
    Marketplace("NL", "A1805IZSGTT6HS", "Europe/Amsterdam", "EUR", decimal_comma=True),
    Marketplace("SE", "A2NODRKZP88ZB9", "Europe/Stockholm", "SEK", decimal_comma=True),
    Marketplace("PL", "A1C3SOZRARQ6R3", "Europe/Warsaw", "PLN", decimal_comma=True),
    Marketplace("BE", "AMEN7PMS3EDWL", "Europe/Brussels", "EUR", decimal_comma=True),
    Marketplace("IE", "A28R8C7NBKEWEA", "Europe/Dublin", "EUR"),
    Marketplace("JP", "A1VC38T7YXB528", "Asia/Tokyo", "JPY", day_first=None),
    Marketplace("CA", "A2EUQ1WTGCTBG2", "America/Los_Angeles", "CAD", day_first=None),
    Marketplace("MX", "A1AM78C64UM0Y8", "America/Los_Angeles", "MXN"),
    Marketplace("BR", "A2Q3Y263D00KWC", "America/Sao_Paulo", "BRL", decimal_comma=True),
    Marketplace("AU", "A39IBJ37TRP1C6", "Australia/Sydney", "AUD"),
    Marketplace("IN", "A21TJRUUN4KGV", "Asia/Kolkata", "INR"),
    Marketplace("AE", "A2VIGQ35RCS4UG", "Asia/Dubai", "AED"),
    Marketplace("SA", "A17E79C6D8DWNP", "Asia/Riyadh", "SAR"),
    Marketplace("SG", "A19VAU5U5O7RUS", "Asia/Singapore", "SGD"),
    Marketplace("TR", "A33AVAJ2PDY3EV", "Europe/Istanbul", "TRY", decimal_comma=True),
    Marketplace("EG", "ARBP9OOSHTCHU", "Africa/Cairo", "EGP"),
    Marketplace("ZA", "AE08WJ6YKNBMC", "Africa/Johannesburg", "ZAR"),
    Marketplace("CN", "CN", "Asia/Shanghai", "CNY", day_first=None),
    Marketplace("HK", "HK", "Asia/Hong_Kong", "HKD"),
    Marketplace("TW", "TW", "Asia/Taipei", "TWD", day_first=None),
    Marketplace("KR", "KR", "Asia/Seoul", "KRW", day_first=None),
    Marketplace("TH", "TH", "Asia/Bangkok", "THB"),
    Marketplace("VN", "VN", "Asia/Ho_Chi_Minh", "VND", decimal_comma=True),
    Marketplace("PH", "PH", "Asia/Manila", "PHP", day_first=False),
    Marketplace("MY", "MY", "Asia/Kuala_Lumpur", "MYR"),
    Marketplace("ID", "ID", "Asia/Jakarta", "IDR", decimal_comma=True),
    Marketplace("CL", "CL", "America/Santiago", "CLP", decimal_comma=True),
    Marketplace("CO", "CO", "America/Bogota", "COP", decimal_comma=True),
    Marketplace("KW", "KW", "Asia/Kuwait", "KWD"),
    Marketplace("BH", "BH", "Asia/Bahrain", "BHD"),
    Marketplace("OM", "OM", "Asia/Muscat", "OMR"),
)

BY_CODE: Final = {marketplace.code: marketplace for marketplace in MARKETPLACES}
_BY_NAME: Final = {
    **BY_CODE,
    **{marketplace.id: marketplace for marketplace in MARKETPLACES},
    "GB": BY_CODE["UK"],  # the ISO code, which people write too
}
NAMES_BESIDE_CODES: Final = tuple(name for name in _BY_NAME if name not in BY_CODE)


def find_marketplace(name: str) -> Marketplace | None:
    """The marketplace with this code or id, however it is cased."""
    return _BY_NAME.get(name.strip().upper())
