"""One message to one channel, with a limit on attempts and on time; the library for it is Apprise."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import field
from typing import Final

from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.notify.courier import Courier, Unknown, courier_of

_PAUSE: Final = 2.0  # seconds before the second attempt; twice as long before each further one


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a message goes. `address` is a secret: it is in no text that leaves here, and not in `repr`."""

    name: str
    address: str = field(repr=False)
    attempts: int = 3
    timeout: int = 10  # seconds that an answer may take


def send(channel: Channel, title: str, body: str, pause: Callable[[float], None] = time.sleep) -> Text | None:
    """Send a message; None where it was taken, else why not, as far as is known. An answer that was cut short is tried again: better twice than never."""
    try:
        courier = courier_of(channel.address, channel.timeout)
    except Unknown as fault:
        return fault.said
    reason = None
    for attempt in range(channel.attempts):
        if attempt:
            pause(_PAUSE * 2 ** (attempt - 1))
        reason = _within(courier, title, body, 2 * channel.timeout + 1)
        if reason is None:
            return None
    assert reason is not None  # at least one attempt is made
    return _told(reason, channel.attempts)


def unusable(channel: Channel) -> Text | None:
    """Why no message could be sent to a channel, as far as that is known without sending one."""
    try:
        courier_of(channel.address, channel.timeout)
    except Unknown as fault:
        return fault.said
    return None


def _told(reason: Text, attempts: int) -> Text:
    return reason if attempts == 1 else say("{reason}, {n} times in a row", reason=reason, n=attempts)


def _within(courier: Courier, title: str, body: str, seconds: float) -> Text | None:
    """One attempt. Libraries limit the time for each piece of an answer, so one that drips in would hold a run for ever."""
    found: list[Text | None] = []

    def attempt() -> None:
        try:
            found.append(courier.bring(title, body))
        except Exception as error:  # noqa: BLE001 - the library's own; its words may hold the address
            found.append(say("{error} in the library that sends", error=type(error).__name__))

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(seconds)
    return found[0] if found else say("no answer in {n} seconds", n=int(seconds))
