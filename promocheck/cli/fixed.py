"""`--fixed-out`: the drafts again without what fails, and a workbook of what was left out and why."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from promocheck.cli.options import require_name
from promocheck.cli.placing import put, tell_lost, tell_old
from promocheck.cli.streams import tell
from promocheck.model.errors import BadOption, OverExport, UsageFault, WrongAnswer
from promocheck.model.exit_code import NOT_DELIVERED
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.model.fixed import Fixed
    from promocheck.pipeline.scan import Drafted
    from promocheck.reports import Words

_OPTION: Final = "--fixed-out"
_LEFT_OUT: Final = "left-out.xlsx"


class _Packed(UsageFault):
    """A draft within an archive, which is not written again."""

    def __init__(self, archive: Path) -> None:
        super().__init__(
            say("writes no ZIP. Unpack {path} and give its files with --draft.", path=archive.as_posix())
        )


def fixed_paths(given: str | None, drafts: Sequence[str]) -> Mapping[str, Path]:
    """Where each file of the drafts goes, and under "" what was left out; nothing where it is not asked for. Raises `UsageFault`.

    One file goes where it is said; of several, or of a folder, what is said is their folder.
    """
    if given is None:
        return {}
    require_name(_OPTION, given)
    if not drafts:
        raise UsageFault(say("{option}: there is no draft to fix. Give it with --draft.", option=_OPTION))
    target, files = Path(given), _files_of(drafts)
    for path in files:
        if path.suffix.lower() == ".zip":
            raise BadOption(_OPTION, _Packed(path))
    if len(drafts) > 1 or Path(drafts[0]).is_dir():
        found = {path.as_posix(): target / name for path, name in files.items()} | {"": target / _LEFT_OUT}
    else:
        (draft,) = files
        if target.suffix.lower() != draft.suffix.lower():
            raise BadOption(
                _OPTION,
                WrongAnswer(say("a name that ends in {ending}, as the draft's", ending=draft.suffix), given),
            )
        found = {draft.as_posix(): target, "": target.with_suffix(f".{_LEFT_OUT}")}
    kept = {path.resolve() for path in files}
    for path in found.values():
        if path.resolve() in kept:
            raise UsageFault(
                say(
                    "{option}: {path} is the draft itself, which stays as it is. Choose another name.",
                    option=_OPTION,
                    path=path.as_posix(),
                )
            )
    return found


def require_no_export(paths: Mapping[str, Path], read: Sequence[str]) -> None:
    """Raises `OverExport` for a file in these places that a scan would read, and of which nothing proves that an earlier run wrote it.

    Where an earlier run's lie, nothing is read: once the scan has read, it is too late to find an export there.
    """
    from promocheck.exports.find import find_files, place_of
    from promocheck.exports.own_files import digests_told_by, holds_prepared

    if not paths or any(map(holds_prepared, read)):
        return
    exports = {place_of(each.path) for each in find_files(read)}
    there = [path for path in paths.values() if place_of(path) in exports]
    known = digests_told_by(paths[""]) if there else None
    for path in there:
        if known is None or (path != paths[""] and _digest_there(path, paths) not in known):
            raise OverExport(path.as_posix())


def _digest(path: Path, data: bytes, paths: Mapping[str, Path]) -> str:
    """The SHA-256 of a fixed draft and of its name beside the workbook of what was left out: a file that was renamed since is another."""
    name = path.relative_to(paths[""].parent).as_posix()
    return hashlib.sha256(b"\0".join((name.encode("utf-8", "surrogatepass"), data))).hexdigest()


def _digest_there(path: Path, paths: Mapping[str, Path]) -> str | None:
    """That of what lies there; None where it cannot be read."""
    try:
        return _digest(path, path.read_bytes(), paths) if path.is_file() else None
    except OSError:
        return None


def _files_of(drafts: Sequence[str]) -> Mapping[Path, Path]:
    """The files of drafts, each with its name: within its folder, where that is what was given.

    Where two have one name, they are called as they are within the folder that they have in common.
    """
    from promocheck.exports.find import find_files

    found = {each.path: Path(*each.below) for each in find_files(drafts)}
    if len(set(found.values())) == len(found):
        return found
    whole = {path: path.absolute() for path in found}
    common = os.path.commonpath([each.parent for each in whole.values()])
    return {path: each.relative_to(common) for path, each in whole.items()}


def write_fixed(drafted: Drafted, paths: Mapping[str, Path], language: str) -> int:
    """Write what may be uploaded and what may not; say on stderr what was done. 0, or the code of what was not delivered."""
    from promocheck.exports.find import is_below
    from promocheck.pipeline.fixed import fix
    from promocheck.reports import Words
    from promocheck.reports.fixed import summary

    words = Words(language)
    try:  # both need room for files that pass
        fixed = fix(drafted)
        files = _files(fixed, paths, words)
    except OSError as error:
        for path in paths.values():
            tell_lost(path, error, words)
        tell_old(paths.values(), words)
        return NOT_DELIVERED
    written = {path for path, data in files.items() if put(path, data, words, in_new_folder=True)}
    for line in summary(fixed, _shown(paths, files.keys() - written), words):
        tell(line)
    read = drafted.request.paths
    if live := [path for path in written - {paths[""]} if any(is_below(path, each) for each in read)]:
        shown = paths[""].parent if len(live) > 1 else live[0]
        tell(
            words._(
                "{path} lies among the exports: a scan that is not given it with --draft takes it for live. Write it elsewhere.",
                path=shown.as_posix(),
            )
        )
    tell_old((path for path in paths.values() if path not in written), words)
    return NOT_DELIVERED if files.keys() - written else 0


def _files(fixed: Fixed, paths: Mapping[str, Path], words: Words) -> dict[Path, bytes]:
    """What is to be written where."""
    from promocheck.exports.own_files import digests_told_by
    from promocheck.exports.text_book import as_text_book
    from promocheck.reports.fixed import left_out_rows

    files = {paths[each.path]: each.data for each in fixed.files if each.is_written}
    if fixed.left_out:
        digests = [_digest(path, data, paths) for path, data in files.items()]
        # What is not written again lies there still, and is ours as before.
        before = digests_told_by(paths[""]) or ()
        left = (_digest_there(path, paths) for path in paths.values() if path not in {*files, paths[""]})
        digests += [each for each in left if each is not None and each in before]
        files[paths[""]] = as_text_book(left_out_rows(fixed, words), digests)
    return files


def _shown(paths: Mapping[str, Path], lost: Collection[Path]) -> dict[str, str | None]:
    """The paths as people read them; None for what was not written."""
    return {each: None if path in lost else path.as_posix() for each, path in paths.items()}
