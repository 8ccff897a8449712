"""Messages to chats and mailboxes: what is sent comes from the reports, where to from the policy and the environment."""

from __future__ import annotations

from promocheck.notify.send import Channel, send, unusable

__all__ = ["Channel", "send", "unusable"]
