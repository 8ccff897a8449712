"""What the tests of reading share."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.exports import legacy, legacy_apart


@pytest.fixture
def xlrd_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Old workbooks are read in the tests' own process: hundreds of them would each wait for one to start."""

    def answer(_script: Path, data: bytes, _seconds: int) -> bytes:
        return legacy_apart.answer(data)

    monkeypatch.setattr(legacy, "apart", answer)
