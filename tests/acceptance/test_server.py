"""A team's ledger on a PostgreSQL server: commands, passwords, and a server that stops in the middle."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from promocheck.ledger import Ledger, opened
from promocheck.ledger import server as on_server
from promocheck.model.errors import InDoubt, LedgerFault
from tests.acceptance.server import Server, a_password
from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, promocheck, write_shop
from tests.cli.conftest import Here, here
from tests.ledger.runs import run, seen

__all__ = ["here"]

EDITED: Final = "UPDATE entries SET kind = 'other'"


@pytest.fixture
def where(server: Server) -> str:
    return server.by_socket(server.database())


@pytest.fixture
def kept(where: str) -> Ledger:
    found = opened(where)
    found.add(run(seen("A-1", "50.00")))
    return found


def test_from_scan_to_sign_off_by_a_policy_that_names_a_server(
    tmp_path: Path, where: str, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMOCHECK_USER", "Kim")
    shop = write_shop(tmp_path, promotions=COUPON)
    (shop / "rules.yaml").write_text(f"version: 1\nledger: {{path: '{where}'}}\n", encoding="utf-8")
    steps: list[tuple[tuple[str, ...], int, str]] = [
        (("history",), 2, ""),
        (("scan", "US", *AS_OF), 0, "CLEAR"),
        (("scan", "US", *AS_OF), 0, "CLEAR"),
        (("history",), 0, "1  "),
        (("diff",), 0, "NOTHING NEW SINCE RUN 1"),
        (("approve", "--by", "Ann", "--note", "looked at it"), 0, ""),
        (("verify", "US", *AS_OF), 0, "AS APPROVED"),
    ]
    for arguments, code, begins in steps:
        ended = here(shop, *arguments)
        assert (ended.code, ended.out[: len(begins)]) == (code, begins), (arguments, ended)
    found = json.loads(promocheck(shop, "history", "--format", "json").out)
    assert (found["ledger"], len(found["runs"]), found["broken"]) == (where, 2, [])


def test_a_reader_begins_no_ledger(server: Server) -> None:
    name = server.database()
    tries: list[Callable[[], object]] = [
        opened(server.by_socket(name)).past,
        lambda: opened(server.by_socket(name)).run(1),
    ]
    for each in tries:
        with pytest.raises(LedgerFault, match="there is no such ledger"):
            each()
    assert server.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name) == []


def test_somebody_elses_table_is_left_alone(server: Server) -> None:
    name = server.database()
    server.run("CREATE TABLE entries (number TEXT)", name)
    with pytest.raises(LedgerFault, match=r"its table promocheck_ledger is missing: .* another program's"):
        opened(server.by_socket(name)).add(run())
    assert server.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name) == [("entries",)]


# --- Passwords ------------------------------------------------------------------------


@pytest.fixture
def kim(server: Server) -> Iterator[tuple[str, str]]:
    """A database of Kim's, and her password."""
    name, password = server.database(), a_password()
    server.run(f"CREATE ROLE kim LOGIN PASSWORD '{password}'", "postgres")
    server.run(f"ALTER DATABASE {name} OWNER TO kim", "postgres")
    yield name, password
    server.run(f"DROP DATABASE {name}", "postgres")
    server.run("DROP ROLE kim", "postgres")


def test_the_password_comes_from_the_address_the_environment_or_a_file(
    server: Server, kim: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, password = kim
    opened(server.by_network(name, "kim", password)).add(run())
    bare = opened(server.by_network(name, "kim"))
    monkeypatch.setenv("PGPASSWORD", password)
    bare.add(run())
    monkeypatch.delenv("PGPASSWORD")
    with pytest.raises(LedgerFault, match=r"no password supplied\. The password is taken from PGPASSWORD"):
        bare.add(run())
    (tmp_path / "pass").write_text(f"*:*:*:kim:{password.replace(':', chr(92) + ':')}\n", encoding="utf-8")
    (tmp_path / "pass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pass"))
    bare.add(run())
    assert len(bare.past().runs) == 3


def test_a_wrong_password_is_told_without_it(
    server: Server, kim: tuple[str, str], tmp_path: Path, here: Here
) -> None:
    name, password = kim
    wrong = f"{password}-wrong"
    where = server.by_network(name, "kim", wrong)
    shop = write_shop(tmp_path, promotions=BELOW_FLOOR)
    for arguments, code in ((("history",), 3), (("scan", "US", *AS_OF, "--fail-on", "never"), 4)):
        for lang in ("en", "zh"):
            ended = here(shop, *arguments, "--ledger", where, "--lang", lang)
            assert ended.code == code
            assert 'password authentication failed for user "kim"' in ended.err
            assert password[:16] not in ended.out + ended.err


def test_the_right_password_is_told_by_nobody_either(
    server: Server, kim: tuple[str, str], tmp_path: Path, here: Here
) -> None:
    name, password = kim
    shop = write_shop(tmp_path, promotions=BELOW_FLOOR)
    where = server.by_network(name, "kim", password)
    (shop / "rules.yaml").write_text(f"version: 1\nledger: {{path: '{where}'}}\n", encoding="utf-8")
    reports = [f"--report={each}=report.{each}" for each in ("json", "html", "sarif", "markdown", "text")]
    said = [
        here(shop, "scan", "US", *AS_OF, *reports),
        here(shop, "history"),
        here(shop, "history", "--format", "json"),
        here(shop, "diff"),
        here(shop, "approve", "9", "--by", "Ann", "--note", "x"),
        here(shop, "verify", "US", *AS_OF),
        here(shop, "rules"),
    ]
    written = [path.read_text("utf-8") for path in shop.glob("report.*")]
    assert len(written) == len(reports)
    assert [each.code for each in said] == [1, 0, 0, 2, 2, 2, 0]
    for text in (*written, *(each.out + each.err for each in said)):
        assert password[:16] not in text
    assert opened(where).shown == f"postgresql://kim:***@127.0.0.1:{server.port}/{name}"


