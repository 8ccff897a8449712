"""Legitimate variants of the files that sellers really have, and what has to be read from each.

The yardstick for false refusals, written as if from outside: the bytes are made with csv, json, openpyxl, xlwt and
zipfile, never with the product's own code, and what is expected was worked out by hand. Header rows are those of
real exports; the rows are one small shop in many dresses. Winter dates, so that a day's midnight in UTC is one fixed
offset away; windows in summer are written out.

Money is in minor units, a percentage in basis points, an instant `2026-12-01 08:00` in UTC, None is a blank.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import openpyxl
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A row of the listings table; `tier` is the deepest one for businesses: form, value, from how many units."""

    sku: str
    price: int | None
    asin: str = ""
    title: str = ""
    marketplace: str = "US"
    store: str = ""
    sale_price: int | None = None
    sale_start: str | None = None
    sale_end: str | None = None
    list_price: int | None = None
    min_price: int | None = None
    business_price: int | None = None
    tier: tuple[str, int, int] | None = None
    points: int | None = None
    parent_asin: str = ""
    owner: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Promotion:
    """A row of the promotions table with its targets; `value` is minor units, or basis points off."""

    kind: str
    form: str
    value: int
    targets: tuple[str, ...]
    start: str | None
    end: str | None
    name: str = ""
    marketplace: str = "US"
    store: str = ""
    owner: str = ""
    status: str = "COUNTS"
    canceled_at: str | None = None
    switch: str = "UNKNOWN"
    coded: bool = False
    claim_code: str = ""
    combinability: str = "PREFERENTIAL"
    min_quantity: int = 1
    min_spend: int = 0
    for_business: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Floor:
    """A row of the floors table."""

    sku: str
    floor: int | None = None
    cost: int | None = None
    fees: int | None = None
    min_margin: int | None = None
    min_percent_of_price: int | None = None
    currency: str = "USD"
    marketplace: str = "US"
    store: str = ""
    owner: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """Files in a folder, and exactly the rows that are in them.

    A table that is None is not compared. `recognised` files must have a layout and this many rows (None: any number),
    all of them read; what becomes of their rows is not compared. `ignore` are fields that are not compared.
    """

    name: str
    files: Mapping[str, bytes]
    listings: tuple[Listing, ...] | None = ()
    promotions: tuple[Promotion, ...] | None = ()
    floors: tuple[Floor, ...] | None = ()
    recognised: Mapping[str, int | None] = field(default_factory=dict)
    marketplace: str | None = "US"
    ignore: frozenset[str] = frozenset()


# --- Bytes ---------------------------------------------------------------------------


def grid(text: str) -> list[list[str]]:
    """Lines of `a | b | c` as rows of cells."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def heads_of(text: str, separator: str | None = None) -> list[str]:
    """A header row from its names."""
    return text.split(separator)


def joined(rows: Rows, end: str = "\n") -> str:
    """Rows as Amazon writes its reports: tabs, and no quote that means anything."""
    return "".join("\t".join(row) + end for row in rows)


def tabs(rows: Rows, encoding: str = "utf-8", end: str = "\n") -> bytes:
    """The same, encoded."""
    return joined(rows, end).encode(encoding)


def quoted(rows: Rows, separator: str = ",", end: str = "\r\n") -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def sheet(rows: Rows, separator: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """The same, encoded."""
    return quoted(rows, separator, end).encode(encoding)


def excel_text(rows: Rows) -> str:
    """Rows as Excel saves them as text: tabs, cells with a comma, a quote or a line break in quotes, CRLF."""

    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if re.search(r'[,"\n\t]', value) else value

    return "".join("\t".join(map(cell, row)) + "\r\n" for row in rows)


def utf16(text: str, *, big: bool = False) -> bytes:
    """UTF-16 with its byte order mark."""
    if big:
        return codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le")


def xlsx(
    sheets: Mapping[str, Rows],
    formats: Mapping[str, str] | None = None,
    *,
    macros: bool = False,
    since_1904: bool = False,
) -> bytes:
    """A workbook; `formats` are number formats by cell, of the first sheet. With macros it is an XLSM."""
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        made = book.create_sheet(title)
        for row in rows:
            made.append([None if value == "" else value for value in row])
    for cell, number_format in (formats or {}).items():
        book.worksheets[0][cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return with_macros(out.getvalue()) if macros else out.getvalue()


def with_macros(data: bytes) -> bytes:
    """The workbook with the content type of one that may hold macros."""
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name, content.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            )
    return out.getvalue()


def xls(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook of the old kind."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    moment = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")
    for title, rows in sheets.items():
        made = book.add_sheet(title)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    made.write(at, column, value, moment)
                elif isinstance(value, date):
                    made.write(at, column, value, day)
                elif value != "":
                    made.write(at, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


def typed(rows: Rows) -> list[list[Any]]:
    """Rows as they stand in a workbook: numbers, days and times have cells of their own kind, SKUs and ids are text."""

    def cell(text: str) -> Any:
        if _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else text

    return [list(rows[0]), *([cell(text) for text in row] for row in rows[1:])]


# --- The shop ------------------------------------------------------------------------

# Hours that the marketplace's clock is ahead of UTC in winter.
AHEAD: Final = {
    "US": -8,
    "UK": 0,
    "DE": 1,
    "FR": 1,
    "IT": 1,
    "ES": 1,
    "PL": 1,
    "TR": 3,
    "SA": 3,
    "AE": 4,
    "JP": 9,
}
TITLES: Final = {
    "US": ("Brass lamp, 40 cm", "Desk | oak", 'Rug 72" wool'),
    "UK": ("Brass lamp, 40 cm", "Desk – oak", "Rug £-shaped"),
    "DE": ("Stehlampe für große Räume", "Schreibtisch Größe L – Eiche", "Teppich, hell"),
    "FR": ("Lampe à poser, laiton doré", "Bureau en chêne", "Tapis œillet"),
    "IT": ("Lampada d'ottone, qualità", "Scrivania così", "Tappeto più grande"),
    "ES": ("Lámpara de latón", "Escritorio pequeño", "Alfombra señorial"),
    "PL": ("Lampa mosiężna", "Biurko dębowe", "Dywan wełniany"),
    "TR": ("Pirinç lamba", "Meşe çalışma masası", "Yün halı ığdır"),
    "SA": ("مصباح نحاسي", "مكتب خشبي", "سجادة صوف"),
    "AE": ("مصباح نحاسي", "مكتب خشبي", "سجادة صوف"),
    "JP": ("髙級ランプ①", "机 オーク～大", "ウールラグ"),
    "CN": ("黄铜台灯，40厘米", "橡木书桌", "羊毛地毯"),
}


def shop(marketplace: str = "US", titles: str = "") -> tuple[Listing, ...]:
    """Three listings; one SKU has a blank in it, one price needs a thousands separator."""
    lamp, desk, rug = TITLES[titles or marketplace]
    return (
        Listing("LAMP-1", 2999, "B0LAMP0001", lamp, marketplace),
        Listing("DESK 2", 14900, "B0DESK0002", desk, marketplace),
        Listing("RUG_3", 123450, "B0RUGS0003", rug, marketplace),
    )


USED: Final = Listing('amzn.gr."LAMP-1"-', 1950, "B0LAMP0001", "Brass lamp, used")
INCOMPLETE: Final = Listing("VASE-4", None, "B0VASE0004", "Vase")


def bare(listings: Sequence[Listing], *fields: str) -> tuple[Listing, ...]:
    """The listings as a file has them that lacks these columns."""
    blank: dict[str, Any] = dict.fromkeys(fields, "")
    return tuple(replace(each, **blank) for each in listings)


def midnight(marketplace: str, day: str, days: int = 0) -> str:
    """The local midnight at which a winter day starts, in UTC."""
    local = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=days)
    return f"{local - timedelta(hours=AHEAD[marketplace]):%Y-%m-%d %H:%M}"


def days(marketplace: str, first: str, last: str) -> tuple[str, str]:
    """From the first day's midnight to the end of the last day."""
    return midnight(marketplace, first), midnight(marketplace, last, 1)


def amount(minor: int | None, marketplace: str, point: str = ".", group: str = "") -> str:
    """A price as reports write it: no decimals where there are none."""
    if minor is None:
        return ""
    whole, cents = (minor, 0) if marketplace == "JP" else divmod(minor, 100)
    return f"{whole:,}".replace(",", group) + (f"{point}{cents:02}" if cents else "")


# --- Amazon's listing reports --------------------------------------------------------

ALL: Final = heads_of(
    "item-name item-description listing-id seller-sku price quantity open-date image-url item-is-marketplace "
    "product-id-type zshop-shipping-fee item-note item-condition zshop-category1 zshop-browse-path "
    "zshop-storefront-feature asin1 asin2 asin3 will-ship-internationally expedited-shipping zshop-boldface product-id "
    "bid-for-featured-placement add-delete pending-quantity fulfillment-channel merchant-shipping-group status"
)
ALL_2025: Final = [*ALL, "Minimum order quantity", "Sell remainder"]
ACTIVE: Final = ALL[:-1]
_QUANTITY_PRICES: Final = [
    name for level in range(1, 6) for name in (f"Quantity Lower Bound {level}", f"Quantity Price {level}")
]
_PROGRESSIVE: Final = [
    "Progressive Price Type",
    *(
        name
        for level in range(1, 4)
        for name in (f"Progressive Lower Bound {level}", f"Progressive Price {level}")
    ),
]
_B2B: Final = ["Business Price", "Quantity Price Type", *_QUANTITY_PRICES]
ACTIVE_B2B: Final = [*ALL[:27], *_B2B, "merchant-shipping-group", *_PROGRESSIVE]
ACTIVE_FR: Final = [
    *heads_of(
        "item-name listing-id seller-sku price quantity open-date product-id-type item-note item-condition "
        "will-ship-internationally expedited-shipping product-id pending-quantity fulfillment-channel"
    ),
    *_B2B,
    "merchant-shipping-group",
    *_PROGRESSIVE,
]
OPEN: Final = ["seller-sku", "asin1", "price", "quantity"]


def pairs(text: str) -> dict[str, str]:
    """`name=localized | name=localized` as a mapping."""
    return dict(pair.strip().split("=", 1) for pair in text.split("|"))


