"""A policy is read whole or refused: every fault names file, line, what is known and the nearest name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from promocheck.model.errors import NoSuchPath, PolicyFault
from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.model.marketplace import BY_CODE
from promocheck.policy import Policy, load_policy
from promocheck.policy.load import parse_policy
from promocheck.policy.names import CURRENCIES
from promocheck.policy.yaml_lines import read_yaml
from promocheck.rules import ALL, RULE_TYPES, Rule
from promocheck.rules.near_zero import Options as NearZero

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rules.yaml"

RULES = ", ".join([*(rule.name for rule in ALL), *(rule.id for rule in ALL)])
KINDS = ", ".join(kind.word for kind in Kind)
STACKING = (
    "extends, horizon_days, stages, groups, pairs, other_pairs, limits, clamp, rounding, guard_bands, "
    "redeemable_after_cancel, not_priced"
)
PRESETS = "amazon, shopify, taobao, walmart, aliexpress, add, chain, best"
PRICE_CLASSES = "sale_price, business_price, quantity_discount, lightning_deal, other_deal, prime_exclusive"
REDUCTIONS = (
    "coupon, social_code, brand_tailored, preferential_code, unrestricted_code, exclusive_code, percentage_off, "
    "amount_off, buy_x_get_y, subscribe_save, points"
)
CLASSES = f"{PRICE_CLASSES}, {REDUCTIONS}"
GROUPS = "codes, without_code, everything"
BASES = "listing, item, running, sale_price, business_price, selling_price, deal"
SEVERITIES = "expected error, warning, info or off"


def parsed(text: str) -> Policy:
    return parse_policy("rules.yaml", text.encode(), RULE_TYPES)


def shortened(text: str | bytes) -> str:
    """A test's id: how its document begins."""
    return ascii(text[:60])


def fault(text: str | bytes) -> str:
    """What is said of a policy that does not hold together."""
    with pytest.raises(PolicyFault) as caught:
        parse_policy("rules.yaml", text.encode() if isinstance(text, str) else text, RULE_TYPES)
    return str(caught.value)


class TestShipped:
    """rules.yaml says what having none says."""

    def test_the_one_at_the_top_is_the_one_in_the_package(self) -> None:
        assert SHIPPED.read_bytes() == (ROOT / "promocheck" / "policy" / "rules.yaml").read_bytes()

    def test_it_says_what_an_empty_document_says(self) -> None:
        shipped, empty = parsed(SHIPPED.read_text("utf-8")), parsed("")
        for part in ("exports", "floors", "stacking", "rules"):
            assert getattr(shipped, part) == getattr(empty, part), part

    @pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
    def test_every_option_of_every_rule_stands_in_it(self, rule: Rule) -> None:
        document, _ = read_yaml(SHIPPED.read_text("utf-8"))
        assert list(document["rules"][rule.name]) == list(rule.options.model_fields)

    def test_rules_stand_in_the_catalogue_s_order(self) -> None:
        document, _ = read_yaml(SHIPPED.read_text("utf-8"))
        assert list(document["rules"]) == [rule.name for rule in ALL]

    @pytest.mark.parametrize("section", ["exports", "floors"])
    def test_every_option_of_a_section_stands_in_it(self, section: str) -> None:
        document, _ = read_yaml(SHIPPED.read_text("utf-8"))
        assert list(document[section]) == list(type(getattr(parsed(""), section)).model_fields)


