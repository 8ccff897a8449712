"""A policy to begin with: whatever was answered, it loads and says that, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from promocheck.model.errors import UsageFault
from promocheck.model.kind import Kind
from promocheck.policy import Policy
from promocheck.policy.answers import margin, pairs, preset_name, share_of_price
from promocheck.policy.load import parse_policy
from promocheck.policy.preset import PRESETS
from promocheck.policy.starter import Answers, starter_policy
from promocheck.reports import Words
from promocheck.rules import RULE_TYPES
from promocheck.rules.forbidden_stack import Options
from tests.shop import policy_of

# A store that YAML takes for a truth value, paths with signs that mean something in YAML.
EVERY = product(
    [(), ("exports: 2026", "C:/out #1/{a}")],
    [None, "NO"],
    [None, "DE"],
    [None, Decimal(60), Decimal("72.5")],
    [Decimal(0), Decimal(15)],
    [(), (("social_code", "coupon"),), (("best_deal", "coupon"), ("outlet", "points"))],
)


def loaded(answers: Answers) -> Policy:
    return parse_policy("rules.yaml", starter_policy(answers).encode(), RULE_TYPES)


def forbidden(policy: Policy) -> tuple[tuple[str, str], ...]:
    options = policy.rules["PC201"]
    assert isinstance(options, Options)
    return tuple((one.word, other.word) for one, other in options.pairs)


def test_every_combination_of_answers_loads_and_is_what_was_answered() -> None:
    for paths, store, marketplace, share, kept, together in EVERY:
        answers = Answers(paths, store, marketplace, share, kept, together)
        policy = loaded(answers)
        assert (policy.exports.paths, policy.exports.store) == (paths, store), answers
        assert policy.exports.marketplace == marketplace, answers
        assert policy.floors.default.min_percent_of_price == share, answers
        assert policy.floors.default.min_margin_percent == kept, answers
        assert forbidden(policy) == together, answers


def test_it_begins_with_where_the_rest_is_described() -> None:
    assert [line.removeprefix("# ") for line in starter_policy(Answers()).splitlines()[:4]] == [
        "What promocheck checks here, begun by `promocheck init`. What does not stand here is at its default.",
        "Every option has a comment in the rules.yaml that comes with promocheck.",
        "`promocheck rules schema` prints the JSON Schema by which an editor completes and checks this file.",
        "A key that is not known is an error.",
    ]


def test_its_comments_are_in_the_language_of_who_asked() -> None:
    answers = Answers(("US",), "acme", "US", Decimal(60), Decimal(15), forbidden_by_default())
    chinese = starter_policy(answers, Words("zh").say)
    remarks = [line.partition("# ")[2] for line in chinese.splitlines() if "# " in line]
    assert len(remarks) == 13
    assert [each for each in remarks if each.isascii()] == []
    assert parse_policy("rules.yaml", chinese.encode(), RULE_TYPES).rules == loaded(answers).rules


def test_a_store_alone_is_explained_without_a_line_before_it() -> None:
    lines = starter_policy(Answers(store="acme")).splitlines()
    entry, _, why = lines[lines.index("exports:") + 1].partition("# ")
    assert (entry.strip(), why) == ("store: acme", "the seller account of rows and folders that name none")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_loads(preset: str) -> None:
    assert loaded(Answers(preset=preset)).stacking == policy_of(f"stacking: {{extends: {preset}}}").stacking


def test_what_was_not_asked_for_is_as_shipped() -> None:
    shipped = policy_of("version: 1")
    policy = loaded(Answers(pairs=forbidden_by_default()))
    assert (policy.exports, policy.floors) == (shipped.exports, shipped.floors)
    assert (policy.stacking, policy.rules) == (shipped.stacking, shipped.rules)


def forbidden_by_default() -> tuple[tuple[str, str], ...]:
    return tuple((one.word, other.word) for one, other in Options().pairs)


def test_a_commented_default_can_be_taken_in() -> None:
    text = starter_policy(Answers())
    lines = [
        line.replace("  # ", "  ", 1) if line.startswith("  #") and ":" in line else line
        for line in text.splitlines()
    ]
    taken = [line for line in lines if not line.startswith("  The others")]
    default = parse_policy("rules.yaml", "\n".join(taken).encode(), RULE_TYPES).floors.default
    assert (default.min_percent_of_price, default.min_margin_percent) == (Decimal(60), Decimal(15))


def test_it_is_short_and_fits_an_editor() -> None:
    lines = starter_policy(
        Answers(("US",), "acme", "US", Decimal(60), Decimal(15), forbidden_by_default())
    ).splitlines()
    assert len(lines) < 40
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize(
    ("text", "share"),
    [("60", 60), ("60%", 60), (" 62.5 % ", Decimal("62.5")), ("62,5", Decimal("62.5")), ("100", 100), ("none", None), ("", None)],
)  # fmt: skip
def test_a_share_is_read_as_people_write_it(text: str, share: Decimal | None) -> None:
    assert share_of_price(text) == share


@pytest.mark.parametrize("text", ["0.6", "0", "101", "-60", "60.123", "sixty", "6e1", "６０", "60%%", "nan"])
def test_what_is_no_share_is_not_guessed_at(text: str) -> None:
    with pytest.raises(UsageFault, match="expected a percentage of the price from 1 to 100"):
        share_of_price(text)


@pytest.mark.parametrize(
    ("text", "kept"), [("15", 15), ("0", 0), ("0 %", 0), ("none", 0), ("99.99", Decimal("99.99"))]
)
def test_a_margin_may_be_nothing(text: str, kept: Decimal) -> None:
    assert margin(text) == kept


@pytest.mark.parametrize("text", ["0.15", "100", "fifteen"])
def test_a_margin_is_no_share(text: str) -> None:
    with pytest.raises(UsageFault, match="expected a margin in percent"):
        margin(text)


def test_pairs_are_read_as_people_write_them() -> None:
    assert pairs("Social_Code + coupon, best_deal+coupon,best_deal+coupon") == (
        ("social_code", "coupon"),
        ("best_deal", "coupon"),
    )
    assert pairs("none") == pairs("no") == pairs("") == ()
    assert all(pairs(f"{kind.word}+coupon") for kind in Kind if kind is not Kind.COUPON)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cupon+social_code", "'cupon' is not known. Did you mean 'coupon'?"),
        ("coupon", "expected two kinds that differ"),
        ("coupon+", "expected two kinds that differ"),
        ("coupon+coupon", "expected two kinds that differ"),  # would be every coupon
        ("coupon+best_deal+outlet", "expected two kinds that differ"),
        ("none, coupon+best_deal", "'none' is not known"),
    ],
)
def test_what_is_no_pair_says_why(text: str, said: str) -> None:
    with pytest.raises(UsageFault) as fault:
        pairs(text)
    assert said in str(fault.value)


def test_a_preset_that_nobody_knows_names_the_nearest() -> None:
    assert preset_name(" Shopify ") == "shopify"
    with pytest.raises(UsageFault, match="Did you mean 'taobao'"):
        preset_name("taobo")
