"""What a system says when it refuses a file, in the reader's language."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from promocheck.model.refusal import refusal
from promocheck.reports.words import Words

NUMBERS = (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EROFS, errno.EIO)


@pytest.mark.parametrize("number", NUMBERS)
def test_it_is_said_in_the_language_and_in_english_as_the_system_does(number: int) -> None:
    error = OSError(number, os.strerror(number))
    assert Words("en").say(refusal(error)) == os.strerror(number)
    if os.name == "posix":
        assert not re.search("[A-Za-z]", Words("zh").say(refusal(error)))


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOENT, "The system cannot find the path specified"), OSError("it is {odd}")]
)
def test_what_is_not_known_is_in_the_systems_own_words(error: OSError) -> None:
    assert Words("zh").say(refusal(error)) == (error.strerror or str(error))


def test_an_error_of_a_real_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory") as raised:
        (tmp_path / "none" / "report.json").read_bytes()
    assert Words("zh").say(refusal(raised.value)) == "没有这个文件或文件夹"
