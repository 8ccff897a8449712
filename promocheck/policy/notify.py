"""The policy's section about messages: which chats and mailboxes hear of a scan, and of which scans."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from promocheck.policy.section import Section

_Name = Annotated[str, Field(min_length=1)]
# A chat's address is its password. In the policy it would stand in every copy and in every review.
_Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class ChannelSettings(Section):
    """One chat or mailbox."""

    name: _Name
    """What it is called in messages about it."""
    address: _Variable
    """The environment variable that holds its address: feishu://TOKEN, dingtalk://TOKEN, wecombot://KEY, the robot's own https
    address, mailto://... or whatever else Apprise knows. The address itself is a secret and stays out of this file."""
    when: Literal["findings", "untrusted", "always"] = "findings"
    """findings: whenever the exit code is not 0; untrusted: only where the run cannot be believed, or failed; always."""
    lang: Literal["en", "zh"] = "en"
    """The language of its messages."""


class NotifySettings(Section):
    """Whom `scan --notify` tells."""

    channels: tuple[ChannelSettings, ...] = ()
    """Chats and mailboxes: [{name: ops, address: FEISHU_ROBOT, when: findings, lang: zh}]."""
    findings: Annotated[int, Field(ge=0, le=20)] = 5
    """How many findings a message names, the gravest first; of the others it says how many."""
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    """How often one message is tried, with a longer pause each time."""
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 10
    """How long an answer may take."""