# The localized headers of real exports; what a language lacks stays English, as in real files of mixed language.
LOCALES: Final = {
    "de": pairs(
        "item-name=Artikelbezeichnung | item-description=Artikelbeschreibung | listing-id=Angebotsnummer | "
        "seller-sku=Händler-SKU | price=Preis | quantity=Menge | open-date=Erstellungsdatum | asin1=ASIN 1 | "
        "item-is-marketplace=Artikel ist Marketplace-Angebot | product-id-type=Produkt-ID-Typ | "
        "item-note=Anmerkung zum Artikel | item-condition=Artikelzustand | product-id=Produkt-ID | "
        "will-ship-internationally=Internationaler Versand | expedited-shipping=Expressversand | "
        "pending-quantity=Anzahl Bestellungen | fulfillment-channel=Versender | "
        "merchant-shipping-group=Händlerversandgruppe | status=Status | "
        "Minimum order quantity=Mindestbestellmenge | Sell remainder=Restposten verkaufen"
    ),
    "fr": pairs(
        "item-name=nom-produit | listing-id=id-offre | seller-sku=sku-vendeur | price=prix | quantity=quantité | "
        "open-date=date-ouverture | product-id-type=type-id-produit | item-note=note-état-article | "
        "item-condition=état-produit | will-ship-internationally=expédition-international | "
        "expedited-shipping=livraison-express | product-id=id-produit | fulfillment-channel=canal-traitement | "
        "merchant-shipping-group=groupe-expédition-vendeur | status=état | Sell remainder=Vendre le stock restant"
    ),
    "it": pairs(
        "item-name=Nome dell'articolo | item-description=Descrizione dell'articolo | listing-id=Numero offerta | "
        "seller-sku=SKU venditore | price=Prezzo | quantity=Quantità | open-date=Data di creazione | "
        "item-is-marketplace=Articolo per la vendita | product-id-type=Tipo di identificativo del prodotto | "
        "item-note=Note sull'articolo | item-condition=Condizione dell'articolo | asin1=ASIN 1 | "
        "will-ship-internationally=Spedizione internazionale | expedited-shipping=Spedizione Express | "
        "product-id=Identificativo del prodotto | add-delete=Aggiungi o elimina | "
        "pending-quantity=Quantità in sospeso | fulfillment-channel=Canale di gestione | "
        "merchant-shipping-group=gruppo-spedizione-venditore | status=stato | "
        "Minimum order quantity=Quantità minima per ordine | Sell remainder=Vendi rimanenze"
    ),
    "es": pairs(
        "item-name=Título del producto | item-description=Descripción del producto | price=Precio | "
        "listing-id=Identificador del listing | seller-sku=SKU del vendedor | quantity=Cantidad | "
        "open-date=Fecha de creación | item-is-marketplace=Producto para vender | "
        "product-id-type=Tipo de identificador de producto | item-note=Nota sobre el producto | "
        "item-condition=Estado del producto | status=estado | product-id=Identificador del producto | "
        "zshop-shipping-fee=Columna en desuso | expedited-shipping=Envío urgente | "
        "will-ship-internationally=Envío internacional | pending-quantity=Cantidad pendiente | "
        "fulfillment-channel=Canal de gestión logística | add-delete=Añadir o eliminar | "
        "Minimum order quantity=Cantidad de pedido mínima | Sell remainder=Vender las unidades restantes"
    ),
    "pl": pairs(
        "item-name=nazwa-produktu | item-description=opis-produktu | listing-id=identyfikator-oferty | "
        "seller-sku=sku-sprzedawcy | price=cena | quantity=ilość | open-date=data-otwarcia | "
        "item-is-marketplace=produkt-jest-(na)rynku | product-id-type=typ-identyfikatora-produktu | "
        "item-note=uwaga-o-produkcie | item-condition=stan-produktu | "
        "will-ship-internationally=wysyłka-międzynarodowa | expedited-shipping=przyspieszona-wysyłka | "
        "product-id=identyfikator-produktu | add-delete=dodaj-usuń | pending-quantity=ilość-oczekująca | "
        "fulfillment-channel=kanał-realizacji | merchant-shipping-group=grupa-wysyłki-sprzedawcy | "
        "Minimum order quantity=Maksymalna liczba zamówionych produktów | Sell remainder=Pozostało do sprzedaży"
    ),
    "tr": pairs(
        "item-name=item-name (ürün adı) | listing-id=listing-id (liste kaydı numarası) | "
        "seller-sku=seller-sku (satıcı sku) | price=price (fiyat) | quantity=quantity (adet) | "
        "open-date=open-date (yayınlanma tarihi) | product-id-type=product-id-type (ürün numarası türü) | "
        "item-note=item-note (ürün notu) | item-condition=item-condition (ürün durumu) | "
        "will-ship-internationally=will-ship-internationally (uluslararası gönderilir) | "
        "expedited-shipping=expedited-shipping (ekspres kargo) | product-id=product-id (ürün numarası) | "
        "pending-quantity=pending-quantity (bekleyen adet) | "
        "fulfillment-channel=fulfillment-channel (dağıtım kanalı) | "
        "merchant-shipping-group=merchant-shipping-group (satıcı kargo grubu) | status=durum | "
        "Minimum order quantity=Minimum sipariş adedi | Sell remainder=Elde kalanı sat"
    ),
    "ar": pairs(
        "item-name=اسم-المنتج | item-description=وصف-المنتج | listing-id=رقم-العرض | seller-sku=sku-البائع | "
        "price=السعر | quantity=الكمية | open-date=تاريخ-مفتوح | product-id-type=نوع-رقم-المنتج | "
        "item-note=ملاحظة-المنتج | item-condition=حالة-المنتج | expedited-shipping=شحن-مستعجل | "
        "product-id=رقم-المنتج | add-delete=إضافة-حذف | pending-quantity=كمية-منتظرة | "
        "fulfillment-channel=قناة-الشحن | status=الحالة"
    ),
    "zh": pairs(
        "item-name=商品名称 | item-description=商品描述 | seller-sku=卖家 SKU | price=价格 | quantity=数量 | "
        "open-date=开售日期 | item-is-marketplace=是否为商城中的商品 | product-id-type=商品编码类型 | "
        "zshop-shipping-fee=不适用项目 | item-note=商品备注 | item-condition=商品状况 | asin1=ASIN1 | "
        "will-ship-internationally=国际配送 | expedited-shipping=加急配送 | product-id=商品编码 | "
        "add-delete=添加-删除 | pending-quantity=等待购买数量 | fulfillment-channel=配送渠道 | "
        "merchant-shipping-group=卖家配送组 | status=状态"
    ),
    "ja": pairs(
        "seller-sku=出品者SKU | asin1=ASIN 1 | item-name=商品名 | item-description=商品の説明 | listing-id=出品ID | "
        "price=価格 | quantity=数量 | open-date=出品日 | product-id-type=商品IDタイプ | "
        "item-note=コンディション説明 | item-condition=コンディション | will-ship-internationally=国外へ配送可 | "
        "expedited-shipping=迅速な配送 | product-id=商品ID | pending-quantity=在庫数 | "
        "fulfillment-channel=フルフィルメント・チャンネル | status=ステータス"
    ),
}
# Language → marketplace, and the encoding that Amazon or Excel use there.
HOME: Final = {
    "de": ("DE", "cp1252"),
    "fr": ("FR", "cp1252"),
    "it": ("IT", "cp1252"),
    "es": ("ES", "cp1252"),
    "pl": ("PL", "utf-8-sig"),
    "tr": ("TR", "utf-8-sig"),
    "ar": ("SA", "utf-8-sig"),
    "zh": ("US", "gb18030"),
    "ja": ("JP", "cp932"),
}
# The Japanese report with everything in it: 44 columns, in an order of its own.
JAPANESE_44: Final = heads_of(
    "出品者SKU|ASIN 1|商品名|商品の説明|出品ID|価格|数量|出品日|商品IDタイプ|コンディション説明|コンディション|国外へ配送可|迅速な配送|"
    "商品ID|在庫数|フルフィルメント・チャンネル|法人価格|数量割引のタイプ|数量の下限1|数量割引1|数量の下限2|数量割引2|数量の下限3|数量割引3|"
    "数量の下限4|数量割引4|数量の下限5|数量割引5|使用しない支払い方法|配送日時指定SKUリスト|merchant-shipping-group|ポイント|"
    "商品税コード|ステータス|出品価格の下限|出品価格の上限|累積購入割引価格タイプ|累積購入割引下限1|累積購入割引価格1|累積購入割引下限2|"
    "累積購入割引価格2|累積購入割引下限3|累積購入割引価格3|調達タイプ",
    "|",
)


def facts(listing: Listing, price: str) -> dict[str, str]:
    """What a listing report says of a listing, by English header."""
    return {
        "item-name": listing.title,
        "listing-id": "0708QHIDPCS",
        "seller-sku": listing.sku,
        "price": price,
        "quantity": "7",
        "open-date": "2025-11-12 00:11:56 PST" if listing.marketplace == "US" else "29/09/2025 16:19:39 BST",
        "item-is-marketplace": "y",
        "product-id-type": "1",
        "item-condition": "11",
        "asin1": listing.asin,
        "product-id": listing.asin,
        "fulfillment-channel": "DEFAULT",
        "merchant-shipping-group": "Migrated Template",
        "status": "Incomplete" if listing.price is None else "Active",
    }


def report(
    listings: Sequence[Listing],
    heads: Sequence[str] = ALL,
    words: Mapping[str, str] | None = None,
    point: str = ".",
    group: str = "",
) -> list[list[str]]:
    """A listing report: these columns, headed by their name in some language."""
    cells = [facts(each, amount(each.price, each.marketplace, point, group)) for each in listings]
    header = [(words or {}).get(name, name) for name in heads]
    return [header, *([each.get(name, "") for name in heads] for each in cells)]


def headed(rows: Rows, spell: Callable[[str], str]) -> list[Sequence[str]]:
    """The rows with every header spelled another way."""
    return [[spell(name) for name in rows[0]], *rows[1:]]


def in_languages() -> Iterator[Variant]:
    """All, Active and Open Listings in every language: UTF-8, the country's own encoding, UTF-8 with a mark."""
    for language, (marketplace, encoding) in HOME.items():
        goods = shop(marketplace, "CN" if language == "zh" else "")
        words = LOCALES[language]
        open_words = {**words, "asin1": "ASIN"}
        yield Variant(
            f"All Listings, {language}, UTF-8",
            {"all.txt": tabs(report(goods, ALL_2025, words))},
            goods,
            marketplace=marketplace,
        )
        yield Variant(
            f"Active Listings, {language}, {encoding}",
            {"active.txt": tabs(report(goods, ACTIVE, words), encoding, "\r\n")},
            goods,
            marketplace=marketplace,
        )
        yield Variant(
            f"Open Listings, {language}, UTF-8 with BOM",
            {"open.txt": tabs(report(goods, OPEN, open_words), "utf-8-sig")},
            bare(goods, "title"),
            marketplace=marketplace,
        )


def in_encodings() -> Iterator[Variant]:
    """One report in the encodings that downloads and re-saves have."""
    goods = shop()
    rows = report(goods)
    yield Variant("All Listings, UTF-8", {"all.txt": tabs(rows)}, goods)
    yield Variant("All Listings, UTF-8 with BOM, CRLF", {"all.txt": tabs(rows, "utf-8-sig", "\r\n")}, goods)
    uk = shop("UK")
    yield Variant(
        "All Listings, cp1252 in the titles only",
        {"all.txt": tabs(report(uk), "cp1252")},
        uk,
        marketplace="UK",
    )
    yield Variant("All Listings, Excel's Unicode text", {"all.txt": utf16(excel_text(rows))}, goods)
    yield Variant("All Listings, UTF-16BE", {"all.txt": utf16(excel_text(rows), big=True)}, goods)
    yield Variant("All Listings, UTF-16 CSV", {"all.csv": utf16(quoted(rows))}, goods)
    japan = shop("JP")
    yield Variant(
        "All Listings, ja, Unicode text",
        {"all.txt": utf16(excel_text(report(japan, ALL, LOCALES["ja"])))},
        japan,
        marketplace="JP",
    )
    for language in ("de", "fr", "it", "es", "ja", "zh"):
        marketplace, encoding = HOME[language]
        local = shop(marketplace, "CN" if language == "zh" else "")
        data = tabs(report(local, ALL, LOCALES[language]), encoding)
        yield Variant(
            f"All Listings, {language}, {encoding}", {"all.txt": data}, local, marketplace=marketplace
        )


def in_mixed_japanese() -> Iterator[Variant]:
    """What Japan's reports do otherwise."""
    japan = shop("JP")
    some = {
        name: word
        for name, word in LOCALES["ja"].items()
        if name not in ("item-description", "asin1", "product-id")
    }
    yield Variant(
        "All Listings, ja and English in one header, cp932",
        {"all.txt": tabs(report(japan, ALL, some), "cp932")},
        japan,
        marketplace="JP",
    )
    heads = [name for name in ALL if name not in ("asin1", "asin2", "asin3")]
    without = [
        [*row, cell]
        for row, cell in zip(report(japan, heads, LOCALES["ja"]), ("ポイント", "", "", ""), strict=True)
    ]
    yield Variant(
        "JP listings with 商品ID and no ASIN column",
        {"listings.txt": tabs(without, "cp932")},
        japan,
        marketplace="JP",
    )
    names = {word: name for name, word in LOCALES["ja"].items()}
    rows = [list(JAPANESE_44)]
    for each in japan:
        cells = {
            **facts(each, amount(each.price, "JP")),
            "出品価格の下限": "2500",
            "open-date": "2025/09/29 16:19:39 JST",
        }
        rows.append([cells.get(names.get(head, head), "") for head in JAPANESE_44])
    rows[1][JAPANESE_44.index("ポイント")] = "30"
    rows[2][JAPANESE_44.index("法人価格")] = "14000"
    for heading, cell in (("数量割引のタイプ", "Percent"), ("数量の下限1", "2"), ("数量割引1", "3.5")):
        rows[3][JAPANESE_44.index(heading)] = cell
    wanted = [replace(each, min_price=2500) for each in japan]
    wanted[0] = replace(wanted[0], points=30)
    wanted[1] = replace(wanted[1], business_price=14000)
    wanted[2] = replace(wanted[2], tier=("percent", 350, 2))
    yield Variant(
        "JP listings with 44 columns, cp932",
        {"listings.txt": tabs(rows, "cp932", "\r\n")},
        tuple(wanted),
        marketplace="JP",
    )


