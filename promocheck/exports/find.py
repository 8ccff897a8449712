"""Paths → files to read, with the store and marketplace that their folders name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from promocheck.model.errors import NoSuchPath
from promocheck.model.marketplace import find_marketplace


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be an export, or a folder that cannot be opened.

    `shown` is its path as given, with `/`, `below` what of it lies inside the folder that was named; `named` when the
    user named the file itself.
    """

    path: Path
    shown: str
    below: tuple[str, ...]
    named: bool
    store: str | None
    marketplace: str | None


def find_files(paths: Sequence[str]) -> tuple[Candidate, ...]:
    """Every file below the paths, in an order that does not depend on the file system or on theirs; none twice.

    A file that is named and lies in a named folder too counts as named. Raises `NoSuchPath`.
    """
    found: dict[str, Candidate] = {}
    every = [candidate for given in paths for candidate in _below(given)]
    for candidate in sorted(every, key=lambda each: (not each.named, each.shown)):
        # Links are not followed here: one file may be linked into the folders of two marketplaces.
        found.setdefault(os.path.abspath(candidate.path), candidate)  # noqa: PTH100
    return tuple(sorted(found.values(), key=lambda each: each.shown))


def _below(given: str) -> Iterator[Candidate]:
    root = Path(given)
    if root.is_dir():
        for path in _walk(root, frozenset()):
            below = path.relative_to(root).parts
            store, marketplace = _folders(root.parts, below[:-1])
            yield Candidate(path, path.as_posix(), below, False, store, marketplace)  # noqa: FBT003
    elif root.exists():
        store, marketplace = _folders(root.parts[:-1], ())
        yield Candidate(root, PurePath(given).as_posix(), (), True, store, marketplace)  # noqa: FBT003
    else:
        raise NoSuchPath(given)


def _walk(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    """Files below a folder, through links too; a folder that cannot be listed and a link to nowhere stand for themselves.

    `Path.rglob` leaves out both, and linked folders, without a word.
    """
    real = folder.resolve()
    if real in above:  # a link back up: all of it has been seen
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder
        return
    for entry in entries:
        if os.path.isdir(entry):  # noqa: PTH112 - answers where Path.is_dir raises: no right to look
            yield from _walk(entry, above | {real})
        elif not _is_device(entry):
            yield entry


def _is_device(path: Path) -> bool:
    """Pipes, sockets and the like, which a folder may hold and reading would wait for."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode)


def _folders(above: Sequence[str], below: Sequence[str]) -> tuple[str | None, str | None]:
    """Store and marketplace from folder names: `acme/US` or `US`, the innermost one that is a marketplace.

    The store is looked for on the marketplace's own side of the folder that was named, so that scanning `exports`
    does not make "exports" a seller of `exports/US`.
    """
    for parts in (below, above):
        for index in range(len(parts) - 1, -1, -1):
            marketplace = find_marketplace(parts[index]) if parts[index].isupper() else None
            if marketplace:
                store = parts[index - 1] if index else None
                return (None if store in (None, "..", "/") or _is_root(store) else store), marketplace.code
    return None, None


def _is_root(part: str | None) -> bool:
    return part is not None and PurePath(part).anchor == part
