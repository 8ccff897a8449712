"""`scan --notify`: the policy's chats and mailboxes hear how a scan ended, once its reports are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from promocheck.cli.streams import tell
from promocheck.model.errors import NoChannels, UsageFault
from promocheck.model.exit_code import NOT_DELIVERED
from promocheck.model.text import Text, say

if TYPE_CHECKING:
    from promocheck.model.newly import Newly
    from promocheck.model.report import Report
    from promocheck.notify import Channel
    from promocheck.policy import Policy
    from promocheck.policy.notify import ChannelSettings
    from promocheck.reports import Words
    from promocheck.reports.message import Message

NOTIFY = Annotated[
    bool,
    typer.Option(
        "--notify", help="Tell the policy's chats and mailboxes. What cannot be delivered is exit code 4."
    ),
]


@contextmanager
def noticed(policy: Policy, lang: str, *, notify: bool) -> Iterator[None]:
    """Where what is done within breaks, the channels hear that there is no report. Raises `NoChannels` where there are none."""
    if notify and not policy.notify.channels:
        raise NoChannels(policy.source.path)
    try:
        yield
    except Exception as error:
        if notify:
            from promocheck.reports.message import failure

            said = error.said if isinstance(error, UsageFault) else say("internal error")
            _send(policy, policy.notify.channels, lambda words: failure(said, words), lang)
        raise


def notified(
    report: Report, news: Newly | None, code: int, policy: Policy, lang: str, where: Sequence[str]
) -> int:
    """Tell every channel that wants to hear of such a report, in a run that ends with `code`; 0, or 4 where one could not be told.

    With `news` only these are told, and where there are none only those that always want to hear. One that wants to hear nothing of it is looked at too: else nobody knew before the night of a finding. `where` the report is.
    """
    from promocheck.reports.message import message

    wanted = [each for each in policy.notify.channels if _wants(each, report, news, code)]
    most, lost = policy.notify.findings, code == NOT_DELIVERED
    delivered = _send(
        policy,
        wanted,
        lambda words: message(report, words, most=most, where=where, lost=lost, news=news),
        lang,
    )
    others = [each for each in policy.notify.channels if each not in wanted]
    return 0 if _reachable(policy, others, lang) and delivered else NOT_DELIVERED


def alarming(policy: Policy, lang: str) -> Callable[[str], None]:
    """What takes an alarm to every channel, beside the watch: it waits for no answer. Raises `NoChannels` where there are none.

    Which of them it would not reach is told at once.
    """
    if not policy.notify.channels:
        raise NoChannels(policy.source.path)
    _reachable(policy, policy.notify.channels, lang)

    def ring(text: str) -> None:
        from promocheck.reports.message import alarm

        channels = policy.notify.channels
        Thread(target=lambda: _send(policy, channels, lambda words: alarm(text, words), lang)).start()

    return ring


def _wants(channel: ChannelSettings, report: Report, news: Newly | None, code: int) -> bool:
    match channel.when:
        case "always":
            return True
        case "findings":
            fresh = news is None or bool(news.open) or code == NOT_DELIVERED
            return fresh and (code != 0 or report.verdict != "clear")  # --fail-on never finds as much
        case "untrusted":
            return report.untrusted and (news is None or any(each.doubt for each in news.open))


def _send(
    policy: Policy, channels: Sequence[ChannelSettings], of: Callable[[Words], Message], lang: str
) -> bool:
    """Whether all of them took it. What is not delivered is told, without the address."""
    from promocheck.reports import Words

    delivered, words = True, Words(lang)
    for channel in channels:
        if reason := _undelivered(policy, channel, of(Words(channel.lang))):
            tell(
                words._("the message to {channel} was not delivered: {why}", channel=channel.name, why=reason)
            )
            delivered = False
    return delivered


def _reachable(policy: Policy, channels: Sequence[ChannelSettings], lang: str) -> bool:
    """Whether all of them could be told something. Which could not is told, and why."""
    from promocheck.notify import unusable
    from promocheck.reports import Words

    reachable, words = True, Words(lang)
    for channel in channels:
        to = _found(policy, channel)
        if reason := to if isinstance(to, Text) else unusable(to):
            tell(
                words._(
                    "a message to {channel} would not be delivered: {why}", channel=channel.name, why=reason
                )
            )
            reachable = False
    return reachable


def _undelivered(policy: Policy, channel: ChannelSettings, message: Message) -> Text | None:
    from promocheck.notify import send

    to = _found(policy, channel)
    return to if isinstance(to, Text) else send(to, message.title, message.body)


def _found(policy: Policy, channel: ChannelSettings) -> Channel | Text:
    """Where its messages go, or why nobody knows."""
    from promocheck.notify import Channel

    address = os.environ.get(channel.address, "").strip()
    if not address:
        return say("the environment variable {name} is not set", name=channel.address)
    return Channel(channel.name, address, policy.notify.attempts, policy.notify.timeout_seconds)