def full_width(text: str) -> str:
    """ASCII letters, digits and signs in the width of Chinese characters."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def in_spellings() -> Iterator[Variant]:
    """The same header in other spellings."""
    goods = shop()
    rows = report(goods)
    spellings: dict[str, Callable[[str], str]] = {
        "capitals": str.upper,
        "underscores": lambda name: name.replace("-", "_"),
        "words with capitals and blanks": lambda name: name.replace("-", " ").title(),
        "no-break and trailing blanks": lambda name: name.replace("-", "\u00a0") + " ",
        "full width": full_width,
        "ASIN 1": lambda name: re.sub(r"^asin(\d)$", r"ASIN \1", name),
        "ASIN1": lambda name: re.sub(r"^asin(\d)$", r"ASIN\1", name),
    }
    for what, spell in spellings.items():
        yield Variant(f"All Listings, header with {what}", {"all.txt": tabs(headed(rows, spell))}, goods)
    for language in ("it", "es", "fr"):  # characters that somebody's program could not write
        marketplace = HOME[language][0]
        local = shop(marketplace)
        data = joined(report(local, ALL, LOCALES[language])).encode("ascii", "replace")
        wanted = tuple(replace(each, title=each.title.encode("ascii", "replace").decode()) for each in local)
        yield Variant(
            f"All Listings, {language}, header with ? for letters",
            {"all.txt": data},
            wanted,
            marketplace=marketplace,
        )
    poland = shop("PL")
    data = joined(report(poland, ACTIVE, LOCALES["pl"])).encode("cp1252", "replace")  # as the API sends it
    yield Variant(
        "Active Listings, pl, ? for what cp1252 lacks",
        {"active.txt": data},
        tuple(
            replace(each, title=each.title.encode("cp1252", "replace").decode("cp1252")) for each in poland
        ),
        marketplace="PL",
    )


def in_columns() -> Iterator[Variant]:
    """Other columns, or the same ones elsewhere."""
    goods = shop()
    business = (
        replace(goods[0], tier=("price", 2400, 20)),
        replace(goods[1], business_price=14500),
        replace(goods[2], tier=("percent", 300, 5)),
    )
    b2b = report(goods, ACTIVE_B2B)
    b2b[1][28:33] = ["Fixed", "5", "26.00", "20", "24.00"]
    b2b[2][27] = "145.00"  # Business Price
    b2b[3][27:31] = ["", "percent", "5", "3"]
    yield Variant("Active Listings, 47 columns with B2B", {"active.txt": tabs(b2b)}, business)
    yield Variant("Active Listings, 27 columns", {"active.txt": tabs(report(goods, ACTIVE[:-1]))}, goods)
    open_b2b = [list(row) for row in report(goods, ["sku", "asin1", "price", "quantity", *_B2B])]
    open_b2b[0][1] = "asin"
    for row, each in zip(open_b2b[1:], goods, strict=True):
        row[0] = each.sku
    open_b2b[2][4] = "145.00"
    wanted = bare((goods[0], business[1], goods[2]), "title")
    yield Variant("Open Listings, English, with B2B", {"open.txt": tabs(open_b2b)}, wanted)
    france = shop("FR")
    for language in ("en", "fr"):
        rows = report(france, ACTIVE_FR, LOCALES.get(language))
        rows[3][6], rows[3][11] = "4", "3800065711135"  # an EAN is no ASIN
        yield Variant(
            f"Active Listings of France without ASIN, {language}",
            {"active.txt": tabs(rows, "cp1252")},
            (*france[:2], replace(france[2], asin="")),
            marketplace="FR",
        )
    shuffled = sorted(ALL_2025, reverse=True)
    yield Variant("All Listings, columns shuffled", {"all.txt": tabs(report(goods, shuffled))}, goods)
    more = [*ALL_2025, "Business Price", "Quantity Price Type", "Quantity Lower Bound 1", "Quantity Price 1"]
    yield Variant("All Listings, more known columns", {"all.txt": tabs(report(goods, more))}, goods)
    noted = [[*row, note] for row, note in zip(report(goods), ("备注", "", "new photo", ""), strict=True)]
    yield Variant("All Listings, a remark of one's own", {"all.txt": tabs(noted)}, goods)


def in_rows() -> Iterator[Variant]:
    """Rows that look odd and are not."""
    goods = shop()
    rows = report(goods)
    yield Variant(
        "All Listings, an Incomplete listing without price",
        {"all.txt": tabs(report((*goods, INCOMPLETE)))},
        (*goods, INCOMPLETE),
    )
    uk = shop("UK")
    short = report(uk, ALL_2025)
    short[1:] = [row[:29] for row in short[1:]]
    yield Variant(
        "All Listings, rows shorter than the header, no final newline",
        {"all.txt": tabs(short, "cp1252", "\r\n").removesuffix(b"\r\n")},
        uk,
        marketplace="UK",
    )
    used = (*goods, USED)
    yield Variant("All Listings, quotes in a SKU", {"all.txt": tabs(report(used))}, used)
    yield Variant(
        "Open Listings, quotes in a SKU",
        {"open.txt": tabs(report(used, OPEN, {"seller-sku": "sku", "asin1": "asin"}))},
        bare(used, "title"),
    )
    yield Variant(
        "All Listings, saved again by Excel as text",
        {"all.txt": excel_text(report(used)).encode("cp1252")},
        used,
    )
    yield Variant("All Listings, saved again as CSV", {"all.csv": sheet(report(used))}, used)
    yield Variant(
        "All Listings, saved again as CSV UTF-8 by Excel",
        {"all.csv": sheet(rows, encoding="utf-8-sig")},
        goods,
    )
    germany = shop("DE")
    yield Variant(
        "All Listings, de, saved again as CSV with semicolons",
        {"all.csv": sheet(report(germany, ALL, LOCALES["de"], ","), ";", "cp1252")},
        germany,
        marketplace="DE",
    )
    for name, end in {"LF": "\n", "CR": "\r", "CRLF": "\r\n"}.items():
        yield Variant(f"All Listings, CSV with {name}", {"all.csv": sheet(rows, end=end)}, goods)
    yield Variant("All Listings, CR alone between tabs", {"all.txt": tabs(rows, "mac_roman", "\r")}, goods)
    yield Variant("All Listings, no final newline", {"all.txt": tabs(rows).removesuffix(b"\n")}, goods)
    yield Variant("All Listings, blank rows at the end", {"all.txt": tabs(rows) + b"\n\r\n  \n"}, goods)
    yield Variant(
        "All Listings, tabs at the end",
        {"all.txt": tabs(rows, end="\r\n") + 3 * (b"\t" * 28 + b"\r\n")},
        goods,
    )
    yield Variant(
        "All Listings, commas at the end", {"all.csv": sheet(rows) + 5 * (b"," * 28 + b"\r\n")}, goods
    )


def in_numbers() -> Iterator[Variant]:
    """Prices as people and countries write them."""
    for language in ("de", "fr", "it", "es"):
        marketplace = HOME[language][0]
        goods = shop(marketplace)
        yield Variant(
            f"All Listings, {language}, 29,99",
            {"all.txt": tabs(report(goods, ALL, LOCALES[language], ","))},
            goods,
            marketplace=marketplace,
        )
        yield Variant(
            f"Open Listings, {marketplace}, 1.234,50",
            {"open.txt": tabs(report(goods, OPEN, {"seller-sku": "sku", "asin1": "asin"}, ",", "."))},
            bare(goods, "title"),
            marketplace=marketplace,
        )
    goods = shop()
    yield Variant("All Listings, 1,234.50", {"all.csv": sheet(report(goods, ALL, None, ".", ","))}, goods)
    signs = {
        "US": (("$29.99", "$149.00", "$1,234.50"), ("29.99 USD", "149.00 USD", "1,234.50 USD")),
        "UK": (("£29.99", "£149.00", "£1,234.50"), ("GBP 29.99", "GBP 149.00", "GBP 1234.50")),
        "DE": (("29,99 €", "149,00 €", "1.234,50 €"), ("EUR 29,99", "EUR 149,00", "EUR 1.234,50")),
        "FR": (("29,99€", "149,00€", "1234,50€"), ("€29,99", "€149,00", "€1234,50")),
        "JP": (("￥2999", "￥14900", "￥123450"), ("¥2,999", "¥14,900", "¥123,450")),
    }
    for marketplace, ways in signs.items():
        local = bare(shop(marketplace), "title", "asin")
        for prices in ways:
            rows = [["sku", "price"], *([each.sku, price] for each, price in zip(local, prices, strict=True))]
            yield Variant(
                f"Listings sheet, prices such as {prices[0]}",
                {"listings.csv": sheet(rows)},
                local,
                marketplace=marketplace,
            )


# --- Dates and discounts, in our own promotions sheet --------------------------------

HEADS: Final = ["name", "kind", "sku", "discount_type", "discount_value", "start", "end"]


def dated(
    what: str,
    marketplace: str,
    *windows: tuple[Any, Any, str | None, str | None],
    zones: Sequence[str] = (),
    make: Callable[[Rows], bytes] = sheet,
    suffix: str = "csv",
) -> Variant:
    """A promotions sheet with one coupon per window: start and end as written, and as they are in UTC."""
    rows: list[list[Any]] = [[*HEADS, *(["timezone"] if zones else [])]]
    wanted = []
    for at, (start, end, since, until) in enumerate(windows):
        name = f"Coupon {at + 1}"
        rows.append([name, "coupon", "LAMP-1", "percent", "20", start, end, *(zones[at : at + 1])])
        wanted.append(
            Promotion("coupon", "percent", 2000, ("LAMP-1",), since, until, name, marketplace=marketplace)
        )
    return Variant(
        f"dates: {what}",
        {f"promotions.{suffix}": make(rows)},
        promotions=tuple(wanted),
        marketplace=marketplace,
    )


def serial(day: str, since: date = date(1899, 12, 30)) -> int:
    """A day as a spreadsheet counts it."""
    return (date.fromisoformat(day) - since).days


def in_dates() -> Iterator[Variant]:
    """Windows as people, countries and programs write them."""
    yield dated(
        "31.12.2026",
        "DE",
        ("01.12.2026", "31.12.2026", *days("DE", "2026-12-01", "2026-12-31")),
        ("05.12.2026 09:00", "06.12.2026 18:30", "2026-12-05 08:00", "2026-12-06 17:30"),
    )
    yield dated(
        "31/12/2026",
        "UK",
        ("01/12/2026", "31/12/2026", *days("UK", "2026-12-01", "2026-12-31")),
        ("15/12/2026 09:00:00", "16/12/2026 23:59:59", "2026-12-15 09:00", "2026-12-17 00:00"),
    )
    yield dated(
        "12/31/2026",
        "US",
        ("12/01/2026", "12/31/2026", *days("US", "2026-12-01", "2026-12-31")),
        ("12/5/2026 9:00 AM", "12/6/2026 6:30 PM", "2026-12-05 17:00", "2026-12-07 02:30"),
        ("12/5/2026 12:00 AM", "12/6/2026 11:59 PM", *days("US", "2026-12-05", "2026-12-06")),
    )
    yield dated(
        "ISO with Z and offsets",
        "US",
        ("2026-12-01T08:00:00Z", "2026-12-11T07:59:59Z", "2026-12-01 08:00", "2026-12-11 08:00"),
        ("2026-12-05T09:00:00-08:00", "2026-12-06T18:30:00+00:00", "2026-12-05 17:00", "2026-12-06 18:30"),
        ("2026-12-05T00:00+08:00", "2026-12-06T23:59-08:00", "2026-12-04 16:00", "2026-12-07 08:00"),
    )
    yield dated(
        "PST and PDT",
        "US",
        ("2026-12-01 00:00:00 PST", "2026-12-10 23:59:59 PST", *days("US", "2026-12-01", "2026-12-10")),
        ("2027-06-01 00:00:00 PDT", "2027-06-30 23:59:59 PDT", "2027-06-01 07:00", "2027-07-01 07:00"),
        ("2026-12-05 09:00:00 PST", "2026-12-06 18:30:00 PST", "2026-12-05 17:00", "2026-12-07 02:30"),
    )
    yield dated(
        "BST and GMT",
        "UK",
        ("01/07/2027 10:00:00 BST", "08/07/2027 10:00:00 BST", "2027-07-01 09:00", "2027-07-08 09:00"),
        ("01/12/2026 10:00:00 GMT", "08/12/2026 10:00:00 GMT", "2026-12-01 10:00", "2026-12-08 10:00"),
    )
    yield dated(
        "JST",
        "JP",
        ("2026/12/01 00:00:00 JST", "2026/12/10 23:59:59 JST", *days("JP", "2026-12-01", "2026-12-10")),
        ("2026/12/05 09:00:00 JST", "2026/12/06 18:30:00 JST", "2026-12-05 00:00", "2026-12-06 09:30"),
    )
    yield dated(
        "a settlement's 14.03.2027 07:49:55 UTC",
        "DE",
        ("14.03.2027 07:49:55 UTC", "28.03.2027 07:00:00 UTC", "2027-03-14 07:49:55", "2027-03-28 07:00"),
    )
    yield dated(
        "days alone, the last one included, across the change of clocks",
        "US",
        ("2026-12-01", "2026-12-10", *days("US", "2026-12-01", "2026-12-10")),
        ("2026-12-24", "2026-12-24", *days("US", "2026-12-24", "2026-12-24")),
        ("2027-03-13", "2027-03-14", "2027-03-13 08:00", "2027-03-15 07:00"),
        ("2027-06-01", "2027-06-30", "2027-06-01 07:00", "2027-07-01 07:00"),
    )
    yield dated(
        "blank means since ever and open",
        "US",
        ("", "2026-12-10", None, midnight("US", "2026-12-10", 1)),
        ("2026-12-01", "", midnight("US", "2026-12-01"), None),
    )
    yield dated(
        "a timezone column, which days alone do not heed",
        "US",
        ("2026-12-05 09:00", "2026-12-07 20:00", "2026-12-05 14:00", "2026-12-08 01:00"),
        ("2026-12-05 09:00", "2026-12-07 20:00", "2026-12-05 09:00", "2026-12-07 20:00"),
        ("2026-12-01", "2026-12-10", *days("US", "2026-12-01", "2026-12-10")),
        ("2026-12-01 09:00", "2026-12-10 23:59", "2026-12-01 17:00", midnight("US", "2026-12-10", 1)),
        zones=("America/New_York", "UTC", "UTC", ""),
    )
    first, last = date(2026, 12, 1), date(2026, 12, 10)
    window = days("US", "2026-12-01", "2026-12-10")
    yield dated("date cells", "US", (first, last, *window), make=_in_sheet, suffix="xlsx")
    yield dated(
        "date and time cells",
        "US",
        (
            datetime(2026, 12, 5, 9),
            datetime(2026, 12, 6, 18, 30),
            "2026-12-05 17:00",
            "2026-12-07 02:30",
        ),
        (
            datetime(2026, 12, 1),
            datetime(2026, 12, 10, 23, 59),
            *window,
        ),
        make=_in_sheet,
        suffix="xlsx",
    )
    yield dated(
        "serial numbers in a workbook",
        "US",
        (serial("2026-12-01"), serial("2026-12-10"), *window),
        (serial("2026-12-05"), serial("2026-12-31"), *days("US", "2026-12-05", "2026-12-31")),
        make=_in_sheet,
        suffix="xlsx",
    )
    yield dated(
        "a workbook that counts from 1904",
        "US",
        (first, last, *window),
        (date(2026, 12, 5), date(2026, 12, 31), *days("US", "2026-12-05", "2026-12-31")),
        make=lambda rows: xlsx({"Sheet1": rows}, since_1904=True),
        suffix="xlsx",
    )
    yield dated(
        "text of the country's own kind in a workbook",
        "DE",
        ("01.12.2026", "31.12.2026", *days("DE", "2026-12-01", "2026-12-31")),
        make=_in_sheet,
        suffix="xlsx",
    )


def _in_sheet(rows: Rows) -> bytes:
    return xlsx({"Sheet1": rows})


def in_discounts() -> Iterator[Variant]:
    """Discounts as people write them."""
    window = days("US", "2026-12-01", "2026-12-10")
    ways = (
        ("15", "percent", "coupon", "percent", 1500),
        ("15%", "percent", "coupon", "percent", 1500),
        ("12.5 %", "percent", "percentage_off", "percent", 1250),
        ("7折", "zhe", "优惠券", "percent", 3000),
        ("8.5", "zhe", "购买折扣", "percent", 1500),
        ("$5.00", "amount", "coupon", "amount", 500),
        ("24.99", "price", "7天促销/BD", "price", 2499),
    )
    kinds = {"优惠券": "coupon", "购买折扣": "percentage_off", "7天促销/BD": "best_deal"}
    rows: list[list[Any]] = [HEADS]
    wanted = []
    for text, form, kind, read_as, value in ways:
        rows.append([text, kind, "LAMP-1", form, text, "2026-12-01", "2026-12-10"])
        wanted.append(Promotion(kinds.get(kind, kind), read_as, value, ("LAMP-1",), *window, name=text))
    yield Variant(
        "discounts: 15, 15%, 7折, $5.00, a price", {"promotions.csv": sheet(rows)}, promotions=tuple(wanted)
    )
    cells: list[list[Any]] = [
        HEADS,
        ["Share", "coupon", "LAMP-1", "percent", 0.15, date(2026, 12, 1), date(2026, 12, 10)],
        ["Half points", "coupon", "DESK 2", "percent", 0.125, date(2026, 12, 1), date(2026, 12, 10)],
        ["Number", "coupon", "RUG_3", "percent", 20, date(2026, 12, 1), date(2026, 12, 10)],
        ["Zhe", "coupon", "RUG_3", "zhe", 8.5, date(2026, 12, 1), date(2026, 12, 10)],
        ["Money", "coupon", "RUG_3", "amount", 7.1, date(2026, 12, 1), date(2026, 12, 10)],
    ]
    yield Variant(
        "discounts: percent cells and numbers in a workbook",
        {"promotions.xlsx": xlsx({"Promotions": cells}, {"E2": "0%", "E3": "0.0%"})},
        promotions=tuple(
            Promotion("coupon", form, value, (sku,), *window, name=name)
            for name, sku, form, value in (
                ("Share", "LAMP-1", "percent", 1500),
                ("Half points", "DESK 2", "percent", 1250),
                ("Number", "RUG_3", "percent", 2000),
                ("Zhe", "RUG_3", "percent", 1500),
                ("Money", "RUG_3", "amount", 710),
            )
        ),
    )


# --- Workbooks and archives ----------------------------------------------------------


def in_workbooks() -> Iterator[Variant]:
    """Reports and sheets in workbooks, new and old, and packed."""
    goods = shop()
    rows = typed(report(goods))
    yield Variant(
        "All Listings, saved again as XLSX", {"all.xlsx": xlsx({"all+listings": rows}, {"E2": "0.00"})}, goods
    )
    yield Variant("All Listings, XLSM", {"all.xlsm": xlsx({"Sheet1": rows}, macros=True)}, goods)
    yield Variant("All Listings, old XLS", {"all.xls": xls({"Sheet1": rows})}, goods)
    promotions: list[list[Any]] = [
        HEADS,
        ["Winter", "coupon", "LAMP-1", "percent", 20, date(2026, 12, 1), date(2026, 12, 10)],
        [
            "Code",
            "social_code",
            "DESK 2",
            "percent",
            30,
            datetime(2026, 12, 5, 9),
            datetime(2026, 12, 6, 18, 30),
        ],
    ]
    wanted = (
        Promotion(
            "coupon", "percent", 2000, ("LAMP-1",), *days("US", "2026-12-01", "2026-12-10"), name="Winter"
        ),
        Promotion(
            "social_code", "percent", 3000, ("DESK 2",), "2026-12-05 17:00", "2026-12-07 02:30", name="Code"
        ),
    )
    mine: list[list[Any]] = [
        ["sku", "asin", "title", "price"],
        *([e.sku, e.asin, e.title, (e.price or 0) / 100] for e in goods),
    ]
    book: dict[str, Rows] = {
        "listings": mine,
        "promotions": promotions,
        "notes": [["Ask Ana before changing anything."]],
    }
    yield Variant("listings and promotions in one XLSX", {"shop.xlsx": xlsx(book)}, goods, wanted)
    yield Variant("listings and promotions in one old XLS", {"shop.xls": xls(book)}, goods, wanted)
    yield Variant(
        "a ZIP with a folder US and two exports",
        {
            "exports.zip": archive(
                {"US/listings.txt": tabs(report(goods)), "US/coupons.csv": sheet(coupon_rows())}
            )
        },
        goods,
        coupons(),
        marketplace=None,
    )
    padded: list[list[Any]] = [*mine, *([None] * 4 for _ in range(3)), ["", " ", None, ""]]
    yield Variant("a workbook with blank rows at the end", {"listings.xlsx": xlsx({"S": padded})}, goods)
    vest: list[list[Any]] = [
        HEADS,
        ["Vest", "coupon", 1234567, "percent", 10, date(2026, 12, 1), date(2026, 12, 10)],
    ]
    uk = (
        Listing("1234567", 2000, "B01I53BE4O", "Vest", "UK"),
        Listing("ATV2", 1000, "B0041IZHVO", "Apple TV", "UK"),
    )
    yield Variant(
        "numeric SKU cells that match a listing",
        {
            "all.txt": tabs(report(uk)),
            "floors.xlsx": xlsx(
                {"S": [["sku", "floor", "marketplace", "currency"], [1234567, 15.5, "UK", "GBP"]]}
            ),
            "promotions.xlsx": xlsx({"S": vest}),
        },
        uk,
        (
            Promotion(
                "coupon",
                "percent",
                1000,
                ("1234567",),
                *days("UK", "2026-12-01", "2026-12-10"),
                name="Vest",
                marketplace="UK",
                numeric=True,
            ),
        ),
        (Floor("1234567", 1550, currency="GBP", marketplace="UK", numeric=True),),
        marketplace="UK",
    )


# --- Coupons -------------------------------------------------------------------------

TEMPLATE: Final = (
    "ASIN list",
    "Discount type ($ off or % off)",
    'Coupon discount "% Off" value',
    'Coupon discount "$ Off" value',
    "Coupon title",
    "Coupon budget",
    "Coupon start date",
    "Coupon end date",
    "Limit redemption to one per customer",
    "Targeted Segment",
    "Stacked promotions",
    "Coupon type",
)
VOUCHER: Final = (
    "ASIN list",
    "Discount type (£ off or % off)",
    "Voucher discount '% Off' value",
    "Voucher discount '£ Off' value",
    "Voucher title",
    "Voucher budget",
    "Voucher start date",
    "Voucher end date",
    "Limit redemption to one per customer",
    "Targeted Segment",
)
SIGN_LOST: Final = (
    "ASIN list",
    "Discount type ( off or % off)",
    'Coupon discount "% Off" value',
    'Coupon discount " Off" value',
    *TEMPLATE[4:10],
)
GERMAN: Final = (
    "ASIN-Liste",
    "Rabatttyp (€ Rabatt oder % Rabatt)",
    'Wert des Coupon-Rabatts für "% Rabatt"',
    'Wert des Coupon-Rabatts für "€ Rabatt"',
    "Coupontitel",
    "Coupon-Budget",
    *TEMPLATE[6:10],
)
CURLY: Final = tuple(
    name.replace(' "', " “").replace('" ', "” ").replace("“$ Off”", "‘$ Off’") for name in TEMPLATE
)


def coupon_rows(
    heads: Sequence[str] = TEMPLATE, percent: str = "% off", money: str = "$ off"
) -> list[list[Any]]:
    """The coupon bulk template with a coupon over two ASINs and one over one; the first columns of it."""
    rows = [
        list(heads),
        ["B0LAMP0001;B0DESK0002", percent, "15", "", "Winter light", "1000", "2026-12-01", "2026-12-10"],
        ["B0RUGS0003", money, "", "50", "Rugs again", "500", "2026-12-05", "2026-12-31"],
    ]
    rows[1] += ["Yes", "All customers", "No", "Standard"]
    rows[2] += ["No", "Reorder customers", "Yes", "Reorder"]
    return [row[: len(heads)] for row in rows]


def coupons(marketplace: str = "US", *, full: bool = True) -> tuple[Promotion, ...]:
    """What is in it; without its last two columns both are coupons whose switch is unknown."""
    return (
        Promotion(
            "coupon",
            "percent",
            1500,
            ("B0LAMP0001", "B0DESK0002"),
            *days(marketplace, "2026-12-01", "2026-12-10"),
            "Winter light",
            marketplace,
            switch="NO" if full else "UNKNOWN",
        ),
        Promotion(
            "reorder_coupon" if full else "coupon",
            "amount",
            5000,
            ("B0RUGS0003",),
            *days(marketplace, "2026-12-05", "2026-12-31"),
            "Rugs again",
            marketplace,
            switch="YES" if full else "UNKNOWN",
        ),
    )


def coupon_templates() -> Iterator[Variant]:
    """The coupon bulk template in the marketplaces' words and in every kind of file."""
    rows = coupon_rows()
    wanted = coupons()
    yield Variant("coupon template, raw tabs", {"coupons.txt": tabs(rows)}, promotions=wanted)
    yield Variant(
        "coupon template, tabs with quotes", {"coupons.txt": excel_text(rows).encode()}, promotions=wanted
    )
    yield Variant("coupon template, CSV", {"coupons.csv": sheet(rows)}, promotions=wanted)
    yield Variant(
        "coupon template, Unicode text", {"coupons.txt": utf16(excel_text(rows))}, promotions=wanted
    )
    words = coupon_rows(percent="Percentage off", money="Money off")
    words[1][0] = "B0LAMP0001; B0DESK0002"
    yield Variant(
        "coupon template, discount types in words", {"coupons.csv": sheet(words)}, promotions=wanted
    )
    yield Variant(
        "coupon template, curly quotes", {"coupons.csv": sheet(coupon_rows(CURLY))}, promotions=wanted
    )
    yield Variant(
        "coupon template, UK vouchers, cp1252",
        {"vouchers.csv": sheet(coupon_rows(VOUCHER, money="£ off"), encoding="cp1252")},
        promotions=coupons("UK", full=False),
        marketplace="UK",
    )
    yield Variant(
        "coupon template, euro signs lost",
        {"coupons.csv": sheet(coupon_rows(SIGN_LOST, money="€ off"))},
        promotions=coupons("IT", full=False),
        marketplace="IT",
    )
    yield Variant(
        "coupon template, German labels",
        {"coupons.csv": sheet(coupon_rows(GERMAN, "% Rabatt", "€ Rabatt"), ";", "cp1252")},
        promotions=coupons("DE", full=False),
        marketplace="DE",
    )
    above = [
        ["Create coupons in bulk"],
        ["1. Fill in one row per coupon. 2. Separate ASINs with a semicolon. 3. Dates are YYYY-MM-DD."],
        [],
        ["The budget is at least $100."],
    ]
    yield Variant(
        "coupon template, instructions above, CSV", {"coupons.csv": sheet([*above, *rows])}, promotions=wanted
    )
    cells = typed(rows)
    yield Variant(
        "coupon template, instructions above, XLSX with date cells",
        {"coupons.xlsx": xlsx({"Coupons": [*above, *cells]})},
        promotions=wanted,
    )
    serials = coupon_rows()
    serials[1][2], serials[2][3] = 0.15, 50
    for row in serials[1:]:
        row[6:8] = [serial(row[6]), serial(row[7])]
    yield Variant(
        "coupon template, XLSX with a percent cell and date serials",
        {"coupons.xlsx": xlsx({"Coupons": serials}, {"C2": "0%"})},
        promotions=wanted,
    )
    yield Variant(
        "coupon template, old XLS, as the help page asks",
        {"coupons.xls": xls({"Coupons": cells})},
        promotions=wanted,
    )
    work = [
        ["ASIN list", "Discount type", "Coupon discount % Off value", *TEMPLATE[4:10]],
        [
            "B0LAMP0001;B0DESK0002;B0RUGS0003",
            "% off",
            "13",
            "Save 13% - Lights",
            "110",
            "2026-12-01",
            "2026-12-10",
            "Yes",
            "All customers",
        ],
        [
            "B0VASE0004",
            "% off",
            "13",
            "Save 13% - Vases",
            "120",
            "2026-12-01",
            "2026-12-10",
            "Yes",
            "All customers",
        ],
    ]
    window = days("US", "2026-12-01", "2026-12-10")
    yield Variant(
        "coupon sheet of a seller, 9 columns, no final newline",
        {"coupons.csv": sheet(work, end="\n").removesuffix(b"\n")},
        promotions=(
            Promotion("coupon", "percent", 1300, tuple(work[1][0].split(";")), *window, work[1][3]),
            Promotion("coupon", "percent", 1300, ("B0VASE0004",), *window, work[2][3]),
        ),
    )


