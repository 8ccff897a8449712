"""Apprise behind one door: an address made ready, one attempt made, and the answer looked at.

Apprise takes any HTTP 200 for delivered. WeCom and DingTalk answer 200 when they refuse and say so in the body (`errcode`), so what
they answered is read too.
"""

from __future__ import annotations

import logging
import re
from dataclasses import field
from threading import Lock, local
from typing import Any, Final

from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

_PIECE: Final = re.compile(r"[^/:?&=@\s]+")
# A robot's own address, as its settings page shows it, where Apprise does not take it as it is.
_OWN: Final = (
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu://"),
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=([\w-]+)"), "dingtalk://"),
)
_SECRET: Final = 6  # letters from which on a piece of an address may be one


class Unknown(Exception):
    """No message can be sent at all: the library is not installed, or does not know the address."""

    def __init__(self, said: Text) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Courier:
    """What brings messages to one address."""

    address: str = field(repr=False)
    service: Any = field(repr=False)  # one of Apprise's

    def bring(self, title: str, body: str) -> Text | None:
        """One attempt: None where the message was taken, else why not, without the address."""
        import requests  # noqa: PLC0415 - Apprise brings it

        _keep_answers(requests.Session)
        heard = _listening()
        taken = self.service.notify(title=title, body=body, body_format="text")
        refusals = [why for why in map(_refusal, heard.answers) if why]
        if taken and not refusals:
            return None
        reasons = heard.said + refusals
        why = self._without_secrets(reasons[-1]) if reasons else ""
        return say("{why}", why=why) if why else say("not taken, without a reason")

    def _without_secrets(self, text: str) -> str:
        """What the library said, without any part of the address."""
        for piece in sorted(_PIECE.findall(self.address), key=len, reverse=True):
            if len(piece) >= _SECRET:
                text = text.replace(piece, "***")
        return text.rstrip(".")


def courier_of(address: str, timeout: int) -> Courier:
    """What brings messages to an address, an answer taking at most so many seconds. Raises `Unknown`."""
    try:
        import apprise  # noqa: PLC0415 - an extra, and a tenth of a second
    except ImportError:
        raise Unknown(
            say('messages need a library that is not installed: pip install "promocheck[notify]"')
        ) from None
    _listening()
    service = apprise.Apprise.instantiate(_as_known(address), suppress_exceptions=True)
    if service is None:
        raise Unknown(
            say("its address is none that can be used: expected one like feishu://TOKEN or mailto://...")
        )
    service.socket_connect_timeout = service.socket_read_timeout = float(timeout)
    return Courier(address, service)


def _as_known(address: str) -> str:
    for own, known in _OWN:
        if found := own.fullmatch(address):
            return known + found[1]
    return address


class _Heard(local):
    """What Apprise has said in this thread, and what servers have answered, since the thread began to listen.

    Each message has a thread of its own: one that never ends keeps no other waiting, and none hears another's answer.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self.answers: list[Any] = []


class _Ear(logging.Handler):
    """Hears what Apprise would say on stderr: it may quote the address."""

    def emit(self, record: logging.LogRecord) -> None:
        _HEARD.said.append(record.getMessage())


_HEARD: Final = _Heard()
_EAR: Final = _Ear(logging.WARNING)
_KEEPING: Final = Lock()


def _listening() -> _Heard:
    """What this thread hears from now on. Nobody stops listening: a message that was given up may still be on its way."""
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.addHandler(_EAR)  # which it has once, however often
    _HEARD.said, _HEARD.answers = [], []
    return _HEARD


def _keep_answers(session: Any) -> None:
    """Have what servers answer kept, by thread: Apprise makes a session of its own for each request and keeps none."""
    with _KEEPING:
        send = session.send
        if getattr(send, "keeps_answers", False):
            return

        def sent(self: Any, *given: Any, **named: Any) -> Any:
            answer = send(self, *given, **named)
            _HEARD.answers.append(answer)
            return answer

        sent.keeps_answers = True  # type: ignore[attr-defined]  # a mark of ours
        session.send = sent


def _refusal(answer: Any) -> str | None:
    """What a robot says that answers 200 and means no."""
    try:
        said = answer.json()
    except ValueError:
        return None
    if not isinstance(said, dict) or not said.get("errcode"):
        return None
    return f"{said['errcode']} {said.get('errmsg', '')}"[:200]
