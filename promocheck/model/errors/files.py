"""Files that are not there, and files that must not be written."""

from __future__ import annotations

from collections.abc import Sequence

from promocheck.model.errors.fault import UsageFault
from promocheck.model.text import Text, lines, say


class NoSuchPath(UsageFault):
    """A path on the command line leads nowhere."""

    def __init__(self, path: str) -> None:
        if '"' in path:
            super().__init__(_quoted(path))
        elif min(path, default=" ") < " ":
            super().__init__(_escaped(path))
        else:
            super().__init__(_nowhere(path))


def _nowhere(path: str) -> Text:
    return say(
        "{path}: no such file or folder. Check the spelling, or run from another folder.",
        path=path if path.strip() else repr(path),
    )


def _quoted(path: str) -> Text:
    r"""What becomes of `"C:\My exports\" --marketplace US` on Windows: one name with all that follows."""
    return say(
        "{path}: no such file or folder. A quotation mark stands in it: on Windows, leave out the backslash in front of "
        'the closing one ("My exports").',
        path=path,
    )


def _escaped(path: str) -> Text:
    r"""What becomes of `"C:\new"` in a rules file."""
    return say(
        "{path}: no such file or folder. A line break or the like stands in it: in double quotes of a rules file a backslash is no part "
        "of a path, write / for it.",
        path="".join(letter if letter >= " " else f"<U+{ord(letter):04X}>" for letter in path),
    )


class MissingMarketplace(UsageFault):
    """Rows that say in no way which marketplace they belong to."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = tuple(files)
        named = lines(Text("  {file}", (("file", file),)) for file in files)
        super().__init__(
            say(
                "No marketplace is known for the rows of:\n"
                "{files}\n"
                "Pass --marketplace (for example --marketplace US), keep the files in a folder named after it (US/..., in capitals), "
                "fill the marketplace column, or set exports.marketplace in the policy.",
                files=named,
            )
        )


class AlreadyThere(UsageFault):
    """A file that would be replaced, which nobody has asked for."""

    def __init__(self, path: str, option: str) -> None:
        super().__init__(
            say(
                "{path}: there is such a file already; nothing was written. "
                "Pass --force to replace it, or {option} FILE to write elsewhere.",
                path=path,
                option=option,
            )
        )


class NeverReplaced(UsageFault):
    """An export, or a floors sheet that somebody has filled in: work that is not replaced, whoever asks."""

    def __init__(self, path: str, option: str) -> None:
        super().__init__(
            say(
                "{path}: is an export, or holds floors, and is never replaced; nothing was written. "
                "Pass {option} FILE to write elsewhere.",
                path=path,
                option=option,
            )
        )


class NotAPolicy(UsageFault):
    """A file where the policy is to be written that is no policy: something else, which nobody has another copy of, or a damaged one."""

    def __init__(self, path: str, option: str) -> None:
        super().__init__(
            say(
                "{path}: cannot be read as a policy, so it may be something else, and is not replaced; nothing was written. Pass {option} FILE "
                "to write elsewhere. If it is a policy, `promocheck rules {option} {path}` says what is wrong with it: mend it, or delete it.",
                path=path,
                option=option,
            )
        )


class NamedTwice(UsageFault):
    """Two files that would be written to one place, where only the last would be."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path} would be written twice, and two files cannot be one. Name another.", path=path)
        )


class NotOnTerminal(UsageFault):
    """A format that is no text, where a person would see it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            say(
                "--format {name}: a terminal cannot show a workbook. Write it to a file: --report {name}=FILE.{name}",
                name=name,
            )
        )


class NotWritten(UsageFault):
    """A file that could not be written."""

    def __init__(self, path: str, why: Text) -> None:
        super().__init__(say("{path}: could not be written: {why}", path=path, why=why))


class NotKept(UsageFault):
    """What is found could not be kept in the folder for temporary files until it is told: exit 3."""

    code = 3

    def __init__(self, folder: str, why: Text) -> None:
        super().__init__(
            say(
                "{folder}: what is found could not be kept there until it is told ({why}). Nothing of this run counts. Make room "
                "there, or name another folder as TMPDIR (on Windows as TMP), then run it again.",
                folder=folder,
                why=why,
            )
        )


class OverLedger(UsageFault):
    """A report that would take the ledger's place."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path}: is the ledger, and a report cannot be there. Name another file.", path=path)
        )


class NoName(UsageFault):
    """An option whose file has no name."""

    def __init__(self, option: str) -> None:
        super().__init__(say("{option}: expected the name of a file, found nothing.", option=option))


class OverSource(UsageFault):
    """A file that would take the place of an export, a draft, the policy, or of what keeps earlier runs."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say(
                "{path} is read by this run, or keeps what earlier ones found, and would be replaced; nothing was written. Name another file.",
                path=path,
            )
        )


class OverExport(UsageFault):
    """A file among the exports that a fixed draft would take the place of, and that may be one of them."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say(
                "{path} lies among the exports, and nothing proves that --fixed-out wrote it, so nothing was written. If it is an old fixed draft, "
                "delete it; else name another file, outside of the exports' folders.",
                path=path,
            )
        )


class OverLastRun(UsageFault):
    """A file that would be written where it is noted how the run ends."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say(
                "{path}: is where it is noted how the run ends, and nothing else can be there. Name another file.",
                path=path,
            )
        )
