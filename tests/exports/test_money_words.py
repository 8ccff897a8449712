"""Columns that no layout knows: which names speak of money, in every language of the layouts, and which only sound like it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final
from unicodedata import normalize

import pytest

from promocheck.exports.vocabulary import is_form_of_discount, speaks_of_money
from tests.cli.command import AS_OF, promocheck, write_shop

MONEY: Final = {
    "en": """
        price | Unit price | pricing | price_list | SalePrice | MSRP | cost | unit_cost | fee | % off | amount | points
        discount | discounted | DisCount | MarkDown | Discount % | markdown | mark down | rebate | savings | cashback | clearance
        coupon | coupons | voucher code | promo | promotional | promotions | codepromo | campaign | Campaign Name | campaign_id
        mycampaign | deal | deals | flash deal | lightning_deal | flash sales | on sale | special offer
        stack | stackable | stackable_with | isStackable | non-stackable | nonstackable | stacking | stacks with
        combinable | can be combined | combine with | combination | noncombinable | cumulable | not cumulative | mutually exclusive""",
    "de": """
        Preis | Preise | Aktionspreis | Mindestpreis | UVP | Kosten | Betrag | Rabatt | Rabatte | Mengenrabatt | Nachlass | Nachlaß
        Ermäßigung | Ermaessigung | ermäßigt | Vergünstigung | reduziert | Skonto | Gutschein | Gutscheine | Gutscheincode | Aktion
        Aktionen | Sonderaktion | Kampagne | Kampagnen | Kampagnenname | Sommerkampagne | Angebot | Blitzangebote | Schnäppchen
        Ausverkauf | stapelbar | nicht stapelbar | kombinierbar | nicht kombinierbar | nicht_kombinierbar | unkombinierbar
        Kombination | Kombinationen | kombinieren | kumulierbar | kumuliert | Kumulation | nichtkumulierbar""",
    "fr": """
        prix | prix barré | tarif | coût | montant | remise | remises | réduction | reductions | réduit | rabais | ristourne
        solde | soldes | bon | bons de réduction | offre | offres | promotion | promotionnel | code promo | campagne | campagnes
        vente flash | vente_flash | Ventes flash | VenteFlash | ventes privées | bonne affaire | cumulable | cumulables
        non cumulable | cumul | cumulé | cumuler | combinable | combiner | empilable""",
    "it": """
        prezzo | prezzi | listino | costo | costi | importo | sconto | sconti | scontato | ribasso | riduzione | risparmio | saldi
        buono | buoni | offerta | offerte | offerta lampo | promozione | promozioni | campagna | campagne | nome_campagna
        vendita flash | cumulabile | cumulabili | non cumulabile | accumulabile | sovrapponibile | combinabile | abbinabile""",
    "es": """
        precio | precios | coste | importe | PVP | descuento | descuentos | descontado | rebaja | rebajas | rebajado | bonificación
        ahorro | cupón | cupones | cupon | oferta | ofertas | promoción | promociones | promocional | campaña | campañas | campana
        venta flash | ventas flash | liquidación | acumulable | acumulables | no acumulable | acumular | combinable | apilable""",
    "pt": """
        preço | preços | preco | custo | desconto | descontos | cupom | cupons | oferta | promoção | promoções | promocao | campanha
        campanhas | nome da campanha | liquidação | acumulável | acumulaveis | cumulativo | não cumulativo | combinável
        empilhável""",
    "pl": """
        cena | ceny | cenę | cenowy | najniższa cena | koszt | kwota | rabat | rabaty | rabatu | zniżka | znizka | zniżki | obniżka
        przecena | przeceny | upust | kupon | kupony | oferta | oferty | promocja | promocje | promocyjna | kampania | kampanii
        nazwa_kampanii | wyprzedaż | łączenie | laczenie | łączenie promocji | można łączyć | kumulacja | kumulowanie
        kombinacja""",
    "tr": """
        fiyat | fiyatı | fiyatlar | satış fiyatı | maliyet | indirim | indirimli | İNDİRİM | iskonto | kupon | kuponlar
        promosyon | promosyonlar | kampanya | kampanyalar | kampanya_adı | teklif | fırsat | fırsatlar | birleştirilebilir
        birlestirilebilir | birlikte kullanılabilir | kombine edilebilir | istiflenebilir""",
    "nl": """
        prijs | prijzen | actieprijs | kosten | korting | kortingen | kortingscode | coupon | actie | acties | promotie | promoties
        campagne | campagnes | zomercampagne | aanbieding | aanbiedingen | uitverkoop | dagdeal | stapelbaar | niet stapelbaar
        stapelen | combineerbaar | combineren | combinatie""",
    "sv": """
        pris | priser | priset | försäljningspris | forsaljningspris | inköpspris | lägstapris | lägsta pris | rekommenderatpris
        prisavdrag | prisgolv | prislista | kampanjpris | kampanjpriset | ordinarie_pris | extrapriser | kostnad | rabatt | rabatter
        rabattkod | nedsättning | prisnedsättning | nedsatt | kupong | kuponger | kampanj | kampanjer | kampanjkod | sommarkampanj
        erbjudande | erbjudanden | rea | utförsäljning | stapelbar | staplingsbar | kombinerbar | kan kombineras""",
    "ar": """
        السعر | أسعار | خصم | خصومات | قسيمة | قسائم | كوبون | عرض | عروض | تخفيضات | حملة | اسم الحملة | ترويج | صفقة | تكلفة
        قابل للجمع | تراكمي""",
    "zh": """
        价格 | 活动价 | 折扣 | 优惠 | 优惠券 | 满减 | 秒杀 | 促销 | 立减 | 返利 | 团购 | 闪购 | 叠加 | 可叠加 | 不可叠加 | 可否叠加
        是否同享 | 不可同享 | 互斥 | 累加 | 可与其他同时使用 | 價格 | 活動價 | 優惠 | 優惠券 | 折扣 | 滿減 | 秒殺 | 促銷 | 團購 | 搶購
        行銷名稱 | 疊加 | 可疊加 | 併用 | 可併用 | 合併使用""",
    "ja": """
        価格 | 定価 | 単価 | 特価 | 割引 | 割引率 | 値引 | 値引き | 値下げ | 最安値 | 半額 | クーポン | セール | リベート | プロモーション
        プロモーション割合 | ﾌﾟﾛﾓｰｼｮﾝ | プロモ | キャンペーン | キャンペーン名 | 販促 | 特売 | お得 | ディール | バーゲン | 併用 | 併用可
        併用不可 | 重複適用 | 組み合わせ | 組合せ""",
    "id": "harga | harga_jual | diskon | potongan | promosi | kupon | kampanye | penawaran | biaya | digabung",
    "th": "ราคา | ส่วนลด | โปรโมชั่น | คูปอง | แคมเปญ | ใช้ร่วมกับ",
    "vi": "giá | giảm giá | khuyến mãi | ưu đãi | chiến dịch | chien_dich | cộng dồn | kết hợp",
    "ko": "가격 | 할인 | 쿠폰 | 프로모션 | 캠페인 | 이벤트 | 중복적용 | 중복 사용 | 병용",
}
OTHER: Final = {
    "en": """
        enterprise | Enterprise Customer | comprise | comprised_of | surprise | surprise_box | prism | Prismatic | prison | pristine
        Priscilla | ideal | ideal_for | dealer | dealership | ordeal | sales | Sales rank | bullet points | office | coffee | ribbon
        paramount | premises | soldering iron | solder | was older | haystack | bulletPoints | accumulator | accumulated | cumulus | recharge | rechargable
        precious metal | scout | tariff code | costume | viscount | champagne | coffer | combination of colours | colour combination
        Color Combination | combing | wholesaler | Cumulative units | endpoint | offer status | merchant_shipping_group | remark | notes""",
    "de": "Farbkombination | Akkumulator | Transaktion | Transaktions-ID | Reaktion | Interaktion | Redaktion | Kosmetik | Hersteller",
    "fr": "coffret | coffre | entreprise | reprise | Type de prise | prises | compris | tout compris | souffre | couture",
    "it": "prezzemolo | scontro | apprezzato | costituzione | accumulatore | peso",
    "es": "apreciado | descontinuado | prisa | prisión | acumulador | costura",
    "pt": "descontinuado | saldo de estoque | acumulador | custodia",
    "pl": "kombinezon | typ połączenia | łącznie | łączna ilość | okazja | scena | ocena",
    "tr": "kombin | akümülatör | renk | adet",
    "nl": "interactie | afkorting | reactie | kleur | breedte",
    "sv": "auktion | transaktion | färg | areal | beprisning",
    "cs": "příslušenství | přísady | příspěvek",
    "zh": "折叠 | 评价 | 颜色 | 备注 | 折疊 | 評價 | 庫存",
    "ja": "折りたたみ | 評価 | 数値 | 備考 | 色の組み合わせ | オフィス",
}


def headers(table: dict[str, str]) -> list[str]:
    return [
        header.strip()
        for text in table.values()
        for line in text.splitlines()
        for header in line.split("|")
        if header.strip()
    ]


@pytest.mark.parametrize("language", MONEY)
def test_names_that_speak_of_money(language: str) -> None:
    for header in headers({language: MONEY[language]}):
        spellings = (
            header,
            header.upper(),
            header.replace(" ", "_"),
            f" {header}: ",
            normalize("NFD", header),
        )
        for written in spellings:
            assert speaks_of_money(written), written


@pytest.mark.parametrize("language", ["de", "fr", "it", "es", "pt", "pl", "tr", "nl", "sv"])
def test_accents_make_no_difference(language: str) -> None:
    for header in headers({language: MONEY[language]}):
        letters = header.replace("ł", "l").replace("ı", "i").replace("ß", "ss")
        bare = normalize("NFD", letters).encode("ascii", "ignore").decode()
        assert speaks_of_money(bare), bare


@pytest.mark.parametrize("language", OTHER)
def test_names_that_only_sound_like_it(language: str) -> None:
    for header in headers({language: OTHER[language]}):
        for written in (header, header.upper(), header.capitalize(), header.replace(" ", "_")):
            assert not speaks_of_money(written), written


def test_what_means_something_else_hides_no_money_beside_it() -> None:
    for header in (
        "flash sales",
        "Transaktionspreis",
        "sales price",
        "prism price",
        "prison pris",
        "colour combination price",
    ):
        assert speaks_of_money(header), header


def once(table: dict[str, str]) -> list[str]:
    """The headers, each in one spelling: a sheet has no column twice."""
    return list({header.casefold(): header for header in headers(table)}.values())


SIGNS: Final = (
    "%",
    "％",
    "٪",
    "(%)",
    "$",
    "€",
    "¥",
    "% / $",
    "percent",
    "Percentage",
    "百分比",
    "减 %",
    "% Rabatt",
)
NO_SIGNS: Final = ("#", "(-)", "20%", "ACOS %", "CTR (%)", "Conversion percentage", "USD", "%AGE OF UNITS")


def test_a_sign_or_a_word_for_how_a_discount_is_given_stands_for_one() -> None:
    for written in SIGNS:
        assert is_form_of_discount(written), written
    for written in NO_SIGNS:
        assert not is_form_of_discount(written), written


@pytest.mark.parametrize("header", ["%", "(%)", "€", "percent", "百分比"])
def test_a_column_that_is_called_by_a_sign_alone_is_not_trusted(tmp_path: Path, header: str) -> None:
    ended = promocheck(with_columns(tmp_path, [header]), "scan", "US", *AS_OF, "--format", "json")
    assert (ended.code, unknown_columns(ended.out)) == (3, {header: "error"})


def with_columns(folder: Path, headers: list[str]) -> Path:
    """A shop whose promotions have these columns too."""
    sheet = write_shop(folder) / "US" / "promotions.csv"
    first, *rows = sheet.read_text(encoding="utf-8").splitlines()
    lines = [",".join([first, *headers]), *(",".join([row, *("" for _ in headers)]) for row in rows)]
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def unknown_columns(report: str) -> dict[str, str]:
    """Header → severity, of the columns that a report does not know."""
    found = [each for each in json.loads(report)["findings"] if each["rule"] == "PC902"]
    return {place["column"]: each["severity"] for each in found for place in each["places"]}


def test_the_command_does_not_trust_a_column_of_money(tmp_path: Path) -> None:
    known = {"stackable"}
    money = [header for header in once(MONEY) if header not in known]
    ended = promocheck(with_columns(tmp_path, money), "scan", "US", *AS_OF, "--format", "json")
    assert ended.code == 3
    assert unknown_columns(ended.out) == dict.fromkeys(money, "error")


def test_the_command_takes_another_column_for_what_it_is(tmp_path: Path) -> None:
    other = once(OTHER)
    ended = promocheck(with_columns(tmp_path, other), "scan", "US", *AS_OF, "--format", "json")
    assert unknown_columns(ended.out) == dict.fromkeys(other, "warning")
    assert ended.code == 0
