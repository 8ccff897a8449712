"""Paths → files to read, with the store and marketplace that their folders name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from promocheck.model.errors import NoSuchPath
from promocheck.model.marketplace import find_marketplace


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be an export. `shown` is its path as given, with `/`; `named` when the user named it itself."""

    path: Path
    shown: str
    named: bool
    store: str | None
    marketplace: str | None


def find_files(paths: Sequence[str]) -> tuple[Candidate, ...]:
    """Every file below the paths, in an order that does not depend on the file system; none twice.

    Raises `NoSuchPath`.
    """
    found: dict[Path, Candidate] = {}
    for given in paths:
        for candidate in _below(given):
            found.setdefault(candidate.path.resolve(), candidate)
    return tuple(sorted(found.values(), key=lambda each: each.shown))


def _below(given: str) -> Iterator[Candidate]:
    root = Path(given)
    if root.is_dir():
        for path in sorted(root.rglob("*")):
            if path.is_file():
                store, marketplace = _folders(root.parts, path.relative_to(root).parts[:-1])
                yield Candidate(path, path.as_posix(), False, store, marketplace)  # noqa: FBT003
    elif root.exists():
        store, marketplace = _folders(root.parts[:-1], ())
        yield Candidate(root, PurePath(given).as_posix(), True, store, marketplace)  # noqa: FBT003
    else:
        raise NoSuchPath(given)


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
