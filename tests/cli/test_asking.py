"""`promocheck try` at a terminal without flags: what answers mean, and one conversation through a real terminal's door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.utils import get_cwidth
from prompt_toolkit.validation import ValidationError

from promocheck.cli import asking
from promocheck.cli.answers import ROOM, day_for, depth_for, depth_of, kind_of, one_of, selection_of
from promocheck.cli.asking import asked_for
from promocheck.model.asked import Campaign, Selection
from promocheck.model.errors import UsageFault
from promocheck.pipeline import Request
from promocheck.pipeline.trial import LiveShop
from promocheck.reports import Words
from tests.cli.command import write_shop
from tests.shop import policy_of

KNOWN = {"A-1": "Desk lamp", "A-2": "Floor lamp", "all": "a SKU of that name"}


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("30%", ("percent", "30")),
        ("12.5 % off", ("percent", "12.5")),
        ("7折", ("zhe", "7")),
        ("at 19.99", ("price", "19.99")),
        ("=19,99", ("price", "19,99")),
        ("5 off", ("amount", "5")),
        ("-5", ("amount", "5")),
    ],
)
def test_how_deep(text: str, means: tuple[str, str]) -> None:
    assert depth_of(text) == means


@pytest.mark.parametrize("text", ["30", "", "half", "30 % 5 off"])
def test_what_says_no_depth_is_asked_again(text: str) -> None:
    with pytest.raises(UsageFault, match="such as 30%, 5 off"):
        depth_of(text)


def test_kinds_in_any_spelling() -> None:
    assert [kind_of(each) for each in ("", "优惠券", "Lightning Deal", "LD")] == [
        "coupon", "coupon", "lightning_deal", "lightning_deal"
    ]  # fmt: skip
    with pytest.raises(UsageFault, match=r"^no such kind: cupon\. Did you mean coupon\?$"):
        kind_of("cupon")


def test_what_it_is_for() -> None:
    assert selection_of("A-1, A-2", KNOWN) == Selection(skus=("A-1", "A-2"))
    assert selection_of("all", KNOWN) == Selection(skus=("all",))  # a SKU of that name comes first
    assert selection_of("all", {"A-1": ""}) == Selection(everything=True)
    for text in ("", "A-1,A-9"):
        with pytest.raises(UsageFault):
            selection_of(text, KNOWN)


def test_what_is_completed_after_a_comma_by_sku_or_title() -> None:
    completer = asking._Known(KNOWN)
    for text, words in (("a-", ["A-1", "A-2"]), ("A-1, floor", ["A-2"]), ("A-1,zz", [])):
        found = completer.get_completions(Document(text), CompleteEvent())
        assert [each.text for each in found] == words


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: kind_of("打折"), "no such kind: 打折. Did you mean coupon?"),
        (lambda: kind_of("zzz"), "no such kind: zzz. Tab shows them"),
        (lambda: selection_of("a1", KNOWN), "no such SKU: a1. Did you mean A-1?"),
        (lambda: selection_of(" ", KNOWN), "which SKU? Tab shows them"),
        (lambda: one_of("C-9", ["C9"]), "no such promotion: C-9. Did you mean C9?"),
        (lambda: selection_of("L" * 40, {"L" * 39: ""}), "no such SKU. Tab shows them"),
        (lambda: depth_of("as deep as you can think of it"), "such as 30%, 5 off, at 19.99 or 7折"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(answer: Callable[[], object], said: str) -> None:
    with pytest.raises(UsageFault) as fault:
        answer()
    assert str(fault.value) == said
    assert get_cwidth(str(fault.value)) <= ROOM


def test_days_and_depths_are_held_against_what_was_said_before(tmp_path: Path) -> None:
    live_shop = LiveShop.of(Request((str(write_shop(tmp_path)),), policy_of(), 1795478400))
    coupon = {"kind": "coupon", "discount_type": "percent", "discount_value": "20", "start": "2026-12-05"}
    asked = Campaign(coupon, Selection(skus=("A-1",)))
    assert day_for(" 2026-12-05 ", "end", asked, live_shop) == "2026-12-05"
    assert day_for("", "end", asked, live_shop) == ""
    for day, edge, said in (
        ("2026-12-04", "end", "2026-12-04 is before the first day, 2026-12-05"),
        ("tomorrow", "start", "no date: tomorrow, such as 2026-12-01"),
        ("2026-02-30", "end", "no date: 2026-02-30, such as 2026-12-01"),
    ):
        with pytest.raises(UsageFault) as fault:
            day_for(day, edge, asked, live_shop)
        assert str(fault.value) == said
    assert depth_for("20%", asked, live_shop) == ("percent", "20")
    with pytest.raises(UsageFault, match=r"^no coupon can be 120%$"):
        depth_for("120%", asked, live_shop)


def test_after_a_wrong_answer_the_cursor_is_at_its_end() -> None:
    with pytest.raises(ValidationError) as fault:
        asking._Reads(kind_of, Words()).validate(Document("cupon", 2))
    assert fault.value.cursor_position == len("cupon")


def test_a_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_shop(tmp_path)
    live_shop = LiveShop.of(Request((str(folder),), policy_of(), 1795478400))
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        monkeypatch.setattr(asking, "create_output", lambda **_: DummyOutput())
        typed.send_text("social code\rA-1\r20%\r2026-12-01\r\rK7 W\rC9\x7f1\r")
        campaign = asked_for(live_shop, Words())
    assert campaign.selection == Selection(skus=("A-1",))
    assert dict(campaign.cells) == {
        "kind": "social_code",
        "discount_type": "percent",
        "discount_value": "20",
        "start": "2026-12-01",
        "claim_code": "K7 W",
        "replaces": "C1",
    }
    said = capsys.readouterr().out
    assert (
        'promocheck try social_code --sku A-1 --start 2026-12-01 --code "K7 W" --replaces C1 --percent 20'
        in said
    )
