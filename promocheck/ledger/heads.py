"""What the head of an entry holds, without which nobody can read the entry: somebody may have edited it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_RUN: Final[Mapping[str, type]] = {
    "at": int,
    "as_of": int,
    "who": str,
    "tool": str,
    "verdict": str,
    "exit_code": int,
    "policy": str,
    "policy_sha256": str,
    "terms": str,
    "counts": dict,
    "promoted": int,
    "files": list,
}
_APPROVAL: Final[Mapping[str, type]] = {
    "at": int,
    "run": int,
    "run_hash": str,
    "by": str,
    "account": str,
    "note": str,
    "digest": str,
}
_WEAKER: Final[Mapping[str, type]] = {"name": str, "severity": str, "shipped": str, "scope": list}
_VERDICTS: Final = frozenset({"clear", "findings", "untrusted"})
_INSTANTS: Final = range(-62_135_596_800, 253_402_300_800)  # UTC seconds of the years 1 to 9999


def is_head_of_run(head: Any) -> bool:
    """Whether it says all that a run's does, each in its form."""
    return (
        _holds(head, _RUN)
        and head["as_of"] in _INSTANTS
        and head["verdict"] in _VERDICTS
        and all(isinstance(each, int) for each in head["counts"].values())
        and all(isinstance(each, dict) and "draft" in each for each in head["files"])
        and _is_weaker(head.get("weaker", []))
        and all(isinstance(head.get(name, False), bool) for name in ("asks_approval", "names_all"))
    )


def _is_weaker(noted: Any) -> bool:
    """Whether rules that weigh less than shipped are noted as such; entries of old have none."""
    return isinstance(noted, list) and all(
        isinstance(each, dict)
        and each.keys() == _WEAKER.keys()
        and all(isinstance(each[name], kind) for name, kind in _WEAKER.items())
        and all(_is_scope(part) for part in each["scope"])
        for each in noted
    )


def _is_scope(part: Any) -> bool:
    return isinstance(part, list) and len(part) == 2 and isinstance(part[1], list)


def is_head_of_approval(head: Any) -> bool:
    """Whether it says all that an approval's does, each in its form."""
    return _holds(head, _APPROVAL)


def _holds(head: Any, fields: Mapping[str, type]) -> bool:
    return (
        isinstance(head, dict)
        and all(isinstance(head.get(name), kind) for name, kind in fields.items())
        and head["at"] in _INSTANTS
    )