def coupon_report() -> tuple[dict[str, Any], tuple[Promotion, ...]]:
    """The coupon performance report: the official shape, and a coupon as a real file has it."""
    official = {
        "couponId": "A2NW32V27GZS2T",
        "promotionsApiMappingId": "amzn1.promotion.1",
        "merchantId": "A21MAFL4G6JTR3",
        "marketplaceId": "ATVPDKIKX0DER",
        "currencyCode": "USD",
        "name": "Lights $5 off",
        "websiteMessage": "Save on lights",
        "startDateTime": "2026-12-01T08:00:00Z",
        "endDateTime": "2026-12-11T07:59:59Z",
        "customerSegment": "All (Default)",
        "discountType": "AMOUNT_OFF_LIST_PRICE",
        "discountAmount": 5.5,
        "clips": 13,
        "redemptions": 1,
        "budget": 10000.0,
        "totalDiscount": 40.0,
        "budgetSpent": 42.29,
        "budgetRemaining": 9957.71,
        "budgetPercentageUsed": 0.4,
        "sales": 62.1,
        "asins": [{"asin": "B0LAMP0001"}, {"asin": "B0DESK0002"}],
    }
    real = {
        key: value
        for key, value in official.items()
        if key not in ("customerSegment", "promotionsApiMappingId")
    }
    real |= {
        "couponId": "A3NW32V27GZS2U",
        "name": "Rüge – 10 %",
        "startDateTime": "2027-05-13T07:00:00Z",
        "endDateTime": "2027-06-01T06:59:59Z",
        "discountType": "PERCENT_OFF_LIST_PRICE",
        "discountAmount": 10,
        "asins": [{"asin": "B0RUGS0003"}],
    }
    document = {
        "reportSpecification": {
            "reportType": "GET_COUPON_PERFORMANCE_REPORT",
            "reportOptions": {
                "couponStartDateFrom": "2026-11-01T15:33:26Z",
                "couponStartDateTo": "2027-05-30T15:33:26Z",
            },
            "marketplaceIds": ["ATVPDKIKX0DER"],
        },
        "coupons": [official, real],
    }
    wanted = (
        Promotion(
            "coupon",
            "amount",
            550,
            ("B0LAMP0001", "B0DESK0002"),
            *days("US", "2026-12-01", "2026-12-10"),
            "Lights $5 off",
        ),
        Promotion(
            "coupon", "percent", 1000, ("B0RUGS0003",), "2027-05-13 07:00", "2027-06-01 07:00", "Rüge – 10 %"
        ),
    )
    return document, wanted