class TestFound:
    """`--rules`, else ./rules.yaml, else the packaged one."""

    def test_the_named_one_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert load_policy(None, RULE_TYPES).source.path == "packaged"
        Path("rules.yaml").write_text("exports: {store: here}\n", encoding="utf-8")
        Path("other.yaml").write_text("exports: {store: named}\n", encoding="utf-8")
        here, named = load_policy(None, RULE_TYPES), load_policy("other.yaml", RULE_TYPES)
        assert (here.source.path, here.exports.store) == ("rules.yaml", "here")
        assert (named.source.path, named.exports.store) == ("other.yaml", "named")

    @pytest.mark.parametrize("named", [None, "rules.yaml"])
    @pytest.mark.parametrize(
        ("left", "why"),
        [
            (lambda here: here.mkdir(), "cannot be read: "),
            (
                lambda here: here.symlink_to("mount/rules.yaml"),
                "links to a file that is not there. Put that back, or correct the link.",
            ),
            (lambda here: here.symlink_to(here.name), "cannot be read: "),
        ],
        ids=["a folder", "a link to nothing", "a link to itself"],
    )
    def test_what_was_to_be_it_and_is_none_is_not_passed_over(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        left: Callable[[Path], None],
        why: str,
        named: str | None,
    ) -> None:
        """A container makes a folder of a file that it was to mount and that is gone; its floors would be gone without a word."""
        monkeypatch.chdir(tmp_path)
        left(Path("rules.yaml"))
        with pytest.raises(PolicyFault) as caught:
            load_policy(named, RULE_TYPES)
        assert str(caught.value).startswith(f"rules.yaml: {why}")

    def test_a_named_one_that_is_missing(self) -> None:
        with pytest.raises(NoSuchPath) as caught:
            load_policy("none/team.yaml", RULE_TYPES)
        assert str(caught.value) == (
            "none/team.yaml: no such file or folder. Check the spelling, or run from another folder."
        )

    def test_one_that_cannot_be_opened(self, tmp_path: Path) -> None:
        with pytest.raises(PolicyFault) as caught:
            load_policy(str(tmp_path), RULE_TYPES)
        assert str(caught.value).startswith(f"{tmp_path}: cannot be read: ")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("rules: {near-zero: off}", "off"),  # YAML reads a bare off as false
        ("rules: {near-zero: {severity: off}}", "off"),
        ("rules: {near-zero: 'off'}", "off"),
        ("rules: {PC102: warning}", Severity.WARNING),
        ("rules: {near-zero: }", Severity.ERROR),
        ("rules: ", Severity.ERROR),
    ],
)
def test_a_severity_may_stand_alone_or_among_the_options(text: str, severity: str) -> None:
    assert parsed(text).rules["PC102"].severity == severity


def test_a_date_is_text_where_text_is_meant() -> None:
    assert parsed("exports: {store: 2026-12-01}").exports.store == "2026-12-01"


