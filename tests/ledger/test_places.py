"""Where a ledger lies: the names of files as SQLite wants to be told them, on drives and servers too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from promocheck.ledger.database import uri_of


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("/srv/team/ledger.db"), "file:///srv/team/ledger.db"),
        (PurePosixPath("/srv/\udcff.db"), "file:///srv/%FF.db"),  # a name in another encoding
        (PurePosixPath("/srv/100% sure?#1.db"), "file:///srv/100%25%20sure%3F%231.db"),
        (PureWindowsPath(r"C:\promocheck\账本.db"), "file:///C:/promocheck/%E8%B4%A6%E6%9C%AC.db"),
        # SQLite takes no server between the second and the third slash: https://www.sqlite.org/uri.html
        (PureWindowsPath(r"\\nas\team\ledger.db"), "file:////nas/team/ledger.db"),
    ],
)
def test_a_file_as_sqlite_wants_to_be_told(path: PurePath, uri: str) -> None:
    assert uri_of(path) == uri


@pytest.mark.parametrize("name", ["ledger.db", "100% sure?#1.db", "账本 [1].db"])
def test_sqlite_finds_it_there(tmp_path: Path, name: str) -> None:
    with closing(sqlite3.connect(uri_of(tmp_path / name), uri=True)) as connection:
        connection.execute("CREATE TABLE here (x)")
    assert (tmp_path / name).is_file()


def test_sqlite_takes_the_form_of_a_server() -> None:
    """It is told that the file is not there, not that the form is wrong."""
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        sqlite3.connect(f"{uri_of(PureWindowsPath(r'//nas/team/ledger.db'))}?mode=rw", uri=True)
    with pytest.raises(sqlite3.OperationalError, match="invalid uri authority"):
        sqlite3.connect("file://nas/team/ledger.db?mode=rw", uri=True)