def promotion_report() -> dict[str, Any]:
    """The promotion performance report, in its official shape."""
    return {
        "reportSpecification": {
            "reportType": "GET_PROMOTION_PERFORMANCE_REPORT",
            "reportOptions": {
                "promotionStartDateFrom": "2026-11-23T15:33:26Z",
                "promotionStartDateTo": "2026-12-06T15:33:26Z",
            },
            "marketplaceIds": ["ATVPDKIKX0DER"],
        },
        "promotions": [
            {
                "promotionId": "79f08a7a",
                "promotionName": "Save on lights",
                "merchantId": "A21MAFL4G6JTR3",
                "unitsSold": 121,
                "amountSpent": 9338.2,
                "amountSpentCurrencyCode": "USD",
                "revenue": 32917.01,
                "revenueCurrencyCode": "USD",
                "startDateTime": "2026-12-01T08:00:00Z",
                "endDateTime": "2026-12-04T07:59:59Z",
                "type": "BEST_DEAL",
                "status": "APPROVED",
                "creationChannel": "SELF-SERVICE",
                "marketplaceId": "ATVPDKIKX0DER",
                "glanceViews": 41084,
                "createdDateTime": "2026-09-18T13:24:39Z",
                "lastUpdatedDateTime": "2026-09-18T13:24:39Z",
                "includedProducts": [
                    {
                        "asin": "B0LAMP0001",
                        "productName": "Brass lamp",
                        "productGlanceViews": 380,
                        "productUnitsSold": 20,
                        "productRevenue": 16371.85,
                        "productRevenueCurrencyCode": "USD",
                    }
                ],
            }
        ],
    }


def json_reports() -> Iterator[Variant]:
    """Reports of the API; sellers keep them as text, too. A merchant's id may or may not be taken for the store."""
    document, wanted = coupon_report()
    plain, packed = json.dumps(document, indent=2), json.dumps(document, ensure_ascii=False)
    unsaid = frozenset({"store"})
    yield Variant(
        "coupon performance report, JSON", {"coupons.json": plain.encode()}, promotions=wanted, ignore=unsaid
    )
    yield Variant(
        "coupon performance report, .txt with BOM",
        {"coupons.txt": packed.encode("utf-8-sig")},
        promotions=wanted,
        ignore=unsaid,
    )
    text = json.dumps(promotion_report(), indent=1)
    for name, data in {"deals.json": text.encode(), "deals.txt": text.encode("utf-8-sig")}.items():
        yield Variant(
            f"promotion performance report, {name}", {name: data}, promotions=None, recognised={name: None}
        )


# --- Prices and templates ------------------------------------------------------------

UK_ID: Final = "A1F83G8C2ARO7P"


def offer(marketplace: str, what: str, audience: str = "[audience=ALL]") -> str:
    """The unified template's name of an offer's field."""
    return f"purchasable_offer[marketplace_id={marketplace}]{audience}#1.{what}"


def priced(marketplace: str, what: str, audience: str = "[audience=ALL]", at: str = "value_with_tax") -> str:
    """The same for a field with a schedule."""
    return offer(marketplace, f"{what}#1.schedule#1.{at}", audience)


def settings(marketplace: str, language: str = "en_GB", flavor: str = "seller-price-quantity") -> str:
    """Cell A1 of a unified template."""
    return (
        "settings=feedType=256&timestamp=2026-08-28T09%3A43%3A40.880Z&contributorId=A0000000000000"
        f"&primaryMarketplaceId=amzn1.mp.o.{marketplace}&contentLanguageTag={language}"
        "&templateIdentifier=a9957b1a-fb1b-4e2d-b457-8e5bd2c6ee2a"
        f"&headerLanguageTag={language}&labelRow=4&attributeRow=5&dataRow=7&flavor={flavor}"
        "&isProcessingSummary=false&isEdit=false&productTypeRequirement=LISTING_OFFER_ONLY"
        "&listingsItemRequirement=LISTING_OFFER_ONLY&reportProvenance=false&settingsHasAllDelocalizationData=true"
        "&ptds=UFJPRFVDVA%3D%3D&attributeSettings=TRIMMED&TemplateType=unified&Version=2026.0828"
        "&TemplateSignature=UFJPRFVDVA==&umpVersion=MS41My42Nw=="
    )


_LEVELS: Final = [
    (
        f"quantity_discount_plan#1.schedule#1.levels#{level}.{part}",
        "Quantity Threshold (Lower Bound, Amazon Business (B2B), UK)"
        if part == "lower_bound"
        else "Quantity Price (Fixed Price/Percentage Discount, Amazon Business (B2B), UK)",
    )
    for level in range(1, 6)
    for part in ("lower_bound", "value")
]
# Field → label of the 32 columns of a Price & Quantity template of 2026.
PRICE_QUANTITY: Final = {
    "contribution_sku#1.value": "SKU",
    "fulfillment_availability#1.fulfillment_channel_code": "Fulfillment Channel Code (UK)",
    "fulfillment_availability#1.quantity": "Quantity (UK)",
    "fulfillment_availability#1.lead_time_to_ship_max_days": "Handling Time (UK)",
    "fulfillment_availability#1.restock_date": "Restock Date (UK)",
    "fulfillment_availability#1.is_inventory_available": "Inventory Always Available (UK)",
    priced(UK_ID, "our_price"): "Your Price GBP (Sell on Amazon, UK)",
    offer(
        UK_ID, "automated_pricing_merchandising_rule_plan#1.merchandising_rule.rule_id"
    ): "Pricing Rule (Sell on Amazon, UK)",
    priced(UK_ID, "minimum_seller_allowed_price"): "Minimum Seller Allowed Price (Sell on Amazon, UK)",
    priced(UK_ID, "maximum_seller_allowed_price"): "Maximum Seller Allowed Price (Sell on Amazon, UK)",
    priced(UK_ID, "discounted_price"): "Sale Price GBP (Sell on Amazon, UK)",
    priced(UK_ID, "discounted_price", at="start_at"): "Sale Start Date (Sell on Amazon, UK)",
    priced(UK_ID, "discounted_price", at="end_at"): "Sale End Date (Sell on Amazon, UK)",
    offer(UK_ID, "start_at.value"): "Offering Release Date (Sell on Amazon, UK)",
    offer(UK_ID, "end_at.value"): "Stop Selling Date (Sell on Amazon, UK)",
    priced(UK_ID, "our_price", "[audience=B2B]"): "Your Price GBP (Amazon Business (B2B), UK)",
    priced(
        UK_ID, "minimum_seller_allowed_price", "[audience=B2B]"
    ): "Minimum Seller Allowed Price (Amazon Business (B2B), UK)",
    priced(
        UK_ID, "maximum_seller_allowed_price", "[audience=B2B]"
    ): "Maximum Seller Allowed Price (Amazon Business (B2B), UK)",
    offer(UK_ID, "start_at.value", "[audience=B2B]"): "Offering Release Date (Amazon Business (B2B), UK)",
    offer(UK_ID, "end_at.value", "[audience=B2B]"): "Stop Selling Date (Amazon Business (B2B), UK)",
    priced(
        UK_ID, "quantity_discount_plan", "[audience=B2B]", "discount_type"
    ): "Quantity Price Type (Amazon Business (B2B), UK)",
    **{offer(UK_ID, name, "[audience=B2B]"): label for name, label in _LEVELS},
    f"merchant_shipping_group[marketplace_id={UK_ID}]#1.value": "Merchant Shipping Group (UK)",
}


