"""`promocheck try` at a terminal without flags: what answers mean, and one conversation through a real terminal's door."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from promocheck.cli import asking
from promocheck.cli.asking import asked_for, depth_of, kind_of, selection_of
from promocheck.model.errors import UsageFault
from promocheck.model.trial import Selection
from promocheck.pipeline import Request
from promocheck.pipeline.trial import Ground
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
    with pytest.raises(UsageFault, match="expected 30%, 5 off"):
        depth_of(text)


def test_kinds_in_any_spelling() -> None:
    assert [kind_of(each) for each in ("", "优惠券", "Lightning Deal", "LD")] == [
        "coupon", "coupon", "lightning_deal", "lightning_deal"
    ]  # fmt: skip
    with pytest.raises(UsageFault, match="Did you mean 'coupon'"):
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


def test_a_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_shop(tmp_path)
    ground = Ground.of(Request((str(folder),), policy_of(), 1795478400))
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        monkeypatch.setattr(asking, "create_output", lambda **_: DummyOutput())
        typed.send_text("social code\rA-1\r20%\r2026-12-01\r\rK7 W\rC9\x7f1\r")
        campaign = asked_for(ground, Words())
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
