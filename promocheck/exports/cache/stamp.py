"""What decides how bytes are read, and with all rooms what a run comes to, beside the bytes: this code and what it stands on."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from promocheck.exports.cache.zone_files import zone_files

# Rooms with all that lies in them, data too: whatever they come to do, they are in it. A test holds that no other is read with.
ROOMS: Final = ("exports", "policy", "tables", "model")
_LIBRARIES: Final = ("numpy", "openpyxl", "xlrd", "pyyaml", "pydantic", "defusedxml", "tzdata")
_OF_REPORTS: Final = ("babel", "orjson")
_SOURCES: Final = (".py", ".yaml", ".po")


# All of them: what a run comes to.
EVERY_ROOM: Final = ("",)


@cache
def code_stamp(rooms: tuple[str, ...] = ROOMS) -> str:
    """A digest that is another one as soon as anything may be read in another way; "" where that cannot be told.

    Packed into a single program, neither sources nor the libraries' versions may be there.
    """
    try:
        digest = hashlib.sha256(
            json.dumps([sys.version, sys.byteorder, *_libraries(rooms), *zone_files()]).encode()
        )
        sources = [each for room in rooms for each in _below(files("promocheck").joinpath(room), room)]
        for name, source in sources:
            digest.update(f"\0{name}\0".encode() + hashlib.sha256(source.read_bytes()).digest())
    except (PackageNotFoundError, OSError):
        return ""
    return digest.hexdigest() if any(name.endswith(".py") for name, _ in sources) else ""


def _below(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _below(each, f"{name}/{each.name}")
        elif each.name.endswith(_SOURCES):
            yield f"{name}/{each.name}", each


def _libraries(rooms: tuple[str, ...]) -> Iterator[str]:
    named = _LIBRARIES if rooms != EVERY_ROOM else (*_LIBRARIES, *_OF_REPORTS)
    return (f"{name} {version(name)}" for name in named)