def unified(
    first: str, groups: Sequence[str], fields: Mapping[str, str], example: Rows, rows: Rows
) -> list[list[Any]]:
    """A unified template: settings, a blank row, groups, labels, names, Amazon's example, then the data."""
    width = len(fields)
    above: list[list[Any]] = [[first], [], list(groups), list(fields.values()), list(fields)]
    return [[*row, *[""] * (width - len(row))] for row in [*above, *map(list, example), *map(list, rows)]]


def price_quantity(*, cells: bool) -> list[list[Any]]:
    """The Price & Quantity template over the shop; `cells` as a workbook holds them."""
    names = list(PRICE_QUANTITY)

    def row(**values: str) -> list[Any]:
        places = {
            "sku": 0,
            "channel": 1,
            "quantity": 2,
            "price": 6,
            "least": 8,
            "sale": 10,
            "start": 11,
            "end": 12,
            "business": 15,
            "type": 20,
            "from_1": 21,
            "tier_1": 22,
            "from_2": 23,
            "tier_2": 24,
            "group": 31,
        }
        made = [""] * len(names)
        for name, value in values.items():
            made[places[name]] = value
        return typed([[], made])[1] if cells else made

    example = row(
        sku="ABC123", channel="DEFAULT", quantity="50", price="9.99", least="5.00", sale="0.99", group="Free"
    )
    rows = [
        row(sku="LAMP-1", quantity="7", price="29.99", least="20", sale="24.99", start="2026-12-01"),
        row(
            sku="DESK 2",
            channel="AMAZON_EU",
            price="149",
            business="145.50",
            type="fixed",
            from_1="3",
            tier_1="140",
            from_2="10",
            tier_2="130.00",
        ),
        row(sku="RUG_3", quantity="2", price="1234.50", least="1000.00", group="Migrated Template"),
    ]
    rows[0][12] = date(2026, 12, 10) if cells else "2026-12-10"
    groups = ["Listing Identity", "Offer (UK) - (Sell on Amazon), (UK) - (Amazon Business (B2B))"]
    return unified(settings(UK_ID), groups, PRICE_QUANTITY, [example], rows)


def price_quantity_read() -> tuple[Listing, ...]:
    """What is in it."""
    lamp, desk, rug = bare(shop("UK"), "title", "asin")
    start, end = days("UK", "2026-12-01", "2026-12-10")
    return (
        replace(lamp, min_price=2000, sale_price=2499, sale_start=start, sale_end=end),
        replace(desk, business_price=14550, tier=("price", 13000, 10)),
        replace(rug, min_price=100000),
    )


INSTRUCTIONS: Final = [
    ["Instructions"],
    ["Fill in your price on the Template sheet. Do not change rows 1 to 6, they are used by Amazon."],
]
DEFINITIONS: Final = [
    ["Group Name", "Field Name", "Local Label Name", "Definition and Use", "Accepted Values", "Example"],
    [
        "Offer",
        "standard_price",
        "Your Price",
        "The price at which the merchant offers the product for sale.",
        "A number with up to 18 digits.",
        "249.99",
    ],
    [
        "Offer",
        "sale_price",
        "Sale Price",
        "The sale price at which the merchant offers the product.",
        "A number.",
        "219.99",
    ],
]


def price_files() -> Iterator[Variant]:
    """Price & Quantity, old and new, and the Inventory Loader."""
    goods = bare(shop(), "title", "asin")
    least = (replace(goods[0], min_price=2000), goods[1], replace(goods[2], min_price=99999))
    heads = ["sku", "price", "minimum-seller-allowed-price", "maximum-seller-allowed-price"]
    rows = [
        ["LAMP-1", "29.99", "20.00", "45"],
        ["DESK 2", "149", "", ""],
        ["RUG_3", "1234.50", "999.99", "2000"],
    ]
    more = ["quantity", "leadtime-to-ship", "fulfillment-channel"]
    yield Variant("Price & Quantity, 4 columns", {"price.txt": tabs([heads, *rows])}, least)
    yield Variant(
        "Price & Quantity, 5 columns, CRLF",
        {"price.txt": tabs([[*heads, "quantity"], *([*row, "3"] for row in rows)], "iso-8859-1", "\r\n")},
        least,
    )
    yield Variant(
        "Price & Quantity, 7 columns",
        {"price.txt": tabs([[*heads, *more], *([*row, "3", "2", "DEFAULT"] for row in rows)])},
        least,
    )
    loader = heads_of(
        "sku product-id product-id-type price minimum-seller-allowed-price maximum-seller-allowed-price "
        "item-condition quantity add-delete item-note expedited-shipping product_tax_code handling-time"
    )
    ends = ["11", "3", "a", "", "", "A_GEN_TAX", "2"]
    loaded = [
        [row[0], asin, "1", *row[1:], *ends]
        for row, asin in zip(rows, ("B0LAMP0001", "B0DESK0002", "B0RUGS0003"), strict=True)
    ]
    yield Variant(
        "Inventory Loader",
        {"loader.txt": tabs([loader, *loaded])},
        tuple(
            replace(each, asin=asin)
            for each, asin in zip(least, ("B0LAMP0001", "B0DESK0002", "B0RUGS0003"), strict=True)
        ),
    )
    wanted = price_quantity_read()
    text, cells = price_quantity(cells=False), price_quantity(cells=True)
    yield Variant("unified Price & Quantity, tabs", {"template.txt": tabs(text)}, wanted, marketplace="UK")
    yield Variant(
        "unified Price & Quantity, no marketplace but its own",
        {"template.txt": tabs(text, "utf-8-sig", "\r\n")},
        wanted,
        marketplace=None,
    )
    book = {"Instructions": INSTRUCTIONS, "Template": cells, "Data Definitions": DEFINITIONS}
    yield Variant(
        "unified Price & Quantity, XLSX",
        {"template.xlsx": xlsx({"Template": cells})},
        wanted,
        marketplace="UK",
    )
    yield Variant(
        "unified Price & Quantity, XLSM with its other sheets",
        {"template.xlsm": xlsx(book, macros=True)},
        wanted,
        marketplace="UK",
    )
    emirates = "A2VIGQ35RCS4UG"
    fields = {
        "contribution_sku#1.value": "SKU",
        "fulfillment_availability#1.quantity": "Quantity (AE)",
        priced(emirates, "our_price", ""): "Your Price AED (AE)",
        priced(emirates, "discounted_price", ""): "Sale Price AED (AE)",
        priced(emirates, "discounted_price", "", "start_at"): "Sale Start Date (AE)",
        priced(emirates, "discounted_price", "", "end_at"): "Sale End Date (AE)",
    }
    data = [
        ["LAMP-1", "7", "29.99", "24.99", "2026-11-30T20:00:00Z", "2026-12-10T19:59:59Z"],
        ["DESK 2", "2", "149", "", "", ""],
    ]
    rows = unified(
        settings(emirates, "en_AE"), ["Identity", "Offer"], fields, [["ABC123", "50", "9.99"]], data
    )
    lamp, desk, _ = bare(shop("AE"), "title", "asin")
    start, end = days("AE", "2026-12-01", "2026-12-10")
    yield Variant(
        "unified Price & Quantity without audiences, AE",
        {"template.txt": tabs(rows)},
        (replace(lamp, sale_price=2499, sale_start=start, sale_end=end), desk),
        marketplace="AE",
    )


def category_listings(*, cells: bool) -> list[list[Any]]:
    """A Category Listings Report of Italy: the parent has no price, the sale ends in a column before its start."""
    italy = "APJ6JRA9NG5V4"
    fields = {
        "::listing_status": "Stato dell'offerta",
        "::title": "Titolo",
        "contribution_sku#1.value": "SKU",
        "amzn1.volt.ca.product_id_type": "Tipo di ID prodotto",
        "amzn1.volt.ca.product_id_value": "ID prodotto",
        f"list_price[marketplace_id={italy}]#1.value_with_tax": "Prezzo di listino",
        "fulfillment_availability#1.quantity": "Quantità (IT)",
        priced(italy, "our_price"): "Il tuo prezzo EUR (Vendi su Amazon, IT)",
        priced(italy, "discounted_price", at="end_at"): "Data di fine offerta (Vendi su Amazon, IT)",
        priced(italy, "discounted_price", at="start_at"): "Data di inizio offerta (Vendi su Amazon, IT)",
        priced(italy, "discounted_price"): "Prezzo in offerta EUR (Vendi su Amazon, IT)",
    }
    example = grid("Attiva | Esempio | ABC123 | EAN | 4000000000000 | 49.99 | 50 | 39.99 | | | ")
    rows = grid(
        """
        Attiva   | Lampada          | LAMP-PARENT |      |            |       |   |       |            |            |
        Attiva   | Lampada d'ottone | LAMP-1      | ASIN | B0LAMP0001 | 39.99 | 7 | 29.99 | 2026-12-10 | 2026-12-01 | 24.99
        Inattiva | Scrivania così   | DESK 2      | ASIN | B0DESK0002 |       | 2 | 149   |            |            |
        """
    )
    data = typed([[], *rows])[1:] if cells else rows
    groups = ["Stato", "", "Identità dell'offerta", "", "", "Dettagli del prodotto", "Offerta (IT)"]
    return unified(settings(italy, "it_IT", "category-listings"), groups, fields, example, data)


def template_files() -> Iterator[Variant]:
    """Category Listings Reports, category files of the older kind, Prime Exclusive templates."""
    lamp, desk, _ = bare(shop("IT"), "title")
    start, end = days("IT", "2026-12-01", "2026-12-10")
    italy = (
        Listing("LAMP-PARENT", None, marketplace="IT"),
        replace(lamp, list_price=3999, sale_price=2499, sale_start=start, sale_end=end),
        desk,
    )
    no_title = frozenset({"title"})
    yield Variant(
        "Category Listings Report, it, XLSM with sheet Modello",
        {
            "clr.xlsm": xlsx(
                {"Istruzioni": INSTRUCTIONS, "Modello": category_listings(cells=True)}, macros=True
            )
        },
        italy,
        marketplace="IT",
        ignore=no_title,
    )
    yield Variant(
        "Category Listings Report, it, tabs",
        {"clr.txt": tabs(category_listings(cells=False))},
        italy,
        marketplace="IT",
        ignore=no_title,
    )
    names = grid(
        "feed_product_type | item_sku | item_name | standard_price | quantity | list_price | sale_price | "
        "sale_from_date | sale_end_date | fulfillment_center_id"
    )
    labels = grid(
        "Product Type | Seller SKU | Product Name | Your price | Quantity | List Price | Sale Price | "
        "Sale Start Date | Sale End Date | Fulfillment Center ID"
    )
    rows = grid(
        """
        lamp  | LAMP-1 | Brass lamp | 29.99   | 7 | 39.99 | 24.99 | 2026-12-01 | 2026-12-10 | DEFAULT
        table | DESK 2 | Desk       | 149     | 2 |       |       |            |            |
        rug   | RUG_3  | Rug        | 1234.50 | 1 |       |       |            |            | AMAZON_NA
        """
    )
    first = [
        "TemplateType=fptcustom",
        "Version=2025.0401",
        "TemplateSignature=TEFNUA==",
        "settings=attributeRow=3&contentLanguageTag=en_US&dataRow=4&feedType=113&headerLanguageTag=en_US&labelRow=2",
    ]
    older = [
        "TemplateType=home",
        "Version=2015.1203",
        "The top 3 rows are for Amazon.com use only. Do not modify or delete the top 3 rows.",
    ]
    lamp, desk, rug = bare(shop(), "title", "asin")
    start, end = days("US", "2026-12-01", "2026-12-10")
    america = (replace(lamp, list_price=3999, sale_price=2499, sale_start=start, sale_end=end), desk, rug)
    blank = [""] * (len(names[0]) - 4)
    yield Variant(
        "legacy category file, tabs",
        {"category.txt": tabs([[*first, *blank], *labels, *names, *rows])},
        america,
        ignore=no_title,
    )
    yield Variant(
        "legacy category file of 2015, tabs",
        {"category.txt": tabs([[*older, "", *blank], *labels, *names, *rows], "iso-8859-1")},
        america,
        ignore=no_title,
    )
    book = {
        "Instructions": INSTRUCTIONS,
        "Template": [first, *labels, *typed([*names, *rows])],
        "Data Definitions": DEFINITIONS,
        "Valid Values": [["Fulfillment Center ID", "DEFAULT", "AMAZON_NA"]],
    }
    yield Variant(
        "legacy category file, XLSM with its other sheets",
        {"category.xlsm": xlsx(book, macros=True)},
        america,
        ignore=no_title,
    )
    exclusive = [
        ["sku", "Discount Type\n(Pick from Dropdown)", "Discount Value"],
        [
            "Please enter your SKU",
            "Please select the cell and then select one of three options from dropdown. Options are : Amount Off or Percentage Off or Fixed Price.",
            "Please enter the discount value",
        ],
        ["LAMP-1", "Percentage Off", "20"],
        ['amzn.gr."LAMP-1"-', "Amount Off", "3.50"],
        ["DESK 2", "Fixed Price", "119"],
    ]
    wanted = tuple(
        Promotion("prime_exclusive", form, value, (sku,), None, None)
        for sku, form, value in (
            ("LAMP-1", "percent", 2000),
            ('amzn.gr."LAMP-1"-', "amount", 350),
            ("DESK 2", "price", 11900),
        )
    )
    kinds = {
        "prime.xlsx": xlsx({"Sheet1": typed(exclusive)}),
        "prime.txt": excel_text(exclusive).encode(),
        "prime.csv": sheet(exclusive),
    }
    for name, data in kinds.items():
        yield Variant(
            f"Prime Exclusive template with its help row, {name}",
            {name: data},
            promotions=wanted,
            ignore=frozenset({"name"}),
        )


