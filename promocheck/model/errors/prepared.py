"""Prepared exports that are not there, not of one piece, or not what is asked for."""

from __future__ import annotations

from promocheck.model.errors.clusters import shown
from promocheck.model.errors.fault import UsageFault
from promocheck.model.text import Text, say


class NoPreparedSet(UsageFault):
    """A URL, or a folder, where no set was finished."""

    def __init__(self, url: str) -> None:
        super().__init__(
            say(
                "{url}: no prepared exports are there; a set that was not finished is none. Check the name, or prepare them again.",
                url=shown(url),
            )
        )


class PreparedOtherwise(UsageFault):
    """A set that was read in another way than this run reads."""

    def __init__(self, url: str, how: Text) -> None:
        super().__init__(say("{url}: was prepared {how}. Prepare it again.", url=shown(url), how=how))


class PreparedWith(UsageFault):
    """A set that was read with an option that this run lacks."""

    def __init__(self, url: str, option: str) -> None:
        super().__init__(
            say("{url}: was prepared with {option}. Give that here too.", url=shown(url), option=option)
        )


class PreparedTogether(UsageFault):
    """A set beside other paths."""

    def __init__(self, url: str) -> None:
        super().__init__(
            say(
                "{url}: holds prepared exports, which are scanned alone. Give no other path, or prepare all of them together.",
                url=shown(url),
            )
        )


class PreparedAmong(UsageFault):
    """A set in a folder of exports, which no scan of that folder would look into: exit 3."""

    code = 3

    def __init__(self, folder: str) -> None:
        super().__init__(
            say(
                "{folder}: holds prepared exports, which are scanned by themselves. Scan it by its name, and move it out of this folder.",
                folder=folder,
            )
        )


class NotWhole(UsageFault):
    """A set of which something is missing, or is not what was written: exit 3."""

    code = 3

    def __init__(self, url: str, part: str) -> None:
        super().__init__(
            say(
                "{url}: {part} is missing, or not what was written there. Nothing of it counts; prepare the exports again.",
                url=shown(url),
                part=part,
            )
        )


class NoPlace(UsageFault):
    """Where no set can lie."""

    def __init__(self, why: Text) -> None:
        super().__init__(
            say(
                "--out {why}. Name a folder of its own, outside of the exports, or s3://bucket/folder.",
                why=why,
            )
        )


class PreparedAgain(UsageFault):
    """A set that is to be prepared."""

    def __init__(self, url: str) -> None:
        super().__init__(
            say(
                "{url}: holds prepared exports already. Name the exports that are to be prepared.",
                url=shown(url),
            )
        )


class MixedSet(UsageFault):
    """Something among the parts of a set, which a scan would not read: exit 3."""

    code = 3

    def __init__(self, url: str, name: str) -> None:
        super().__init__(
            say(
                "{url}: holds prepared exports and {name}, which was not prepared with them. Take it away, or prepare all of it again.",
                url=shown(url),
                name=name,
            )
        )


class DraftPrepared(UsageFault):
    """A draft that counts as live, for it was prepared with the exports."""

    def __init__(self, url: str, draft: str) -> None:
        super().__init__(
            say(
                "{draft}: is a draft, and was prepared with the exports at {url}, so it counts as live there. Prepare them again without it.",
                draft=draft,
                url=shown(url),
            )
        )


class NotOurs(UsageFault):
    """A place for prepared exports that holds something else."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(
            say(
                "--out: {url} holds {name}, which is no part of prepared exports; nothing was written. Name another place.",
                url=shown(url),
                name=name,
            )
        )


class UnknownCode(UsageFault):
    """A program that cannot tell which code it is, so that what it prepares, or has a cluster do, could be of any."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "This copy of promocheck cannot tell its own version. Install it with pip to prepare exports or to use a cluster."
            )
        )
