"""What a promotion's name speaks of: its words, and the listings whose titles have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.rules.evidence import Evidence
from promocheck.tables.packed import may_spell

_SIGNS: Final = "\u3040-\u30ff\u3400-\u9fff"  # kana and Han, which are written without spaces
# A word of letters, long enough to mean a thing; of signs two beside each other are.
_LETTERS: Final = 4
_WORD: Final = re.compile(rf"[^\W\d_{_SIGNS}]{{{_LETTERS},}}")
_RUN: Final = re.compile(rf"[{_SIGNS}]{{2,}}")
_BLANK_DIGITS: Final = str.maketrans("0123456789", " " * 10)
_BLANK_BYTES: Final = bytes.maketrans(b"0123456789", b" " * 10)  # as bytes, whatever else a text has
_STEM: Final = 5  # letters that tell words apart
_MOST: Final = 50  # targets, beyond which a name is a season's, not a product's

# Words that say when, why, where or for whom, and no product: "Home office days" may be on lamps.
_OCCASIONS: Final = """
    sale deal save saving coupon voucher code social black friday cyber monday week weekend prime special offer discount price
    spring summer autumn fall winter christmas xmas easter halloween valentine thanksgiving mother father holiday birthday advent
    anniversary season seasonal launch test with from until only free over extra seven lightning best brand member email
    clearance promo promotion percent first order newsletter club flash year month january february march april june july
    august september october november december monday tuesday wednesday thursday saturday sunday daily today
    facebook tiktok instagram youtube google influencer creator affiliate partner friend family staff
    gift home shop store customer welcome thank thanks back again school event campaign stock bundle pack super mega super
    tailored subscribe review business outlet limited time days exclusive selected everything entire catalogue catalog
    office kitchen garden bath bathroom bedroom living room outdoor indoor travel camping kids baby pets women girls boys house
"""
_OCCASION_SIGNS: Final = re.compile(
    "优惠券?|促销|折扣|秒杀|会员|活动|限时|黑五|网一|新品|清仓|特价|满减|圣诞节?|万圣节?|春节|中秋节?|双十[一二]|周年庆?|大促|代码|社媒|"
    "专享|测试|站外|红人|测评|买一赠一|第二件|半价|包邮|新年|春季|夏季|秋季|冬季|周末|年终|店铺|全店|老客|新客|"
    "セール|クーポン|タイム|割引|限定|会員|送料無料|クリスマス|新春"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A promotion by its rows, the listings it is on, and the words of its name that only other listings have."""

    rows: tuple[int, ...]
    listings: tuple[int, ...]
    words: tuple[str, ...]


def words_of(text: str) -> frozenset[str]:
    """The words of a text that may name a product, folded; plural and singular are one."""
    return _words_of(text.translate(_BLANK_DIGITS))


def words_of_each(texts: Sequence[str]) -> list[frozenset[str]]:
    """The same of many, which often differ in their numbers only: those are taken out of all of them at once."""
    together = "\0".join(texts).encode("utf-8", "surrogatepass").translate(_BLANK_BYTES)
    without = together.decode("utf-8", "surrogatepass").split("\0")
    if len(without) != len(texts):  # a text has the sign that stands between them
        return list(map(words_of, texts))
    known = {text: _words_of(text) for text in dict.fromkeys(without)}
    return [known[text] for text in without]


@lru_cache(maxsize=1 << 14)  # names and titles of a shop are many, and often differ in their numbers only
def _words_of(text: str) -> frozenset[str]:
    words = frozenset(map(_folded, _WORD.findall(text))) - _ANY
    return words if text.isascii() else words | _pairs_of_signs(text)


def _pairs_of_signs(text: str) -> set[str]:
    signs = _RUN.findall(_OCCASION_SIGNS.sub(" ", text))
    return {run[at : at + 2] for run in signs for at in range(len(run) - 1)}


def _folded(word: str) -> str:
    return word.casefold().removesuffix("s")


_ANY: Final = frozenset(_folded(word) for word in _OCCASIONS.split())


def spoken_elsewhere(evidence: Evidence, rows: NDArray[np.int64]) -> Iterator[Spoken]:
    """Of these rows the promotions whose names have half of their words or more from one other title, and none of their own listings'."""
    # Nearly always the first title has a word of the name, letter by letter: then nothing is taken apart.
    names = evidence.promotions["name"]
    # Ids that stand for names, most often a letter and digits, need not be taken apart.
    maybe = np.flatnonzero(may_spell(names, _LETTERS)[rows])
    said = [
        (at, words)
        for at, words in zip(maybe.tolist(), words_of_each(names[rows[maybe]].tolist()), strict=True)
        if words
    ]
    speaking = np.array([at for at, _ in said], dtype=np.int64)
    titles_of = evidence.listings["title"][evidence.reached[evidence.reach[rows[speaking]]]].tolist()
    silent = np.zeros(len(rows), dtype=bool)
    silent[speaking] = [
        not _has_a_stem(title, words) for (_, words), title in zip(said, titles_of, strict=True)
    ]
    promotions = evidence.by_id(evidence.together(rows, silent))
    strange = [each for each in (_strange(evidence, those) for those in promotions) if each is not None]
    asked = frozenset(word for each in strange for word in each.words)
    if not asked:
        return
    # Only what is asked for is kept of the titles: there may be a million.
    titles = {words_of(title) & asked for title in dict.fromkeys(evidence.listings["title"].tolist())}
    for each in strange:
        shared = max(
            (title & {*each.words} for title in titles), key=lambda words: (len(words), *sorted(words))
        )
        if shared and 2 * len(shared) >= len(each.words):
            yield Spoken(each.rows, each.listings, tuple(sorted(shared)))


def _strange(evidence: Evidence, rows: tuple[int, ...]) -> Spoken | None:
    """A promotion whose name says something, and nothing of its listings, all of whose titles are known."""
    said = words_of(evidence.promotions.text("name", rows[0]))
    if not said or _has_a_stem(evidence.listings.text("title", evidence.first_of(rows[0])), said):
        return None
    listings = evidence.listings_of(rows).tolist()
    if len(listings) > _MOST or not all(evidence.listings.text("title", at) for at in listings):
        return None
    texts = [_text(evidence, at) for at in listings]
    if any(_has_a_stem(text, said) for text in texts):
        return None
    # Languages bend words and write them together: "Lampen" speaks of a "Stehlampe".
    own = frozenset(word for text in texts for word in words_of(text))
    akin = any(other[:_STEM] in word for word in said for other in own)
    return None if akin else Spoken(rows, tuple(listings), tuple(sorted(said)))


def _has_a_stem(text: str, said: frozenset[str]) -> bool:
    folded = text.casefold()
    return any(word[:_STEM] in folded for word in said)


def _text(evidence: Evidence, listing: int) -> str:
    return " ".join(evidence.listings.text(name, listing) for name in ("title", "sku", "brand"))
