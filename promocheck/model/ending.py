"""How a scan ended, as it is noted for whoever asks later: no cost, no price and no secret is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, field, fields
from datetime import datetime
from typing import Any, Final

from promocheck.model.run import File
from promocheck.model.value import dataclass
from promocheck.model.window import iso_utc

SCHEMA: Final = "promocheck.last-run/1"
_COMPLETE: Final = frozenset({0, 1, 4})  # exit codes of a run that has checked everything
_INSTANTS: Final = ("started", "ended", "as_of")


@dataclass(frozen=True, slots=True)
class Ending:
    """A scan that has ended. `started`, `ended` and `as_of`, from which it judged, in UTC seconds.

    Without a report `verdict`, `as_of` and the policy are None, and nothing is counted. `counts` are the open findings by
    severity and the waived ones, `coverage` how much was looked at.
    """

    id: str
    started: int
    ended: int
    exit_code: int
    verdict: str | None = None
    as_of: int | None = None
    policy: str | None = None
    policy_sha256: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    coverage: Mapping[str, int] = field(default_factory=dict)
    files: tuple[File, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything was checked that should have been, whatever was found."""
        return self.exit_code in _COMPLETE and self.verdict in {"clear", "findings"}


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last scan, and the last one that was complete: the same, an earlier one, or None.

    `paths` are what these scans read, seen from the folder that the file lies in; empty where none has come so far as to say it.
    """

    last: Ending
    complete: Ending | None
    paths: tuple[str, ...] = ()

    @staticmethod
    def after(before: LastRun | None, ending: Ending, paths: tuple[str, ...] = ()) -> LastRun:
        """What holds once a scan has ended that read these paths."""
        complete = ending if ending.complete else before.complete if before else None
        return LastRun(ending, complete, paths or (before.paths if before else ()))


def written(runs: LastRun, version: str) -> str:
    """The JSON document that `read` reads."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "promocheck", "version": version},
        "paths": list(runs.paths),
        "last": _object(runs.last),
        "last_complete": None if runs.complete is None else _object(runs.complete),
    }
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n"


def may_be_replaced(text: str) -> bool:
    """Whether a file with this text is one that was written so, be it damaged, or holds nothing."""
    return not text.strip() or SCHEMA in text


def read(text: str) -> LastRun:
    """What was written. Raises `ValueError` where it is not that, or not whole."""
    document = json.loads(text)
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError(SCHEMA)
    complete, paths = document.get("last_complete"), document.get("paths", [])
    if not isinstance(paths, list) or not all(isinstance(each, str) for each in paths):
        raise ValueError(paths)
    try:
        return LastRun(
            _ending(document["last"]), None if complete is None else _ending(complete), tuple(paths)
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(SCHEMA) from error


def _object(ending: Ending) -> dict[str, Any]:
    said = {**asdict(ending), "complete": ending.complete}
    return said | {name: None if said[name] is None else iso_utc(said[name]) for name in _INSTANTS}


def _ending(said: Mapping[str, Any]) -> Ending:
    values = {each.name: said[each.name] for each in fields(Ending)}
    if type(values["exit_code"]) is not int or not isinstance(values["id"], str):
        raise TypeError(values)
    instants = {
        name: values[name] and int(datetime.fromisoformat(values[name]).timestamp()) for name in _INSTANTS
    }
    counts = {name: {str(key): int(n) for key, n in values[name].items()} for name in ("counts", "coverage")}
    found = Ending(
        **{**values, **instants, **counts, "files": tuple(File(**each) for each in values["files"])}
    )
    if said["complete"] is not found.complete or found.started > found.ended:
        raise ValueError(found)
    return found
