"""Ledgers to be written: each test once with a file of SQLite, and once with a database of PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from promocheck.ledger import Ledger, opened
from tests.acceptance.server import Server
from tests.cli.conftest import here

__all__ = ["here"]


@dataclass(frozen=True)
class Place:
    """Where a ledger is to be, and how somebody who should not gets at it: a statement, and its rows."""

    where: str
    run: Callable[[str], Sequence[Any]]

    def ledger(self) -> Ledger:
        """The ledger, begun by its first writer."""
        return opened(self.where, may_begin=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.acceptance)])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """As many places as are asked for."""
    if request.param == "sqlite":
        return (_file(tmp_path / f"ledger{number}.sqlite") for number in count())
    server: Server = request.getfixturevalue("server")
    return (_schema(server, server.schema("postgres")) for _ in count())


@pytest.fixture
def place(places: Iterator[Place]) -> Place:
    """A place without a ledger."""
    return next(places)


def _file(path: Path) -> Place:
    def run(statement: str) -> Sequence[Any]:
        with closing(sqlite3.connect(path)) as connection, connection:
            return connection.execute(statement).fetchall()

    return Place(str(path), run)


def _schema(server: Server, name: str) -> Place:
    return Place(
        server.by_socket("postgres", name), lambda statement: server.run(statement, "postgres", name)
    )
