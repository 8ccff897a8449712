"""Storage that several machines share: a folder, or whatever else fsspec has a protocol for (S3 and what is compatible).

What is stored is told by its URL and the SHA-256 of its bytes, and what comes back under another digest is never used.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from promocheck.model.errors import Altered, NotInstalled, NotStored, StorageFault
from promocheck.model.value import dataclass

# Where there are no folders, and to ask for one may make a bucket of a mistyped name.
_OBJECTS: Final = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "tos"})


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that lie in a storage."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Storage:
    """A place below which bytes are stored by names. Raises `StorageFault` where it does not work."""

    url: str

    def at(self, name: str) -> str:
        """The URL of what is stored by this name."""
        return f"{self.url.rstrip('/')}/{name}"

    def put(self, name: str, data: bytes) -> Stored:
        """Store bytes; nobody ever sees a part of them under their name. Raises `StorageFault`."""
        url = self.at(name)
        system, path = _opened(url)
        part = f"{path}.part"
        try:
            if _OBJECTS.isdisjoint(
                [system.protocol] if isinstance(system.protocol, str) else system.protocol
            ):
                system.makedirs(path.rpartition("/")[0], exist_ok=True)
            system.pipe_file(part, data)
            system.mv(part, path)
        except Exception as error:  # each protocol has errors of its own
            raise StorageFault(url, _why(error)) from error
        return Stored(url, hashlib.sha256(data).hexdigest())

    def names(self) -> tuple[str, ...]:
        """The names of what lies there, sorted; none where nothing does. Raises `StorageFault`."""
        system, path = _opened(self.url)
        try:
            system.invalidate_cache(path)
            if system.isfile(path):
                raise NotADirectoryError(path)  # noqa: TRY301 - one way out for all that fails
            found = system.ls(path, detail=False)
        except FileNotFoundError:
            return ()
        except Exception as error:  # likewise
            raise StorageFault(self.url, _why(error)) from error
        names = (str(each).rstrip("/").rpartition("/")[2] for each in found)
        return tuple(sorted(name for name in names if name))

    def drop(self, names: Iterable[str]) -> None:
        """Take away what lies there by these names, and what of it was not finished, as far as that is possible."""
        system, path = _opened(self.url)
        for name in names:
            for each in (f"{path}/{name}", f"{path}/{name}.part"):
                with suppress(Exception):  # likewise: what stays does no harm
                    system.rm_file(each)

    def clear(self) -> None:
        """Take away all that lies there, as far as that is possible: what stays does no harm."""
        system, path = _opened(self.url)
        with suppress(Exception):  # likewise; the run is over, and nothing depends on it
            system.rm(path, recursive=True)


def is_url(path: str) -> bool:
    """Whether a path is the same wherever it is seen from."""
    return "://" in path


def taken(stored: Stored) -> bytes:
    """The bytes again. Raises `NotStored`, `Altered` or `StorageFault`."""
    data = bytes_at(stored.url)
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Altered(stored.url)
    return data


def bytes_at(url: str) -> bytes:
    """What lies at a URL. Raises `NotStored` or `StorageFault`."""
    system, path = _opened(url)
    try:
        found: bytes = system.cat_file(path)
    except FileNotFoundError as error:
        raise NotStored(url) from error
    except Exception as error:  # likewise
        raise StorageFault(url, _why(error)) from error
    return found


def _opened(url: str) -> tuple[Any, str]:
    """The file system behind a URL, and the path in it."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - there only with promocheck[dask]
    except ImportError:
        raise NotInstalled from None
    try:
        # A path is a path: fsspec would take a ~ for a home, another one on each machine.
        system, path = url_to_fs(url if is_url(url) else os.path.abspath(url))  # noqa: PTH100 - links stay
    except Exception as error:  # a protocol that nobody knows, or whose library is not installed
        raise StorageFault(url, _why(error)) from error
    return system, str(path)


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__
