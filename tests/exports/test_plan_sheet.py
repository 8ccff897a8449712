"""The plan sheet's headers and words are those that its layout reads."""

from __future__ import annotations

import re

import pytest

from promocheck.exports.layout import layouts
from promocheck.exports.plan_sheet import COLUMNS, as_csv
from promocheck.exports.plan_words import FORMS, KINDS
from promocheck.exports.vocabulary import folded, words
from promocheck.model.errors import FormulaTexts
from promocheck.model.kind import Form, Kind


def test_every_header_is_the_layouts_in_both_languages() -> None:
    (plan,) = [each for each in layouts() if each.id == "plan"]
    for column in COLUMNS:
        assert {folded(column.header(language)) for language in ("en", "zh")} <= {
            *plan.fields[column.en].texts
        }


def test_every_word_is_read_as_what_it_says() -> None:
    assert {Kind[name.upper()] for name in KINDS} == {*Kind}
    assert {words("kind")[folded(word)]: name for name, word in KINDS.items()} == {
        name: name for name in KINDS
    }
    assert {Form[name.upper()] for name in FORMS} == {*Form}
    assert {words("form")[folded(word)]: name for name, word in FORMS.items()} == {
        name: name for name in FORMS
    }


def test_a_csv_speaks_either_language_and_holds_no_formula() -> None:
    row = dict.fromkeys((column.en for column in COLUMNS), "") | {
        "plan_id": "BF-1", "name": "=1+1", "kind": "coupon", "discount_type": "percent"
    }  # fmt: skip
    for language, kind, form in (("en", "coupon", "percent"), ("zh", "优惠券", "百分比")):
        line = f"BF-1,,'=1+1,{kind},,,,,{form},"
        assert line in as_csv([row], language).decode("utf-8-sig")
    with pytest.raises(FormulaTexts, match=re.escape("-B-2")):
        as_csv([row | {"sku": "-B-2"}], "en")
