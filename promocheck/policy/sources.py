"""Of which files a policy is made, also while it does not hold together: what somebody has to save so that it is another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from promocheck.model.waiver import WAIVERS_FILE
from promocheck.policy.documents import MOST_FILES
from promocheck.policy.yaml_lines import YamlFault, read_yaml

_HERE: Final = "rules.yaml"


def files_of_policy(path: str | None) -> tuple[Path, ...]:
    """The rules file, those that it extends, and the waivers; a file that is named and not there is among them.

    `path` None: the one in this folder. What a file that cannot be read would extend is not known.
    """
    documents = list(_extended(Path(path or _HERE)))
    found = [each for each, _ in documents]
    named = [(each, value["waivers"]) for each, value in documents if isinstance(value.get("waivers"), str)]
    at, name = named[0] if named else (found[0], WAIVERS_FILE)
    return tuple(dict.fromkeys((*found, at.parent / name)))


def last_run_of_policy(path: str | None) -> str | None:
    """The file in which the policy notes how scans end, also while the policy does not hold together; None where it names none."""
    at, named = _said_of(path, "nightly", "last_run")
    is_name = isinstance(named, str) and named.strip() and "\0" not in named
    return (at.parent / named.replace("\\", "/")).as_posix() if is_name else None


def paths_of_policy(path: str | None) -> tuple[str, ...]:
    """What the policy names to be read, likewise; nothing where it names nothing."""
    _, named = _said_of(path, "exports", "paths")
    return (
        tuple(each for each in named if isinstance(each, str) and "\0" not in each)
        if isinstance(named, list)
        else ()
    )


def _said_of(path: str | None, section: str, setting: str) -> tuple[Path, Any]:
    """The file that says a setting, and what it says; None where nobody does."""
    first = Path(path or _HERE)
    for at, value in _extended(first):
        within = value.get(section)
        if isinstance(within, dict) and setting in within:
            return at, within[setting]
    return first, None


def _extended(path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A file with what it says, then the one that it extends, and so on."""
    for _ in range(MOST_FILES):
        value = _said(path)
        yield path, value
        named = value.get("extends")
        if not isinstance(named, str) or not named.strip() or "\0" in named:
            return
        path = path.parent / named


def _said(path: Path) -> dict[str, Any]:
    """What a file says at the top; nothing where it cannot be read."""
    try:
        value, _ = read_yaml(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, YamlFault):
        return {}
    return value if isinstance(value, dict) else {}
