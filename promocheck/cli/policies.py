"""The policy that a command goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promocheck.policy import Policy


def policy_of(rules: str | None) -> Policy:
    """The policy in the file of `--rules`, else in ./rules.yaml, else the shipped one. Raises `UsageFault` where it does not hold together."""
    from promocheck.policy import load_policy
    from promocheck.rules import RULE_TYPES

    return load_policy(rules, RULE_TYPES)