# --- Stock, fees, orders, plans: known, every row counted ----------------------------


def told(
    what: str, name: str, heads: str, body: str, marketplace: str = "US", encoding: str = "utf-8"
) -> Variant:
    """A report of which only the layout and the number of rows is expected."""
    names = [each.replace("~", " ") for each in heads.split()]
    rows = [[*cells, *[""] * (len(names) - len(cells))] for cells in grid(body)]
    return Variant(
        what,
        {name: tabs([names, *rows], encoding)},
        listings=None,
        promotions=None,
        floors=None,
        recognised={name: len(rows)},
        marketplace=marketplace,
    )


FEES: Final = (
    "your-price sales-price longest-side median-side shortest-side length-and-girth unit-of-dimension "
    "item-package-weight unit-of-weight"
)
ORDERS: Final = (
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel sales-channel "
    "order-channel {url}ship-service-level product-name sku asin item-status quantity currency item-price item-tax "
    "shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount "
    "ship-city ship-state ship-postal-code ship-country promotion-ids {cpf}is-business-order purchase-order-number "
    "price-designation"
)


def other_reports() -> Iterator[Variant]:
    """Reports beside listings and promotions."""
    yield told(
        "FBA inventory (MYI), cp1252",
        "myi.txt",
        "sku fnsku asin product-name condition your-price mfn-listing-exists mfn-fulfillable-quantity "
        "afn-listing-exists afn-warehouse-quantity afn-fulfillable-quantity afn-unsellable-quantity "
        "afn-reserved-quantity afn-total-quantity per-unit-volume afn-inbound-working-quantity "
        "afn-inbound-shipped-quantity afn-inbound-receiving-quantity afn-researching-quantity "
        "afn-reserved-future-supply afn-future-supply-buyable store",
        """
        LAMP-1 | X000AAAAA1 | B0LAMP0001 | Lamp™ “Oslo” | New | 29.99 | No | | Yes | 12 | 10 | 1 | 1 | 12 | 0.02 | 0 | 0 | 0 | 0 | 0 | 0 |
        DESK 2 | X000AAAAA2 | B0DESK0002 | Desk é       | New | 149.00 | Yes | 3 | Yes | 0 | 0 | 0 | 0 | 0 | 1.10 | 5 | 0 | 0 | 0 | 0 | 0 |
        """,
        encoding="cp1252",
    )
    yield told(
        "FBA fee preview, US with a CA row",
        "fees.txt",
        f"sku fnsku asin amazon-store product-name product-group brand fulfilled-by {FEES} product-size-tier currency "
        "estimated-fee-total estimated-referral-fee-per-unit estimated-variable-closing-fee "
        "estimated-order-handling-fee-per-order estimated-pick-pack-fee-per-unit "
        "estimated-weight-handling-fee-per-unit expected-fulfillment-fee-per-unit "
        "estimated-future-fee~(Current~Selling~on~Amazon~+~Future~Fulfillment~fees) "
        "estimated-future-order-handling-fee-per-order estimated-future-pick-pack-fee-per-unit "
        "estimated-future-weight-handling-fee-per-unit expected-future-fulfillment-fee-per-unit",
        """
        LAMP-1 | X000AAAAA1 | B0LAMP0001 | US | Lamp | Home | Acme | Amazon | 29.99 | 24.99 | 15 | 8 | 6 | 43 | inches | 2.1 | pounds | Large standard | USD | 9.70 | 4.50 | 0 | 0 | 5.20 | 0 | 5.20
        LAMP-1 | X000AAAAA1 | B0LAMP0001 | CA | Lampe dorée | Home | Acme | Amazon | 39.99 | 39.99 | 38 | 20 | 15 | 108 | centimetres | 0.95 | kilograms | Standard | CAD | 13.10 | 6.00 | 0 | 0 | 7.10 | 0 | 7.10
        DESK 2 | X000AAAAA2 | B0DESK0002 | US | Desk | Home | Acme | Amazon | 149.00 | 149.00 | 60 | 30 | 6 | 132 | inches | 44 | pounds | Large bulky | USD | 48.85 | 22.35 | 0 | 0 | 26.50 | 0 | 26.50
        """,
        encoding="cp1252",
    )
    yield told(
        "FBA fee preview, Europe",
        "fees.txt",
        f"sku fnsku asin product-name product-group brand fulfilled-by has-local-inventory {FEES} "
        "product-size-weight-band currency estimated-fee-total estimated-referral-fee-per-unit "
        "estimated-variable-closing-fee expected-domestic-fulfilment-fee-per-unit "
        "expected-efn-fulfilment-fee-per-unit-uk expected-efn-fulfilment-fee-per-unit-de "
        "expected-efn-fulfilment-fee-per-unit-fr expected-efn-fulfilment-fee-per-unit-it "
        "expected-efn-fulfilment-fee-per-unit-es",
        """
        LAMP-1 | X000AAAAA1 | B0LAMP0001 | Stehlampe für Räume | Home | Acme | Amazon | Yes | 29.99 | 24.99 | 38 | 20 | 15 | 108 | centimeters | 950 | grams | Standard Parcel 1kg | EUR | 8.60 | 4.50 | 0 | 4.10 | 6.90 | 4.10 | 6.20 | 6.40 | 6.50
        DESK 2 | X000AAAAA2 | B0DESK0002 | Schreibtisch | Home | Acme | Amazon | No | 149.00 | 149.00 | 150 | 76 | 15 | 332 | centimeters | 20000 | grams | Small Oversize | EUR | 42.30 | 22.35 | 0 | 19.95 | 30.10 | 19.95 | 28.10 | 28.40 | 28.90
        """,
        "DE",
        "cp1252",
    )
    weeks = " ".join(
        f"sns-units-shipped-week-{week} oos-rate-week-{week} sns-sale-price-week-{week} sns-discount-week-{week}"
        for week in range(1, 5)
    )
    yield told(
        "subscribe & save performance",
        "sns.tsv",
        f"offer-state snapshot-date sku fnsku asin product-name country week-1-start-date {weeks}",
        """
        Active | 2026-11-16 | LAMP-1 | X000AAAAA1 | B0LAMP0001 | Lamp | US | 2026-11-15 | 4 | 0 | 29.99 | 5 | 3 | 0 | 29.99 | 5 | 2 | 0 | 29.99 | 5 | 1 | 0 | 29.99 | 5
        Active | 2026-11-16 | RUG_3 | X000AAAAA3 | B0RUGS0003 | Rug | US | 2026-11-15 | 1 | 0 | 1234.50 | 10 | 0 | 0 | 1234.50 | 10 | 0 | 0 | 1234.50 | 10 | 0 | 0 | 1234.50 | 10
        """,
    )
    order = "111-0000001-000000{} | | 2026-05-08T23:36:26+00:00 | 2026-05-09T08:00:01+00:00 | {} | Amazon | {} | {}| Expedited | Lamp | LAMP-1 | B0LAMP0001 | {} | 1 | {} | {} | | | | | | {} | | SEATTLE | WA | 98101 | US | {} | {}false | | "
    old = [
        order.format(1, "Shipped", "Amazon.it", "| ", "Shipped", "EUR", "89.95", "", "", ""),
        order.format(2, "Cancelled", "Amazon.it", "| ", "Cancelled", "", "", "", "", ""),
    ]
    new = [
        order.format(
            1,
            "Shipped",
            "Amazon.com",
            "",
            "Shipped",
            "USD",
            "25.0",
            "3.75",
            "VPC-44571-44201853 Coupon",
            "| ",
        ),
        order.format(2, "Pending", "Amazon.com", "", "Unshipped", "", "", "", "", "| "),
        order.format(3, "Shipped", "Non-Amazon", "", "Shipped", "USD", "0.0", "", "", "| "),
    ]
    yield told(
        "All Orders, 32 columns", "orders.txt", ORDERS.format(url="url ", cpf=""), "\n".join(old), "IT"
    )
    yield told(
        "All Orders, 33 columns of 2026",
        "orders.txt",
        ORDERS.format(url="", cpf="cpf ") + " signature-confirmation-recommended",
        "\n".join(new),
    )


# --- Our own sheets ------------------------------------------------------------------

# English and Chinese headers of the documented sheets, every column.
PROMOTION_HEADS: Final = pairs(
    "promotion_id=促销编号 | name=促销名称 | kind=促销类型 | store=店铺 | marketplace=站点 | sku=SKU | asin=ASIN | "
    "discount_type=折扣方式 | discount_value=折扣值 | start=开始时间 | end=结束时间 | timezone=时区 | status=状态 | "
    "canceled_at=取消时间 | stackable=允许叠加 | claim_code=促销代码 | code_type=代码类型 | combinability=叠加属性 | "
    "buy_quantity=购买数量 | get_quantity=赠送数量 | min_quantity=最低数量 | min_spend=最低金额 | "
    "max_units_per_order=单笔限购 | one_per_customer=每人限用一次 | units=活动数量 | budget=预算 | audience=人群 | owner=负责人"
)
LISTING_HEADS: Final = pairs(
    "store=店铺 | marketplace=站点 | sku=SKU | asin=ASIN | parent_asin=父ASIN | title=标题 | price=售价 | "
    "sale_price=促销价 | sale_start=促销开始 | sale_end=促销结束 | list_price=划线价 | min_price=最低价 | "
    "business_price=企业价 | quantity=库存 | currency=币种 | status=状态 | brand=品牌 | owner=负责人"
)
FLOOR_HEADS: Final = pairs(
    "store=店铺 | marketplace=站点 | sku=SKU | floor=底价 | currency=币种 | cost=成本 | fees=费用 | "
    "min_margin_percent=最低毛利率 | min_percent_of_price=最低折后占比 | reference_price=参考价 | stock=库存 | "
    "planned_units=计划数量 | brand=品牌 | owner=负责人"
)
PROMOTION_CELLS: Final = """
P1 | Winter | coupon         | acme | US            | LAMP-1         |            | percent | 20     | 2026-12-01       | 2026-12-10       |                  | scheduled |                  | yes |        |            |              |   |   |   |    |   | yes |     | 500 | all   | Ana
P2 | Code   | social_code    | acme | US            | DESK 2         |            | percent | 30     | 2026-12-05 09:00 | 2026-12-07 20:00 | America/New_York | active    |                  | no  | SAVE30 | group      | exclusive    |   |   |   |    |   | no  |     |     |       | Bo
P3 | Flash  | lightning_deal | acme | ATVPDKIKX0DER |                | B0RUGS0003 | price   | 899.00 | 2026-12-06 10:00 | 2026-12-06 16:00 |                  | paused    |                  |     |        |            |              |   |   |   |    |   |     | 200 |     | prime | Bo
P4 | Two    | buy_x_get_y    | acme | US            | LAMP-1; RUG_3  |            | percent | 100    | 2026-12-01       | 2026-12-31       |                  | cancelled | 2026-12-03 10:00 | no  |        | none       |              | 1 | 1 |   |    | 2 |     |     |     |       | Ana
P5 | More   | percentage_off | acme | US            | LAMP-1         | B0LAMP0001 | percent | 10     | 2026-12-01       | 2026-12-31       |                  |           |                  |     | MORE10 | single_use | unrestricted |   |   | 2 | 50 |   |     |     |     |       | Ana
"""
CHINESE_KINDS: Final = {
    "coupon": "优惠券",
    "social_code": "社媒促销代码",
    "lightning_deal": "Z秒杀/LD",
    "buy_x_get_y": "买一赠一",
    "percentage_off": "购买折扣",
}
LISTING_CELLS: Final = """
acme | US | LAMP-1 | B0LAMP0001 | B0LAMPPRNT | Brass lamp | 29.99   | 24.99 | 2026-12-01       | 2026-12-10       | 39.99 | 20  |       | 7 | USD | Active   | Acme | Ana
acme | US | DESK 2 | B0DESK0002 |            | Desk       | 149     |       |                  |                  |       |     | 145.5 | 2 | USD | Inactive |      | Bo
acme | US | RUG_3  |            |            | Rug        | 1234.50 | 999   | 2026-12-05 09:00 | 2026-12-06 18:30 |       |     |       | 0 |     |          | Acme |
"""
FLOOR_CELLS: Final = """
acme | US | LAMP-1 | 19.99 | USD |    |      |    |    | 29.99 | 7   | 5 | Acme | Ana
acme | US | DESK 2 |       | USD | 60 | 4.50 | 25 |    |       | 2   |   |      | Bo
acme | US | RUG_3  | 800   | USD |    |      |    | 60 |       | 100 |   | Acme | Ana
"""


