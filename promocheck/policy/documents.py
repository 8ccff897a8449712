"""Rules files as they are written: one may extend another, and of every value it is known where it stands."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from promocheck.model.errors import NoSuchPath, PolicyFault
from promocheck.model.refusal import refusal
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.policy.wording import expected
from promocheck.policy.wording import shown as quoted
from promocheck.policy.yaml_lines import Path as YamlPath
from promocheck.policy.yaml_lines import YamlFault, read_yaml

_LINK: Final = say("links to a file that is not there. Put that back, or correct the link.")
MOST_FILES: Final = 10  # that extend each other: more is nothing that anybody understands


@dataclass(frozen=True, slots=True)
class Document:
    """A file's values. `lines` has the line of each; `places` the file and line of each, those of `base` included."""

    shown: str
    folder: Path
    raw: bytes
    value: Any
    lines: Mapping[YamlPath, int]
    base: Document | None = None
    places: Mapping[YamlPath, str] = field(default_factory=dict)

    def files(self) -> tuple[Document, ...]:
        """This file and those that it extends, the nearest first."""
        return (self, *(self.base.files() if self.base else ()))


def bytes_of(path: str) -> bytes:
    """A rules file's bytes. Raises `NoSuchPath`, or `PolicyFault` where it cannot be read."""
    if not path.strip():  # Python takes it for this folder
        raise NoSuchPath(path)
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        if Path(path).is_symlink():
            raise PolicyFault(path, [(None, _LINK)]) from None
        raise NoSuchPath(path) from None
    except OSError as error:
        raise PolicyFault(path, [(None, say("cannot be read: {why}", why=refusal(error)))]) from None


def values_in(shown: str, raw: bytes) -> tuple[Any, dict[YamlPath, int]]:
    """The values of a YAML file and the line of each; `shown` is the path that faults are named by. Raises `PolicyFault`."""
    try:
        return read_yaml(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PolicyFault(shown, [(line, say("is not UTF-8 text. Save the file as UTF-8."))]) from None
    except YamlFault as fault:
        raise PolicyFault(shown, [(fault.line, fault.what)]) from None


def read_document(shown: str, raw: bytes, folder: Path, above: tuple[str, ...] = ()) -> Document:
    """The file's values on top of those of the file that it extends; `above` are the files that extend it."""
    value, lines = values_in(shown, raw)
    named = value.get("extends") if isinstance(value, dict) else None
    base = None if named is None else _base((*above, shown), named, folder, lines.get(("extends",)))
    return Document(shown, folder, raw, value, lines, base, _places(shown, lines, base))


def _places(shown: str, lines: Mapping[YamlPath, int], base: Document | None) -> dict[YamlPath, str]:
    """Where everything stands. A list that the file has is its own, whatever the other has in it."""
    lists = {path[:at] for path in lines for at, part in enumerate(path) if isinstance(part, int)}
    found = {
        path: place
        for path, place in (base.places if base else {}).items()
        if not any(path[:at] in lists for at in range(len(path)))
    }
    return {**found, **{path: f"{shown}:{line}" for path, line in lines.items()}}


def _base(files: tuple[str, ...], named: Any, folder: Path, line: int | None) -> Document:
    """The file that the last of `files` extends; its path is seen from that file's own folder."""
    shown = files[-1]
    if not isinstance(named, str) or not named.strip() or "\0" in named:
        raise _fault(shown, line, expected(say("the path of another rules file"), named))
    beside = _beside(shown, named)
    if posixpath.normpath(beside) in map(posixpath.normpath, files):
        raise _fault(
            shown, line, say("these extend each other in a circle: {files}. Break it.", files=tuple(files))
        )
    if len(files) == MOST_FILES:
        raise _fault(
            shown,
            line,
            say("more than {n} files extend each other. Put some together.", n=MOST_FILES),
        )
    path = folder / named
    try:
        raw = bytes_of(str(path))
    except NoSuchPath:
        what = say(
            "there is no file {file}, seen from the folder of {shown}.", file=quoted(named), shown=shown
        )
        raise _fault(shown, line, what) from None
    except PolicyFault as fault:
        raise PolicyFault(beside, fault.faults) from None
    return read_document(beside, raw, path.parent, files)


def _beside(shown: str, named: str) -> str:
    """The path of a file that is named in another one, as faults name it."""
    return posixpath.join(posixpath.dirname(shown), named.replace("\\", "/"))


def _fault(shown: str, line: int | None, what: Text) -> PolicyFault:
    return PolicyFault(shown, [(line, say("extends: {what}", what=what))])


def overlaid(base: Any, own: Any) -> Any:
    """`own` on top of `base`: names are joined, whatever else stands there is replaced. A blank section changes nothing."""
    if not isinstance(base, dict):
        return own
    if own is None:
        return base
    if not isinstance(own, dict):
        return own
    return {**base, **{name: overlaid(base.get(name), item) for name, item in own.items()}}