def test_who_may_add_and_nothing_else_adds_and_nothing_else(server: Server, kim: tuple[str, str]) -> None:
    """An append-only ledger, by the server's own means."""
    name, password = kim
    opened(server.by_socket(name)).add(run())
    hers = opened(server.by_network(name, "kim", password))
    server.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_database_owner", name)
    server.run("GRANT SELECT, INSERT ON entries, promocheck_ledger TO kim", name)
    assert hers.add(run()) == 2
    assert hers.past().broken == ()
    with pytest.raises(
        LedgerFault, match=r"the ledger cannot be used: permission denied for table entries\.$"
    ):
        done(hers, EDITED)


# --- In the middle --------------------------------------------------------------------


def done(kept: Ledger, *steps: str | Callable[[], object]) -> None:
    """One transaction: statements, and what happens between them."""
    with kept.database.writing() as execute:
        for each in steps:
            execute(each, {}) if isinstance(each, str) else each()


def test_a_server_that_stops_before_the_end_has_kept_nothing_and_says_so(
    kept: Ledger, server: Server
) -> None:
    with pytest.raises(InDoubt, match="before it said whether it wrote this down"):
        done(kept, EDITED, lambda: server.stop(signal.SIGQUIT))
    with pytest.raises(LedgerFault, match="there is no connection to the server"):
        kept.add(run())
    server.start()
    kept.add(run())
    past = kept.past()
    assert [each.number for each in past.runs] == [1, 2]
    assert past.broken == ()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_stops_between_two_statements(
    kept: Ledger, server: Server, how: signal.Signals
) -> None:
    with pytest.raises(LedgerFault, match="the ledger cannot be used"):
        done(kept, EDITED, lambda: server.stop(how), "SELECT 1")
    server.start()
    assert kept.past().broken == ()


def test_a_run_whose_writing_is_in_doubt_is_not_called_unwritten(
    server: Server, where: str, tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(ledger: Ledger, *_: object) -> int:
        with ledger.database.writing():
            server.stop(signal.SIGQUIT)
        return 1

    monkeypatch.setattr(Ledger, "_append", stopped)
    ended = here(write_shop(tmp_path, promotions=COUPON), "scan", "US", *AS_OF, "--ledger", where)
    server.start()
    assert ended.code == 4
    assert "before it said whether it wrote this down" in ended.err
    assert "not written down" not in ended.err


def test_who_waits_too_long_for_the_others_is_told(kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_server, "_SETTINGS", ("SET LOCAL lock_timeout = '50ms'",))
    with kept.database.writing(), pytest.raises(LedgerFault, match="others have been writing for 60 seconds"):
        kept.add(run())
    assert kept.add(run()) == 2


def test_a_writer_that_falls_asleep_does_not_keep_the_others_out(
    kept: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_server, "_SETTINGS", ("SET LOCAL idle_in_transaction_session_timeout = '500ms'",))

    def another_adds() -> None:
        monkeypatch.undo()
        kept.add(run())  # it waits until the sleeper has lost the lock

    with pytest.raises(LedgerFault, match="idle-in-transaction timeout"):
        done(kept, EDITED, another_adds, "SELECT 1")
    assert len(kept.past().runs) == 2
    assert kept.past().broken == ()


@pytest.mark.parametrize(
    "usual",
    [
        "default_transaction_isolation = 'serializable'",
        "synchronous_commit = 'off'",
        "default_transaction_deferrable = on",
        "default_transaction_read_only = on",
        "standard_conforming_strings = off",
    ],
)
def test_what_a_server_does_as_a_rule_changes_nothing(server: Server, usual: str) -> None:
    name = server.database()
    server.run(f"ALTER DATABASE {name} SET {usual}", "postgres")
    ledger = opened(server.by_socket(name))
    ledger.add(run())
    with ledger.database.writing() as execute:
        ((isolation, synchronous),) = execute(
            "SELECT current_setting('transaction_isolation'), current_setting('synchronous_commit')", {}
        )
    assert (isolation, synchronous) == ("read committed", "on")
    assert len(ledger.past().runs) == 1


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "UTF8"])
def test_the_encoding_of_a_database_is_none_of_the_chains_business(server: Server, encoding: str) -> None:
    name = f"in_{encoding.lower()}"
    server.run(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0", "postgres")
    ledger = opened(server.by_socket(name))
    ledger.add(run(seen("水杯-2", "50.00"), who="王芳"))
    assert ledger.run(1).who == "王芳"
    assert ledger.past().broken == ()


def test_bytes_that_are_no_text_are_told(server: Server) -> None:
    server.run("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0", "postgres")
    ledger = opened(server.by_socket("bytes"))
    ledger.add(run())
    server.run(r"UPDATE entries SET head = E'\xe9'", "bytes")
    with pytest.raises(LedgerFault, match="the ledger cannot be used: invalid byte sequence"):
        ledger.past()