def test_what_is_not_given_keeps_its_default() -> None:
    changed = parsed("rules: {near-zero: {percent_of_price: 2.50}}\nstacking: {horizon_days: 30}\n")
    options = changed.rules["PC102"]
    assert isinstance(options, NearZero)
    assert (options.percent_of_price, options.severity) == (Decimal("2.50"), Severity.ERROR)
    assert changed.stacking.horizon_days == 30
    assert changed.stacking.pairs == parsed("").stacking.pairs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "version: 1\nruels: {}\n",
            (
                "rules.yaml:2: ruels: unknown key 'ruels'. Did you mean 'rules'? "
                "Known: version, extends, exports, floors, stacking, waivers, ledger, nightly, notify, rules, overrides."
            ),
        ),
        (
            "rules:\n  below-flor: off\n",
            f"rules.yaml:2: rules.below-flor: unknown rule 'below-flor'. Did you mean 'below-floor'? Known: {RULES}.",
        ),
        (
            "rules:\n  near-zero:\n    percent: 5\n",
            (
                "rules.yaml:3: rules.near-zero.percent: unknown key 'percent'. Did you mean 'percent_of_price'? "
                "Known: severity, percent_of_price, amounts."
            ),
        ),
        (
            "floors:\n  default:\n    min_margin: 5\n",
            (
                "rules.yaml:3: floors.default.min_margin: unknown key 'min_margin'. Did you mean 'min_margin_percent'? "
                "Known: min_price, min_percent_of_price, min_margin_percent."
            ),
        ),
        (
            "stacking:\n  guard_band: []\n",
            (
                "rules.yaml:2: stacking.guard_band: unknown key 'guard_band'. Did you mean 'guard_bands'? "
                f"Known: {STACKING}."
            ),
        ),
        (
            "stacking:\n  pairs:\n    - {between: [coupon, coupon], thn: add}\n",
            (
                "rules.yaml:3: stacking.pairs: 'then' is missing.\n"
                "rules.yaml:3: stacking.pairs.thn: unknown key 'thn'. Did you mean 'then'? Known: between, then, when."
            ),
        ),
        (
            "stacking:\n  extends: amazn\n",
            f"rules.yaml:2: stacking.extends: unknown preset 'amazn'. Did you mean 'amazon'? Known: {PRESETS}, nothing.",
        ),
        (
            "stacking:\n  pairs:\n    - {between: [coupon, social_cod], then: add}\n",
            (
                "rules.yaml:3: stacking.pairs: unknown class or group 'social_cod'. Did you mean 'social_code'? "
                f"Known: {CLASSES}, {GROUPS}."
            ),
        ),
        (
            "rules:\n  forbidden-stack:\n    pairs:\n      - [social_code, coupon]\n      - [coupn, best_deal]\n",
            (
                "rules.yaml:5: rules.forbidden-stack.pairs: 'coupn' is no promotion kind. Did you mean 'coupon'? "
                f"Known: {KINDS}."
            ),
        ),
    ],
    ids=shortened,
)
def test_an_unknown_name_is_refused_and_the_nearest_one_named(text: str, message: str) -> None:
    assert fault(text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 0", "version: expected 1, found 0."),
        (
            "version: 2",
            (
                "version: this file is of version 2, this promocheck reads version 1. Update promocheck: "
                "pip install --upgrade promocheck."
            ),
        ),
        ("version: '1'", "version: expected 1, found '1'."),
        ("version: yes", "version: expected 1, found true."),
        ("- rules", "the policy: expected names with values, found a list."),
        ("rules", "the policy: expected names with values, found 'rules'."),
        ("floors: 60", "floors: expected names with values, found 60."),
        ("rules: [near-zero]", "rules: expected names with values, found a list."),
        ("stacking: amazon", "stacking: expected names with values, found 'amazon'."),
        ("stacking: {extends: }", f"stacking.extends: expected the name of a preset ({PRESETS}), found nothing."),
        ("exports: {paths: here}", "exports.paths: expected a list such as [a, b], found 'here'."),
        ("exports: {expect: {max_age_hours: {listings: soon}}}", "exports.expect.max_age_hours.listings: expected a whole number, found 'soon'."),
        ("exports: {expect: {max_age_hours: {listings: -1}}}", "exports.expect.max_age_hours.listings: expected a number of at least 0, found -1."),
        (
            "exports: {expect: {max_age_hour: {listings: 1}}}",
            ("exports.expect.max_age_hour: unknown key 'max_age_hour'. Did you mean 'max_age_hours'? "
            "Known: roles, min_rows, max_rows, max_skew_hours, max_age_hours."),
        ),
        (
            "exports: {expect: {max_age_hours: {listing: 1}}}",
            ("exports.expect.max_age_hours.listing: expected listings, promotions, floors, plan, stock, fees or orders, "
            "found 'listing'. Did you mean 'listings'?"),
        ),
        ("exports: {store: 7}", "exports.store: expected text in quotes, found 7."),
        (
            "exports: {marketplace: XX}",
            f"exports.marketplace: 'XX' is no marketplace. Known: {', '.join(BY_CODE)}.",
        ),
        ("floors: {required: maybe}", "floors.required: expected promoted or never, found 'maybe'."),
        ("floors: {required: nevr}", "floors.required: expected promoted or never, found 'nevr'. Did you mean 'never'?"),
        ("rules: {near-zero: fatal}", f"rules.near-zero.severity: {SEVERITIES}, found 'fatal'."),
        ("rules: {near-zero: eror}", f"rules.near-zero.severity: {SEVERITIES}, found 'eror'. Did you mean 'error'?"),
        ("rules: {near-zero: {severity: [error]}}", f"rules.near-zero.severity: {SEVERITIES}, found a list."),
        ("rules: {near-zero: on}", f"rules.near-zero.severity: {SEVERITIES}, found true."),
        ("rules: {near-zero: {severity: }}", f"rules.near-zero.severity: {SEVERITIES}, found nothing."),
        ("rules: {near-zero: {percent_of_price: ten}}", "rules.near-zero.percent_of_price: expected a number, found 'ten'."),
        ("rules: {near-zero: {percent_of_price: yes}}", "rules.near-zero.percent_of_price: expected a number, found true."),
        (
            "rules: {near-zero: {percent_of_price: 100.5}}",
            "rules.near-zero.percent_of_price: expected a number of at most 100, found 100.5.",
        ),
        (
            "rules: {near-zero: {percent_of_price: 1.234}}",
            "rules.near-zero.percent_of_price: expected a number with at most 2 decimal places, found 1.234.",
        ),
        ("rules: {near-zero: {amounts: {USD: -1}}}", "rules.near-zero.amounts.USD: expected a number of at least 0, found -1."),
        ("rules: {near-zero: {amounts: 1.00}}", "rules.near-zero.amounts: expected names with values, found 1.00."),
        ("ledger: {four_eyes: {money_at_risk: {USX: 1}}}", f"ledger.four_eyes.money_at_risk.USX: 'USX' is no currency of a marketplace. Did you mean 'USD'? Known: {', '.join(CURRENCIES)}."),
        ("rules: {near-zero: {amounts: {usd: 1}}}", f"rules.near-zero.amounts.usd: 'usd' is no currency of a marketplace. Did you mean 'USD'? Known: {', '.join(CURRENCIES)}."),
        (
            "rules: {near-zero: {amounts: {JPY: 1.5}}}",
            "rules.near-zero.amounts.JPY: expected a number with at most 0 decimal places, as JPY has, found 1.5.",
        ),
        (
            "rules: {near-zero: {amounts: {KWD: '0.3005'}}}",
            "rules.near-zero.amounts.KWD: expected a number with at most 3 decimal places, found '0.3005'.",
        ),
        ("rules: {near-zero: {amounts: {USD: '1e400'}}}", "rules.near-zero.amounts.USD: expected a number of at most 1000000000, found '1e400'."),
        ("rules: {near-zero: {amounts: {USD: 'NaN'}}}", "rules.near-zero.amounts.USD: expected a number, found 'NaN'."),
        (
            "overrides: [{marketplace: JP, rules: {near-zero: {amounts: {JPY: 1.5}}}}]",
            "overrides.rules.near-zero.amounts.JPY: expected a number with at most 0 decimal places, as JPY has, found 1.5.",
        ),
        (
            "rules: {name-does-not-match-target: {pattern: '(?P<sku>a{2})['}}",
            ("rules.name-does-not-match-target.pattern: '(?P<sku>a{2})[' is no regular expression: "
            "unterminated character set at position 13."),
        ),
        (
            "rules: {name-does-not-match-target: {pattern: 'a{99999999999}'}}",
            ("rules.name-does-not-match-target.pattern: 'a{99999999999}' is no regular expression: "
            "the repetition number is too large."),
        ),
        (
            "rules: {name-does-not-match-target: {pattern: '[A-Z]+'}}",
            ("rules.name-does-not-match-target.pattern: expected a group called sku or asin, such as (?P<sku>[A-Z]+-[0-9]+), "
            "found '[A-Z]+'."),
        ),
        ("rules: {forbidden-stack: {pairs: [[coupon]]}}", "rules.forbidden-stack.pairs: entry 2 is missing."),
        (
            "rules: {forbidden-stack: {pairs: [[coupon, coupon, coupon]]}}",
            "rules.forbidden-stack.pairs: expected 2 entries, found 3.",
        ),
        (
            "rules: {forbidden-stack: {pairs: [[social_code, coupon], [coupon, coupon]]}}",
            ("rules.forbidden-stack.pairs: coupon is on both sides, and a pair is of two kinds. "
            "Two promotions of one kind are found by overlapping-same-kind: name coupon under its kinds."),
        ),
        (
            "rules: {forbidden-stack: {pairs: [[reorder_coupon, coupon]]}}",
            ("rules.forbidden-stack.pairs: reorder_coupon is on both sides, and a pair is of two kinds. "
            "Two promotions of one kind are found by overlapping-same-kind: name reorder_coupon under its kinds."),
        ),
        ("stacking: {horizon_days: soon}", "stacking.horizon_days: expected a whole number, found 'soon'."),
        ("stacking: {horizon_days: 1.5}", "stacking.horizon_days: expected a whole number, found 1.5."),
        ("stacking: {horizon_days: 0}", "stacking.horizon_days: expected a number above 0, found 0."),
        ("stacking: {horizon_days: yes}", "stacking.horizon_days: expected a number, found true."),
        ("stacking: {horizon_days: }", "stacking.horizon_days: expected a whole number, found nothing."),
        (
            "stacking: {guard_bands: [{kinds: [coupon], before: 6, after: no}]}",
            "stacking.guard_bands.after: expected a number, found false.",
        ),
        ("stacking: {pairs: [{between: [coupon, coupon]}]}", "stacking.pairs: 'then' is missing."),
        (
            "stacking: {pairs: [{between: [coupon, social_code], then: sum}]}",
            "stacking.pairs.then: expected add, best, exclude, open, forbid or handshake, found 'sum'.",
        ),
        (
            "stacking: {stages: [{id: deal, classes: [{id: x, kinds: [coupon], coded: perhaps}]}]}",
            "stacking.stages.classes.coded: expected true or false, found 'perhaps'.",
        ),
        (
            "stacking: {stages: [{id: deal, classes: [{id: x, kinds: [coupon], combinability: any}]}]}",
            "stacking.stages.classes.combinability: expected one of preferential, unrestricted, exclusive, found 'any'.",
        ),
        (f"exports: {{marketplace: {'X' * 99}}}", f"exports.marketplace: '{'X' * 60}…' is no marketplace. Known: {', '.join(BY_CODE)}."),
    ],
    ids=shortened,
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused_in_the_operator_s_words(text: str, message: str) -> None:
    assert fault(text) == f"rules.yaml:1: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rules:\n  near-zero: off\n  below-floor: off\n  near-zero: error\n",
            "rules.yaml:4: 'near-zero' stands here a second time; the first is on line 2. Keep one.",
        ),
        (
            "rules:\n  near-zero: off\n  PC102: error\n",
            "rules.yaml:3: rules.PC102: 'near-zero' stands here a second time; the first is on line 2. Keep one.",
        ),
        (
            "rules: {near-zero: off\nexports: {}\n",
            "rules.yaml:2: is not YAML: did not find expected ',' or '}', in what begins on line 1.",
        ),
        ("version: 1\nrules: a: b\n", "rules.yaml:2: is not YAML: mapping values are not allowed in this context."),
        (
            "rules:\n\tnear-zero: off\n",
            "rules.yaml:2: is not YAML: found character that cannot start any token. Indent with spaces, not tabs.",
        ),
        (
            "version: 1\n---\nversion: 1\n",
            ("rules.yaml:2: is not YAML: expected a single document in the stream, but found another document, "
            "in what begins on line 1."),
        ),
        ("rules: *all\n", "rules.yaml:1: is not YAML: found undefined alias."),
        *(
            (
                f'exports: {{paths: ["{path}"]}}\n',
                f"rules.yaml:1: is not YAML: {words}. In double quotes a backslash is no part of a path: write / for it.",
            )
            for path, words in (
                (r"C:\promo", "found unknown escape character"),
                (r"C:\Users\kim", "did not find expected hexdecimal number"),
            )
        ),
        ("rules: \ufffe\n", "rules.yaml:1: holds the control character U+FFFE. Delete it."),
        ("rules:\n  [a, b]: off\n", "rules.yaml:2: expected a name before the colon."),
        (
            "exports:\n  paths: !!python/object/apply:os.system [ls]\n",
            "rules.yaml:2: the tag '!!python/object/apply:os.system' is not allowed here. Delete it.",
        ),
        (
            "exports:\n  store: !!python/name:os.system\n",
            "rules.yaml:2: the tag '!!python/name:os.system' is not allowed here. Delete it.",
        ),
        ("exports:\n  store: !!binary aGk=\n", "rules.yaml:2: the tag '!!binary' is not allowed here. Delete it."),
        ("exports: &a\n  paths: *a\n", "rules.yaml:1: nests deeper than 50 levels. Write it without aliases."),
        (f"exports:\n  paths: {'[' * 100_000}\n", "rules.yaml:2: nests deeper than 50 levels."),
        (
            "stacking:\n  horizon_days: 0400\n",
            "rules.yaml:2: expected a plain number such as 12, found '0400'. Is it text? Quote it.",
        ),
        (
            "exports:\n  store: 12:30\n",
            "rules.yaml:2: expected a plain number such as 12, found '12:30'. Is it text? Quote it.",
        ),
        (
            "floors:\n  default: {min_percent_of_price: .nan}\n",
            "rules.yaml:2: expected a plain number such as 12.50, found '.nan'. Is it text? Quote it.",
        ),
        ("version: 1\nexports: {store: \x07}\n", "rules.yaml:2: holds the control character U+0007. Delete it."),
        (
            'rules:\n  "\\e[2J": off\n',
            rf"rules.yaml:2: rules.'\x1b[2J': unknown rule '\x1b[2J'. Known: {RULES}.",
        ),
        (b"version: 1\nexports:\n  store: K\xf6ln\n", "rules.yaml:3: is not UTF-8 text. Save the file as UTF-8."),
        ("version: 1\n".encode("utf-16"), "rules.yaml:1: is not UTF-8 text. Save the file as UTF-8."),
    ],
    ids=shortened,
)  # fmt: skip
def test_what_is_no_plain_yaml_is_refused_at_its_line(text: str | bytes, message: str) -> None:
    assert fault(text) == message


