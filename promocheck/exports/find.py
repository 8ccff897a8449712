"""Paths → files to read, with the store and marketplace that their folders name."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path, PurePath

from promocheck.exports.called import marketplaces_named
from promocheck.exports.own_files import is_beside_database, is_kept, is_prepared
from promocheck.model.errors import NoSuchPath, PreparedAmong
from promocheck.model.marketplace import Marketplace, find_marketplace
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be an export, or a folder that cannot be listed.

    `shown` is its path as given, with `/`; `named` when the user named the file itself.
    `below` are the folders and the file's name below what the user named; `home` is the store's folder, where a
    folder names the store; `archive` is the archive that a file lies in, as if it were a folder. `waits`: it is a pipe, a socket or a
    device in a folder, which reading would wait for.
    """

    path: Path
    shown: str
    named: bool
    below: tuple[str, ...]
    home: Path | None
    marketplace: str | None
    archive: Path | None = None
    waits: bool = False

    @property
    def store(self) -> str | None:
        """The store that a folder names."""
        return self.home.name if self.home else None

    @property
    def called(self) -> str:
        """What the file, or the nearest folder on this side of its marketplace's, is called that speaks of marketplaces; else "".

        What the user named has its say too, but not with an underscore in it, as in the name of a folder that a program has made for
        a run (`run_DE_0`).
        """
        above = () if self.named else self.path.parent.absolute().parts[-len(self.below) :]
        named, *inner = (*above, self.path.stem)
        *folders, stem = ("" if "_" in named else named, *inner)
        own = takewhile(lambda folder: not _marketplace_of(folder), reversed(folders))
        return next(filter(marketplaces_named, (stem, *own)), "")


def find_files(paths: Sequence[str], without: Sequence[str] = ()) -> tuple[Candidate, ...]:
    """Every file below the paths, but for those below `without`, in an order that does not depend on the file system or on theirs; none twice.

    A file that is named and lies in a named folder too counts as named. What lies in a store's folder beside its marketplaces (`acme/floors.csv` beside `acme/US`) is the store's too.
    Raises `NoSuchPath`, and `PreparedAmong` where a folder holds exports that were read before.
    """
    found: dict[str, Candidate] = {}
    every = _kept_apart([(Path(given), candidate) for given in paths for candidate in _below(given)])
    for candidate in sorted(every, key=lambda each: (not each.named, each.shown)):
        found.setdefault(place_of(candidate.path), candidate)
    for left_out in (candidate for given in without for candidate in _below(given)):
        found.pop(place_of(left_out.path), None)
    homes = {candidate.home for candidate in found.values()}
    at_home = (
        replace(each, home=next((folder for folder in each.path.parents if folder in homes), None))
        if each.home is None and each.marketplace is None
        else each
        for each in found.values()
    )
    return tuple(sorted(at_home, key=lambda each: each.shown))


def place_of(path: str | Path) -> str:
    """By what files are told apart, however they are named; on Windows capitals make no difference.

    Links are not followed, as `Path.resolve` would: one file may be linked into the folders of two marketplaces.
    """
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - see above


def is_below(path: str | Path, folder: str | Path) -> bool:
    """Whether a path is a folder or lies somewhere in it, as files are told apart."""
    return Path(place_of(path)).is_relative_to(place_of(folder))


def inside(archive: Candidate, names: Sequence[tuple[str, ...]]) -> tuple[Candidate, ...]:
    """The files in an archive, by folders and name, placed as if it had been unpacked into a folder of its name."""
    folder = archive.path.with_suffix("")
    root = folder if archive.named else archive.path.parents[len(archive.below) - 1]
    above = () if archive.named else (*archive.below[:-1], folder.name)
    return tuple(
        Candidate(
            folder.joinpath(*name),
            "/".join((archive.shown, *name)),
            named=False,
            below=(*(() if archive.named else archive.below), *name),
            home=home,
            marketplace=marketplace,
            archive=folder,
        )
        for name in names
        for home, marketplace in [_folders(root, (*above, *name[:-1]))]
    )


