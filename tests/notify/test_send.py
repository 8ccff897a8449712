"""A message is delivered only where a robot has taken it; whatever else it does is told, and never with its address."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from promocheck.model.text import english
from promocheck.notify import Channel, send
from tests.notify.robot import SECRET, robot


def outcome(*does: str, attempts: int = 1) -> tuple[str, int]:
    """Why the message was not delivered, "" where it was; and how often the robot was asked."""
    with robot(*does) as it:
        failed = send(Channel("ops", it.address, attempts, timeout=1), "title", "body", pause=lambda _: None)
        return english(failed) if failed else "", len(it.heard)


def test_the_robot_takes_it() -> None:
    with robot("takes") as it:
        assert send(Channel("ops", it.address), "title", "body") is None
        (heard,) = it.heard
    assert (heard["title"], heard["message"]) == ("title", "body")


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("refuses", "error=403"),
        ("refuses in words", "93000 invalid webhook ***"),
        ("hangs", "Connection error"),
        ("truncates", "Connection error"),
    ],
)
def test_what_is_not_taken_is_told_without_the_address(does: str, why: str) -> None:
    said, _ = outcome(does)
    assert why in said
    assert SECRET not in said


def test_a_late_answer_is_an_answer() -> None:
    assert outcome("late") == ("", 1)


def test_an_answer_that_drips_in_for_ever_holds_nobody() -> None:
    began = time.monotonic()
    assert outcome("drips")[0] == "no answer in 3 seconds"
    assert time.monotonic() - began < 10


def test_a_channel_that_never_ends_keeps_no_other_from_its_message() -> None:
    with robot("drips") as stuck, robot("takes") as fine:
        assert send(Channel("ops", stuck.address, 1, timeout=1), "title", "body") is not None
        assert send(Channel("boss", fine.address, 1, timeout=1), "title", "body") is None
        assert len(fine.heard) == 1


def test_after_an_answer_that_never_ended_it_is_tried_again() -> None:
    assert outcome("drips", "takes", attempts=2) == ("", 2)


def test_two_messages_at_once_hear_each_its_own_answer() -> None:
    with robot("late") as slow, robot("refuses in words") as no, ThreadPoolExecutor() as both:
        channels = [Channel("ops", slow.address, 1), Channel("boss", no.address, 1)]
        first, second = both.map(lambda each: send(each, "title", "body"), channels)
    assert first is None
    assert second is not None
    assert english(second).startswith("93000 invalid webhook")


def test_it_is_tried_again_and_not_for_ever() -> None:
    assert outcome("refuses", "truncates", "takes", attempts=3) == ("", 3)
    said, asked = outcome("refuses", attempts=3)
    assert asked == 3
    assert said.endswith(", 3 times in a row")


def test_the_pause_grows() -> None:
    pauses: list[float] = []
    with robot("refuses") as it:
        send(Channel("ops", it.address, attempts=4), "title", "body", pause=pauses.append)
    assert pauses == [2, 4, 8]


def test_nobody_is_there() -> None:
    with robot("takes") as it:
        gone = it.address
    failed = send(Channel("ops", gone, 1), "title", "body")
    assert failed is not None
    assert "Connection error" in english(failed)


@pytest.mark.parametrize("address", ["nonsense", "feishu://", "ops@example.com\n"])
def test_an_address_that_is_none(address: str) -> None:
    failed = send(Channel("ops", address), "title", "body")
    assert failed is not None
    assert "none that can be used" in english(failed)


@pytest.mark.parametrize(
    "address",
    [
        "feishu://0123456789abcdef",
        "dingtalk://0123456789abcdef",
        "wecombot://0123456789abcdef",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789abcdef",
        "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef",
        "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
        "mailto://ann:secret@example.com",
    ],
)
def test_the_addresses_that_the_readme_names_are_known(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network: the request is stopped where it would leave."""
    import smtplib

    import requests

    def stop(*_: object, **__: object) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "send", stop)
    monkeypatch.setattr(smtplib, "SMTP", stop)
    failed = send(Channel("ops", address, 1), "title", "body")
    assert failed is not None
    assert "none that can be used" not in english(failed)


def test_wecom_says_no_with_a_200(monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.wecombot import NotifyWeComBot

    with robot("refuses in words") as it:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{it.port}/send?key={{key}}")
        failed = send(Channel("ops", "wecombot://0123456789abcdef", 1), "title", "body")
        (heard,) = it.heard
    assert heard == {"msgtype": "text", "text": {"content": "title\r\nbody"}}
    assert failed is not None
    assert english(failed).startswith("93000 invalid webhook")


def test_what_breaks_in_the_library_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from promocheck.notify.courier import Courier

    def broken(*_: object) -> None:
        raise LookupError(SECRET)

    monkeypatch.setattr(Courier, "bring", broken)
    failed = send(Channel("ops", f"json://127.0.0.1:9/{SECRET}", 1), "title", "body")
    assert failed is not None
    assert english(failed) == "LookupError in the library that sends"


def test_a_channel_never_shows_its_address() -> None:
    assert repr(Channel("ops", f"feishu://{SECRET}")) == "Channel(name='ops', attempts=3, timeout=10)"
