"""ZIP archives → the files in them, each to be read as a file of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from promocheck.exports.damage import UNPACKING
from promocheck.exports.find import Candidate, inside
from promocheck.exports.grid import Refusal
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

_MOST_MEMBERS: Final = 10_000
_MOST_UNPACKED: Final = 2 << 30
_MOST_TIMES: Final = 200  # as large as it is packed
_SMALL: Final = 50 << 20  # any ratio is harmless below
_ENCRYPTED: Final = 0x1
_SAYS_UTF_8: Final = 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, not yet unpacked."""

    candidate: Candidate
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    def read(self) -> bytes:
        """Its bytes. Raises `Refusal` where it is encrypted or damaged."""
        if self.info.flag_bits & _ENCRYPTED:
            raise Refusal(say("is password protected. Unpack the archive and pass what is in it."))
        try:
            return self.archive.read(self.info)
        except UNPACKING as error:
            raise Refusal(
                say("is damaged in its archive ({why}). Pack or download it again.", why=str(error))
            ) from error


def open_archive(data: bytes, archive: Candidate) -> list[Member]:
    """The files in an archive, in the order of their names.

    Their folders name store and marketplace as those of unpacked files do.
    Raises `Refusal` where the archive is damaged, or where unpacking it could do harm; it is not unpacked then.
    """
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except UNPACKING as error:
        raise Refusal(
            say("is a damaged archive ({why}). Pack or download it again.", why=str(error))
        ) from error
    infos = packed.infolist()
    if danger := _danger(infos, len(data)):
        raise Refusal(danger)
    files = {_parts(info): info for info in infos if not _name(info).endswith("/")}
    if len(files) < sum(not info.is_dir() for info in infos):
        raise Refusal(say("is an archive with two files of one name. Unpack it and pass what is in it."))
    candidates = _at_home(inside(archive, sorted(files)), archive)
    return [
        Member(candidate, packed, files[name])
        for candidate, name in zip(candidates, sorted(files), strict=True)
    ]


def _danger(infos: Sequence[zipfile.ZipInfo], packed: int) -> Text | None:
    """Why an archive is not unpacked, by what it says of itself; what it holds beyond is never unpacked either."""
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > _MOST_MEMBERS:
        return say(
            "is an archive of more than 10,000 files, which is not tried. Pass the exports among them."
        )
    if unpacked > _MOST_UNPACKED:
        return say("is an archive that unpacks to more than 2 GB, which is not tried.")
    if unpacked > _SMALL and unpacked > packed * _MOST_TIMES:
        return say("is an archive that unpacks to more than 200 times its size, which is not tried.")
    for info in infos:
        name = _name(info)
        if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            return say(
                "is an archive with a file that leads out of it ({name}), which is not tried.", name=name
            )
    return None


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    return tuple(part for part in _name(info).split("/") if part not in {"", "."})


def _name(info: zipfile.ZipInfo) -> str:
    """The name with `/` between folders, readable where Windows wrote it in the Chinese code page."""
    return _readable(info).replace("\\", "/")


def _readable(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _SAYS_UTF_8 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")  # as Python decodes names that do not say what they are
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _at_home(found: Sequence[Candidate], archive: Candidate) -> list[Candidate]:
    """What lies in a store's folder beside its marketplaces is the store's too, and so is what its archive holds."""
    homes = {each.home for each in found}
    return [
        replace(each, home=next((folder for folder in each.path.parents if folder in homes), archive.home))
        if each.home is None and each.marketplace is None
        else each
        for each in found
    ]
