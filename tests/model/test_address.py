"""A password in an address is seen by nobody, whether the address is right or mistyped."""

from __future__ import annotations

import pytest

from promocheck.model.address import is_url, masked


@pytest.mark.parametrize(
    ("where", "seen"),
    [
        ("postgresql://kim@db/team", "postgresql://kim@db/team"),
        ("postgresql://kim@db:5432/team", "postgresql://kim@db:5432/team"),
        ("postgresql://[::1]:5432/team", "postgresql://[::1]:5432/team"),
        ("postgresql:///team", "postgresql:///team"),
        ("postgresql://kim:secret@db/team", "postgresql://kim:***@db/team"),
        ("postgresql+psycopg://kim:secret@db:5432/team?x=1", "postgresql+psycopg://kim:***@db:5432/team?x=1"),
        ("POSTGRES://kim:secret@db", "POSTGRES://kim:***@db"),
        ("mysql://kim:secret@db/team", "mysql://kim:***@db/team"),
        ("postgresql://kim:1234@db/team", "postgresql://kim:***@db/team"),
        ("postgresql://:secret@db/team", "postgresql://:***@db/team"),
        # mistyped
        ("postgresql://kim:secret@secret@db/team", "postgresql://kim:***@db/team"),
        ("postgresql://kim:secret/secret?secret@db/team", "postgresql://kim:***@db/team"),
        ("postgresql://kim:secret", "postgresql://kim:***"),
        ("postgresql:/kim:secret@db/team", "postgresql:/kim:***@db/team"),
        ("postgresql:///kim:secret@db/team", "postgresql:///kim:***@db/team"),
        ("postgresql:kim:secret@db/team", "postgresql:kim:***@db/team"),
        ("postgresql://db/team?user=kim&password=secret&sslmode=require", "postgresql://db/team?user=kim&password=***&sslmode=require"),
        ("postgresql://db/team?sslpassword=secret", "postgresql://db/team?sslpassword=***"),
        ("host=db password=secret user=kim", "host=db password=*** user=kim"),
    ],
)  # fmt: skip
def test_an_address_as_people_see_it(where: str, seen: str) -> None:
    assert is_url(where)
    assert masked(where) == seen


@pytest.mark.parametrize(
    "where", ["ledger.sqlite", "/srv/team/ledger.sqlite", "C:\\team\\ledger.sqlite", "a@b/c:d.sqlite"]
)
def test_a_file_is_a_file(where: str) -> None:
    assert not is_url(where)
    assert masked(where) == where