def archives_apart(found: Sequence[Candidate]) -> list[Candidate]:
    """Several archives that each hold marketplaces are a store each; a lone one ("exports.zip") adds no folder of its own."""
    holders = {each.archive for each in found if _holds_marketplaces(each)}
    several = len(holders) > 1
    return [
        replace(each, home=each.archive if several else _beside(each))
        if each.archive in holders and each.home in {None, each.archive}
        else each
        for each in found
    ]


def _holds_marketplaces(member: Candidate) -> bool:
    archive = member.archive
    if archive is None or member.home not in {None, archive}:
        return False
    own = member.path.relative_to(archive).parts[:-1]  # a marketplace above the archive is none that it holds
    return _marketplace_of(archive.name) is None and any(map(_marketplace_of, own))


def _beside(member: Candidate) -> Path | None:
    """The folder that an archive lies in, where that is one below what the user named, and no marketplace's."""
    assert member.archive
    inside_it = len(member.path.relative_to(member.archive).parts)
    above = member.archive.parent
    return above if len(member.below) > inside_it + 1 and _marketplace_of(above.name) is None else None


def _kept_apart(found: list[tuple[Path, Candidate]]) -> list[Candidate]:
    """Several named folders that each hold marketplaces are a store each: two accounts never collide."""
    roots = {
        root for root, each in found if each.marketplace and each.home is None and root.is_dir() and root.name
    }
    shops = {root for root in roots if find_marketplace(root.name) is None}
    return [
        replace(each, home=root) if len(shops) > 1 and root in shops and each.home is None else each
        for root, each in found
    ]


def _below(given: str) -> Iterator[Candidate]:
    if not given.strip():  # a shell's unset variable: nobody meant this folder
        raise NoSuchPath(given)
    root = Path(given)
    if root.is_dir():
        for path in _walk(root, frozenset()):
            below = path.relative_to(root).parts
            home, marketplace = _folders(root, below[:-1])
            yield Candidate(
                path,
                path.as_posix(),
                named=False,
                below=below,
                home=home,
                marketplace=marketplace,
                waits=_waits(path),
            )
    elif root.exists():
        home, marketplace = _folders(root.parent, ())
        yield Candidate(
            root,
            PurePath(given).as_posix(),
            named=True,
            below=(root.name,),
            home=home,
            marketplace=marketplace,
        )
    else:
        raise NoSuchPath(given)


def _walk(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    """Files below a folder, through links too; what cannot be listed or leads nowhere stands for itself.

    `Path.rglob` leaves out all of these, and linked folders, without a word.
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
        elif is_prepared(entry.name):
            raise PreparedAmong(folder.as_posix())
        elif not (is_kept(entry.name) or is_beside_database(entry)):
            yield entry


def _waits(path: Path) -> bool:
    """Whether it is a pipe, a socket or the like."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))  # a folder that cannot be listed is refused


def _marketplace_of(folder: str) -> Marketplace | None:
    """The marketplace that a folder is named after, in capitals: "in" and "it" are words."""
    return find_marketplace(folder) if folder.isupper() else None


def _folders(root: Path, below: Sequence[str]) -> tuple[Path | None, str | None]:
    """The store's folder and the marketplace, from `acme/US` or `US`: the innermost folder that is a marketplace.

    The store is looked for on the marketplace's own side of the folder that was named, so that scanning `exports`
    does not make "exports" a seller of `exports/US`.
    """
    here = root.resolve()  # a folder that is called "." may still be US
    sides: tuple[tuple[Path, Sequence[str]], ...] = (
        (root, below),
        (Path(root.anchor), [part for part in root.parts if part != root.anchor]),
        (here.parent, [here.name]),
    )
    for base, parts in sides:
        for index in range(len(parts) - 1, -1, -1):
            if marketplace := _marketplace_of(parts[index]):
                named = index > 0 and parts[index - 1] != ".."
                return (base.joinpath(*parts[:index]) if named else None), marketplace.code
    return None, None
