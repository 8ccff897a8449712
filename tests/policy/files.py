"""Rules files as text: the policy they come to, or what is said where they do not hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.errors import PolicyFault
from promocheck.model.kind import Kind
from promocheck.model.marketplace import BY_CODE
from promocheck.policy import Policy, load_policy
from promocheck.rules import ALL, RULE_TYPES

# What faults list after "Known: ", by the name that stands for it in a test.
KNOWN = {
    "rules": [*(rule.name for rule in ALL), *(rule.id for rule in ALL)],
    "kinds": [kind.word for kind in Kind],
    "marketplaces": [*BY_CODE],
    "currencies": sorted({each.currency for each in BY_CODE.values()}),
}


def loaded(folder: Path, **files: str) -> Policy:
    """The policy of `rules.yaml` among these files; `__` in a name is a folder."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_policy(str(folder / "rules.yaml"), RULE_TYPES)


def fault(folder: Path, **files: str) -> str:
    """What is said of it, paths as seen from the folder."""
    with pytest.raises(PolicyFault) as caught:
        loaded(folder, **files)
    return str(caught.value).replace(f"{folder.as_posix()}/", "")


def message(text: str) -> str:
    """A message with its lists of known names written out: `Known: {rules}.`"""
    for name, known in KNOWN.items():
        text = text.replace(f"{{{name}}}", ", ".join(known))
    return text