def own_promotions() -> tuple[Promotion, ...]:
    """What the promotions sheet says."""
    month = days("US", "2026-12-01", "2026-12-31")
    return (
        Promotion(
            "coupon",
            "percent",
            2000,
            ("LAMP-1",),
            *days("US", "2026-12-01", "2026-12-10"),
            "Winter",
            store="acme",
            owner="Ana",
            switch="YES",
        ),
        Promotion(
            "social_code",
            "percent",
            3000,
            ("DESK 2",),
            "2026-12-05 14:00",
            "2026-12-08 01:00",
            "Code",
            store="acme",
            owner="Bo",
            switch="NO",
            coded=True,
            claim_code="SAVE30",
            combinability="EXCLUSIVE",
        ),
        Promotion(
            "lightning_deal",
            "price",
            89900,
            ("B0RUGS0003",),
            "2026-12-06 18:00",
            "2026-12-07 00:00",
            "Flash",
            store="acme",
            owner="Bo",
        ),
        Promotion(
            "buy_x_get_y",
            "percent",
            10000,
            ("LAMP-1", "RUG_3"),
            *month,
            "Two",
            store="acme",
            owner="Ana",
            status="CANCELLED",
            canceled_at="2026-12-03 18:00",
            switch="NO",
        ),
        Promotion(
            "percentage_off",
            "percent",
            1000,
            ("LAMP-1",),
            *month,
            "More",
            store="acme",
            owner="Ana",
            coded=True,
            claim_code="MORE10",
            combinability="UNRESTRICTED",
            min_quantity=2,
            min_spend=5000,
        ),
    )


def own_listings() -> tuple[Listing, ...]:
    """What the listings sheet says."""
    start, end = days("US", "2026-12-01", "2026-12-10")
    return (
        Listing(
            "LAMP-1",
            2999,
            "B0LAMP0001",
            "Brass lamp",
            store="acme",
            sale_price=2499,
            sale_start=start,
            sale_end=end,
            list_price=3999,
            min_price=2000,
            parent_asin="B0LAMPPRNT",
            owner="Ana",
        ),
        Listing("DESK 2", 14900, "B0DESK0002", "Desk", store="acme", business_price=14550, owner="Bo"),
        Listing(
            "RUG_3",
            123450,
            "",
            "Rug",
            store="acme",
            sale_price=99900,
            sale_start="2026-12-05 17:00",
            sale_end="2026-12-07 02:30",
        ),
    )


def own_floors() -> tuple[Floor, ...]:
    """What the floors sheet says."""
    return (
        Floor("LAMP-1", 1999, store="acme", owner="Ana"),
        Floor("DESK 2", None, 6000, 450, 2500, store="acme", owner="Bo"),
        Floor("RUG_3", 80000, min_percent_of_price=6000, store="acme", owner="Ana"),
    )


def own_sheets() -> Iterator[Variant]:
    """Every documented column of our own sheets, in both languages and in every kind of file."""
    promotions = grid(PROMOTION_CELLS)
    listings, floors = grid(LISTING_CELLS), grid(FLOOR_CELLS)
    chinese = [[*row[:2], CHINESE_KINDS[row[2]], *row[3:]] for row in promotions]
    tables: dict[str, tuple[Mapping[str, str], Rows, Rows, dict[str, Any]]] = {
        "promotions": (PROMOTION_HEADS, promotions, chinese, {"promotions": own_promotions()}),
        "listings": (LISTING_HEADS, listings, listings, {"listings": own_listings()}),
        "floors": (FLOOR_HEADS, floors, floors, {"floors": own_floors()}),
    }
    for name, (heads, english_rows, chinese_rows, wanted) in tables.items():
        english = [list(heads), *english_rows]
        translated = [list(heads.values()), *chinese_rows]
        for language, rows in (("English", english), ("Chinese", translated)):
            ways = {
                "CSV": (f"{name}.csv", sheet(rows)),
                "TSV": (f"{name}.tsv", tabs(rows)),
                "XLSX": (f"{name}.xlsx", xlsx({"Sheet1": typed(rows)})),
            }
            if language == "Chinese":
                ways["CSV in GB18030"] = (f"{name}.csv", sheet(rows, encoding="gb18030"))
            for way, (file, data) in ways.items():
                yield Variant(
                    f"our {name} sheet, every column, {language}, {way}",
                    {file: data},
                    **wanted,
                    marketplace=None,
                )
    plan = [["plan_id", *PROMOTION_HEADS], *([f"PLAN-{row[0]}", *row] for row in promotions)]
    plan_chinese = [["plan_id", *PROMOTION_HEADS.values()], *([f"PLAN-{row[0]}", *row] for row in chinese)]
    for what, (file, data) in {
        "English, CSV": ("plan.csv", sheet(plan)),
        "Chinese, XLSX": ("plan.xlsx", xlsx({"计划": typed(plan_chinese)})),
    }.items():
        yield Variant(
            f"our plan sheet, {what}", {file: data}, recognised={file: len(promotions)}, marketplace=None
        )


def own_habits() -> Iterator[Variant]:
    """How people fill in our sheets."""
    window = days("US", "2026-12-01", "2026-12-10")
    rows = [
        ["name", "kind", "asin", "discount_type", "discount_value", "start", "end"],
        [
            "Light",
            "coupon",
            "B0LAMP0001;B0DESK0002; B0RUGS0003;",
            "percent",
            "20",
            "2026-12-01",
            "2026-12-10",
        ],
    ]
    yield Variant(
        "several ASINs in one cell",
        {"promotions.csv": sheet(rows)},
        promotions=(
            Promotion(
                "coupon", "percent", 2000, ("B0LAMP0001", "B0DESK0002", "B0RUGS0003"), *window, name="Light"
            ),
        ),
    )
    rows = [
        ["Promotion ID", "Promotion Kind", "Seller SKU", "Discount Type", "Discount Value", "Start", "End"],
        ["P1", "Lightning Deal", "LAMP-1", "Price", "19.99", "2026-12-01 09:00", "2026-12-01 15:00"],
    ]
    rows[0] = ["Promotion ID", "KIND", "Sku", "Discount Type", "discount-value", "Start", "End"]
    yield Variant(
        "our promotions sheet, header in other spellings",
        {"promotions.csv": sheet(rows, ";")},
        promotions=(
            Promotion("lightning_deal", "price", 1999, ("LAMP-1",), "2026-12-01 17:00", "2026-12-01 23:00"),
        ),
        ignore=frozenset({"name"}),
    )
    chinese = grid(
        """
        促销名称 | 促销类型     | SKU    | 折扣方式 | 折扣值 | 开始时间   | 结束时间   | 状态   | 允许叠加 | 备注
        冬季     | 优惠券       | LAMP-1 | zhe      | 8.5折  | 2026/12/01 | 2026/12/10 | 进行中 | 是       | 已确认
        会员     | 会员专享折扣 | DESK 2 | percent  | 20%    | 2026/12/01 | 2026/12/10 | 已取消 | 否       |
        """
    )
    yield Variant(
        "our promotions sheet as a Chinese operator fills it in, GB18030",
        {"promotions.csv": sheet(chinese, encoding="gb18030")},
        promotions=(
            Promotion("coupon", "percent", 1500, ("LAMP-1",), *window, name="冬季", switch="YES"),
            Promotion(
                "prime_exclusive",
                "percent",
                2000,
                ("DESK 2",),
                *window,
                name="会员",
                switch="NO",
                status="CANCELLED",
            ),
        ),
    )
    germany = [
        ["sku", "floor", "cost", "fees", "currency", "marketplace"],
        ["LAMP-1", "19,99", "", "", "EUR", "DE"],
        ["RUG_3", "1.000,00", "750,50", "0,99", "EUR", "DE"],
    ]
    yield Variant(
        "our floors sheet, 1.000,00 of a German Excel",
        {"floors.csv": sheet(germany, ";", "cp1252")},
        floors=(
            Floor("LAMP-1", 1999, currency="EUR", marketplace="DE"),
            Floor("RUG_3", 100000, 75050, 99, currency="EUR", marketplace="DE"),
        ),
        marketplace=None,
    )


def several_accounts() -> Iterator[Variant]:
    """Two stores and two marketplaces."""
    us, uk = shop(), shop("UK")
    bolt = (replace(us[0], price=3199), us[1])
    yield Variant(
        "two stores and two marketplaces by folder",
        {
            "acme/US/listings.txt": tabs(report(us)),
            "acme/UK/listings.txt": tabs(report(uk), "cp1252"),
            "bolt/US/listings.txt": tabs(report(bolt)),
            "acme/UK/vouchers.csv": sheet(coupon_rows(VOUCHER, money="£ off")),
        },
        (
            *(replace(each, store="acme") for each in (*us, *uk)),
            *(replace(each, store="bolt") for each in bolt),
        ),
        tuple(replace(each, store="acme") for each in coupons("UK", full=False)),
        marketplace=None,
    )
    yield Variant(
        "a folder per marketplace",
        {"US/all.txt": tabs(report(us)), "UK/all.txt": tabs(report(uk))},
        (*us, *uk),
        marketplace=None,
    )
    rows = [["店铺", "站点", "SKU", "ASIN", "标题", "售价"]]
    goods = [
        *(replace(each, store="acme") for each in (*us, *uk)),
        *(replace(each, store="bolt") for each in bolt),
    ]
    rows += [
        [each.store, each.marketplace, each.sku, each.asin, each.title, amount(each.price, "US")]
        for each in goods
    ]
    promotions = [
        [*HEADS, "store", "marketplace"],
        ["A", "coupon", "LAMP-1", "percent", "20", "2026-12-01", "2026-12-10", "acme", UK_ID],
        ["B", "coupon", "LAMP-1", "percent", "20", "2026-12-01", "2026-12-10", "bolt", "US"],
    ]
    yield Variant(
        "two stores and two marketplaces by column",
        {"listings.csv": sheet(rows), "promotions.csv": sheet(promotions)},
        tuple(goods),
        (
            Promotion(
                "coupon",
                "percent",
                2000,
                ("LAMP-1",),
                *days("UK", "2026-12-01", "2026-12-10"),
                "A",
                "UK",
                "acme",
            ),
            Promotion(
                "coupon",
                "percent",
                2000,
                ("LAMP-1",),
                *days("US", "2026-12-01", "2026-12-10"),
                "B",
                "US",
                "bolt",
            ),
        ),
        marketplace=None,
    )
    added = [
        [*row, *cells]
        for row, cells in zip(
            report((*us, *uk)),
            [("store", "marketplace"), *(("acme", each.marketplace) for each in (*us, *uk))],
            strict=True,
        )
    ]
    yield Variant(
        "All Listings with store and marketplace added by hand",
        {"all.txt": tabs(added)},
        tuple(replace(each, store="acme") for each in (*us, *uk)),
        marketplace=None,
    )


VARIANTS: Final = (
    *in_encodings(),
    *in_languages(),
    *in_mixed_japanese(),
    *in_spellings(),
    *in_columns(),
    *in_rows(),
    *in_numbers(),
    *in_dates(),
    *in_discounts(),
    *in_workbooks(),
    *coupon_templates(),
    *json_reports(),
    *price_files(),
    *template_files(),
    *other_reports(),
    *own_sheets(),
    *own_habits(),
    *several_accounts(),
)
