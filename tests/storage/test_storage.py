from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.errors import Altered, NotStored, StorageFault
from promocheck.storage import Storage, Stored, bytes_at, taken

DIGEST = "abd961d36499067f296377ffc84b97cdd10d03dcc7463a78516abf94f73145fe"


@pytest.fixture(params=["path", "file://", "memory://"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return {
        "path": str(tmp_path / "here"),
        "file://": (tmp_path / "there").as_uri(),
        "memory://": f"memory://{tmp_path.name}",
    }[request.param]


def test_what_is_stored_comes_back(url: str) -> None:
    stored = Storage(url).put("a/part", b"12.99")
    assert stored == Stored(f"{url}/a/part", DIGEST)
    assert taken(stored) == b"12.99"
    assert bytes_at(f"{url}/a/part") == b"12.99"
    assert Storage(url).put("a/part", b"13.99") != stored
    with pytest.raises(Altered, match="a/part"):
        taken(stored)


def test_what_is_gone_is_said_to_be_gone(url: str) -> None:
    stored = Storage(url).put("part", b"12.99")
    Storage(url).clear()
    with pytest.raises(NotStored, match="part"):
        taken(stored)
    Storage(url).clear()


def test_what_lies_there_is_told_by_name_and_taken_away_by_name(url: str) -> None:
    storage = Storage(url)
    assert storage.names() == ()
    for name in ("two", "one", "a/part"):
        storage.put(name, b"12.99")
    assert storage.names() == ("a", "one", "two")
    storage.put("two.part", b"12.")  # of a write that was killed
    storage.drop(["two", "nothing"])
    assert storage.names() == ("a", "one")


def test_a_storage_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(StorageFault, match="file/part"):
        Storage(str(tmp_path / "file")).put("part", b"")
    with pytest.raises(StorageFault, match="nowhere"):
        Storage("nowhere://x").put("part", b"")
    with pytest.raises(StorageFault, match="nowhere"):
        Storage("nowhere://x").names()
    assert StorageFault("nowhere://x", "why").code == Altered("x").code == NotStored("x").code == 3