def test_aliases_that_multiply_are_refused_before_they_are_unfolded() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    assert fault(f"a0: &a0 [1]\n{levels}") == (
        "rules.yaml:1: unfolds to more than 200,000 values. Write it without aliases."
    )


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "stacking:\n  stages:\n    - id: deal\n      classes:\n        - {id: other_deal, kinds: [best_deal, outlet]}\n",
            [
                "1: stacking: 'deal_of_the_day' has no place. Name it in a class or in not_priced.",
                "1: stacking: 'price_discount' has no place. Name it in a class or in not_priced.",
            ],
        ),
        (
            "stacking:\n  not_priced: [points, coupon, coupon]\n",
            [
                "2: stacking.not_priced: 'coupon' stands in a class too. Keep one.",
                "2: stacking.not_priced: 'points' stands in a class too. Keep one.",
            ],
        ),
        (
            "stacking:\n  extends: walmart\n  not_priced:\n" + "    - points\n" * 2,
            [
                f"1: stacking: {kind!r} has no place. Name it in a class or in not_priced."
                for kind in [
                    "prime_exclusive",
                    "coupon",
                    "reorder_coupon",
                    "subscribe_save_coupon",
                    "subscribe_save",
                    "percentage_off",
                    "amount_off",
                    "social_code",
                    "brand_tailored",
                    "buy_x_get_y",
                ]
            ]
            + ["3: stacking.not_priced: 'points' stands here a second time. Keep one."],
        ),
        (
            (
                "stacking:\n"
                "  extends: nothing\n"
                "  stages:\n"
                "    - id: codes\n"
                "      effect: reduction\n"
                "      combine: add\n"
                "      classes:\n"
                "        - {id: code, kinds: [percentage_off], coded: false}\n"
                "        - {id: code, kinds: [percentage_off], coded: true, combinability: preferential}\n"
                "        - {id: money, kinds: [percentage_off], coded: true, combinability: unrestricted, form: amount}\n"
                "  not_priced: [sale_price, lightning_deal, best_deal, deal_of_the_day, prime_exclusive, price_discount,\n"
                "    outlet, coupon, reorder_coupon, subscribe_save_coupon, subscribe_save, amount_off, social_code,\n"
                "    brand_tailored, buy_x_get_y, business_price, quantity_discount, points]\n"
            ),
            [
                "3: stacking.stages: 'code' stands here a second time. Keep one.",
                "3: stacking.stages: no class takes 'percentage_off' by percent with unrestricted code. Add one.",
                "3: stacking.stages: no class takes 'percentage_off' by amount with exclusive code. Add one.",
                "3: stacking.stages: no class takes 'percentage_off' by percent with exclusive code. Add one.",
            ],
        ),
        (
            (
                "stacking:\n"
                "  guard_bands:\n"
                "    - {kinds: [coupon], before: 6, after: 4}\n"
                "    - {kinds: [coupon, social_code], before: 4, after: 4}\n"
            ),
            ["2: stacking.guard_bands: 'coupon' stands here a second time. Keep one."],
        ),
        (
            (
                "stacking:\n"
                "  pairs:\n"
                "    - {between: [coupon, social_code], then: add}\n"
                "    - {between: [social_code, coupon], then: best}\n"
            ),
            ["2: stacking.pairs: 'coupon with social_code' stands here a second time. Keep one."],
        ),
        (
            "stacking:\n  pairs:\n    - {between: [coupon, coupon], then: add}\n    - {between: [cupon, x], then: add}\n",
            [
                "3: stacking.pairs: what 'coupon' does to itself, its class says: itself: add.",
                f"4: stacking.pairs: unknown class or group 'cupon'. Did you mean 'coupon'? Known: {CLASSES}, {GROUPS}.",
                f"4: stacking.pairs: unknown class or group 'x'. Known: {CLASSES}, {GROUPS}.",
            ],
        ),
    ],
    ids=[
        "kinds without a place",
        "priced, and not priced",
        "twice not priced",
        "classes that leave something out",
        "two bands",
        "a pair twice",
        "unknown classes",
    ],
)
def test_every_kind_has_one_place_so_that_none_is_left_out_of_a_price(text: str, messages: list[str]) -> None:
    assert fault(text).splitlines() == [f"rules.yaml:{message}" for message in messages]


def test_all_faults_are_told_at_once() -> None:
    assert fault("floors: {required: maybe}\nrules:\n  near-zero: fatal\nversion: 0\n").splitlines() == [
        "rules.yaml:4: version: expected 1, found 0.",
        "rules.yaml:1: floors.required: expected promoted or never, found 'maybe'.",
        f"rules.yaml:3: rules.near-zero.severity: {SEVERITIES}, found 'fatal'.",
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault() -> None:
    policy = parse_policy("rules.yaml", b"\xef\xbb\xbfrules:\r\n  near-zero: off\r\n", RULE_TYPES)
    assert policy.rules["PC102"].severity == "off"
