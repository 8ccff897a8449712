"""`--annotate`: copies of the inputs, with what is wrong at the right of the very rows."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.options import require_name
from promocheck.cli.placing import put
from promocheck.cli.streams import tell
from promocheck.cli.untouched import real_place
from promocheck.model.errors import BadOption, NamedTwice, UsageFault
from promocheck.model.exit_code import NOT_DELIVERED
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.model.report import Report
    from promocheck.policy import Policy
    from promocheck.reports import Words

_OPTION = "--annotate"


class _OverInputs(UsageFault):
    """Copies that would take the place of what they are copies of."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            say(
                "{folder}: holds the exports themselves, which stay as they are. Choose another folder.",
                folder=folder.as_posix(),
            )
        )


class _WholeFiles(UsageFault):
    """Copies beside a report that leaves costs out."""

    def __init__(self) -> None:
        super().__init__(say("copies whole files, costs and all, so it does not go with --share."))


class _NothingToCopy(UsageFault):
    """Copies of files that were prepared elsewhere, and may not be here."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "copies the exports themselves, and prepared ones hold only what was read of them. Scan the exports."
            )
        )


class _NoFolder(UsageFault):
    """Something else where the folder would be."""

    def __init__(self, folder: Path) -> None:
        super().__init__(say("{folder}: is a file, no folder.", folder=folder.as_posix()))


def copies_in(given: str | None, paths: Sequence[str], *, share: bool = False) -> Copies | None:
    """Where copies go; None where they are not asked for. `paths` are those of the exports and drafts. Raises `UsageFault`."""
    if given is None:
        return None
    require_name(_OPTION, given)
    if share:
        raise BadOption(_OPTION, _WholeFiles())
    from promocheck.exports.own_files import holds_prepared

    if any(map(holds_prepared, paths)):
        raise BadOption(_OPTION, _NothingToCopy())
    folder, root = Path(given), _common(paths)
    if folder.exists() and not folder.is_dir():
        raise BadOption(_OPTION, _NoFolder(folder))
    if root is not None and folder.resolve() == root.resolve():
        raise BadOption(_OPTION, _OverInputs(folder))
    return Copies(folder, root)


def _common(paths: Sequence[str]) -> Path | None:
    """The folder that all exports are in, or below; None where there is none."""
    folders = [str(path if path.is_dir() else path.parent) for path in map(_whole, paths)]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return None


def _whole(path: str) -> Path:
    """The path from the root on; links are not followed, so that a copy stands where the link does."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - it leaves no `..` in it


class Copies:
    """The folder of the copies, in which they stand as the exports do in theirs."""

    def __init__(self, folder: Path, root: Path | None) -> None:
        self._folder = folder
        self._root = root

    def write(self, report: Report, policy: Policy, language: str, *, quiet: bool) -> int:
        """Write the copies; say on stderr what is marked where, and what is not. 0, or the code of what was not delivered.

        With `quiet` nothing is said where nothing was found.
        """
        from promocheck.pipeline.annotate import annotated
        from promocheck.reports import Words
        from promocheck.reports.annotations import summary

        words = Words(language)
        targets = {each.path: self._target(each.path) for each in report.inputs}
        exports = frozenset(Path(each).resolve() for each in targets)

        def put_copy(path: str, data: bytes) -> bool:
            return _put(targets[path], data, exports, words)

        done = annotated(report, policy, words, put_copy)
        if done.findings or not quiet:
            for line in summary(done, self._folder.as_posix(), words):
                tell(line)
        for path, target in targets.items():
            if path not in done.copies and target.exists() and target.resolve() not in exports:
                tell(
                    words._("{path}: is from an earlier run and was not written now", path=target.as_posix())
                )
        return NOT_DELIVERED if done.lost else 0

    def refuse(self, report: Report, written: Iterable[str]) -> None:
        """Raises `NamedTwice` where a copy would take the place of another file that this run writes."""
        others = {*map(real_place, written)}
        for each in report.inputs:
            target = self._target(each.path)
            if real_place(target) in others:
                raise NamedTwice(target.as_posix())

    def _target(self, path: str) -> Path:
        whole = _whole(path)
        return self._folder / whole.relative_to(self._root or whole.anchor)


def _put(target: Path, data: bytes, exports: Collection[Path], words: Words) -> bool:
    """Whether a copy was written; never in the place of one of the exports."""
    if target.resolve() in exports:
        tell(
            words._(
                "{path}: is an export itself, and was not replaced. Choose another folder for {option}.",
                path=target.as_posix(),
                option=_OPTION,
            )
        )
        return False
    return put(target, data, words, in_new_folder=True)
