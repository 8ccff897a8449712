"""Standard streams that cannot change the verdict: what goes wrong while writing is remembered, not raised."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import stat
import sys
from typing import Any, Final, TextIO

_PLAINLY: Final = "promocheck.plainly"
_LINES: Final = str.maketrans(
    {"─": "-"}
)  # what we draw; data stands as a code that tells which letter it was


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """What stands for letters that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].translate(_LINES)
    return lacking.encode("ascii", "backslashreplace").decode("ascii"), error.end


codecs.register_error(_PLAINLY, _plainly)


class Output(io.TextIOBase):
    """Stands in for a standard stream. A reader that went away is no failure; a full disk or a closed stream is.

    `failure` says why something was not written, and stays None otherwise; `over` when nothing more will be.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.failure: OSError | None = None
        self.over = stream is None
        if stream is None:
            return
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a pound sign must not end a run on a Chinese Windows
            reconfigure(errors=_PLAINLY)

    def write(self, text: str) -> int:
        """Write text in the console's encoding."""
        with self._noting():
            self._target().write(text)
        return len(text)

    def write_bytes(self, data: bytes) -> None:
        """Write bytes as they are, whatever the console's encoding is."""
        with self._noting():
            stream = self._target()
            stream.flush()
            stream.buffer.write(data)

    def flush(self) -> None:
        """Flush, as far as the stream takes it."""
        if self._stream is not None:
            with self._noting():
                self._stream.flush()

    def isatty(self) -> bool:
        """Whether a person looks at it."""
        return self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        """The stream's file descriptor; `OSError` where it is closed."""
        number: int = self._target().fileno()
        return number

    @property
    def encoding(self) -> str:  # type: ignore[override]  # writeable in the stubs, not in Python
        """The console's encoding."""
        return "utf-8" if self._stream is None else self._stream.encoding

    def _target(self) -> Any:
        if self._stream is None:
            raise OSError(None, "it is closed")
        return self._stream

    def _noting(self) -> _Noting:
        return _Noting(self)

    def give_up(self, why: OSError | None) -> None:
        """Note a failure (None: nobody reads any more) and send the rest to nowhere, Python's flush at exit too."""
        self.failure = self.failure or why
        self.over = True
        if self._stream is None:
            return
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


class _Noting(contextlib.AbstractContextManager["_Noting"]):
    """Turns what goes wrong inside into the stream's `failure`."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if isinstance(error, BrokenPipeError) or (isinstance(error, OSError) and self._is_broken_pipe(error)):
            self._output.give_up(None)
            return True
        if isinstance(error, OSError):
            self._output.give_up(error)
            return True
        return False

    def _is_broken_pipe(self, error: OSError) -> bool:
        """Windows calls a pipe without a reader an argument that is not valid (https://bugs.python.org/issue35754)."""
        try:
            return error.errno == errno.EINVAL and stat.S_ISFIFO(os.fstat(self._output.fileno()).st_mode)
        except (OSError, ValueError):
            return False


def take_over() -> tuple[Output, Output]:
    """Put guarded streams in the place of stdout and stderr."""
    out, err = Output(sys.stdout), Output(sys.stderr)
    sys.stdout, sys.stderr = out, err
    return out, err


def tell(message: str) -> None:
    """A line on stderr, under the command's name."""
    print(f"promocheck: {message}", file=sys.stderr, flush=True)
