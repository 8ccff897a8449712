"""Why a system refuses a file, as a text: it says so in English whatever the reader's language."""

from __future__ import annotations

import errno
from typing import Final

from promocheck.model.text import Text, say

# As POSIX systems say it in English; an error that is not here is told in the system's own words.
_SAID: Final = {
    errno.ENOENT: say("No such file or directory"),
    errno.EACCES: say("Permission denied"),
    errno.EPERM: say("Operation not permitted"),
    errno.EROFS: say("Read-only file system"),
    errno.EISDIR: say("Is a directory"),
    errno.ENOTDIR: say("Not a directory"),
    errno.EEXIST: say("File exists"),
    errno.ENOSPC: say("No space left on device"),
    errno.EDQUOT: say("Disk quota exceeded"),
    errno.EFBIG: say("File too large"),
    errno.ENAMETOOLONG: say("File name too long"),
    errno.ELOOP: say("Too many levels of symbolic links"),
    errno.EMFILE: say("Too many open files"),
    errno.EBUSY: say("Device or resource busy"),
    errno.EIO: say("Input/output error"),
    errno.EBADF: say("Bad file descriptor"),
}


def refusal(error: OSError) -> Text:
    """What the system says of an error; in its own words where they are none that are known here."""
    said = error.strerror or str(error)
    known = _SAID.get(error.errno or 0)
    return known if known is not None and known.template == said else say("{why}", why=said)
