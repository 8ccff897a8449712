"""The machine's PostgreSQL: a server of our own in a temporary folder, and databases on it."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg

_PATIENCE: Final = 60  # seconds for a server to come up on a busy machine
_ACCOUNT: Final = "postgres"  # whose the server is where we are root, which it refuses to run as
_QUICK: Final = (  # all of it is thrown away, and a power cut is not what is tried
    "fsync=off",
    "full_page_writes=off",
    "max_connections=40",
    "shared_buffers=16MB",
)


def missing() -> str:
    """What the checks need that is not here; "" where all of it is."""
    if _program("initdb") is None or _program("postgres") is None:
        return "PostgreSQL (apt install postgresql)"
    if not hasattr(os, "getuid"):
        return "PostgreSQL on a system with sockets in files"
    if os.getuid() == 0 and not _has_account():
        return f"PostgreSQL's account ({_ACCOUNT})"
    return ""


def _has_account() -> bool:
    import pwd

    return any(each.pw_name == _ACCOUNT for each in pwd.getpwall())


def _program(name: str) -> str | None:
    """Where a program of the server is; Debian keeps them off the path, by version."""
    beside = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    return shutil.which(name) or next(map(str, beside), None)


def _as_account() -> dict[str, Any]:
    return {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []} if os.getuid() == 0 else {}


@dataclass
class Server:
    """A server: by its socket everybody is let in, over the network by password only."""

    folder: Path
    port: int
    _process: subprocess.Popen[bytes] | None = None
    _made: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = (
            *_QUICK,
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
        )
        options = [part for each in settings for part in ("-c", each)]
        program = _program("postgres") or ""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "-D", str(self.folder / "data"), *options], stdout=log, stderr=log, **_as_account()
            )
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log").read_text("utf-8")
            assert time.monotonic() < until
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self.run("SELECT 1", "postgres")
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends connections first, SIGQUIT leaves everything as it stands."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_PATIENCE)
            self._process = None

    def run(self, statement: str, database: str, schema: str = "public") -> Sequence[Any]:
        """A statement of somebody who is let do everything; its rows."""
        where = f"host={self.folder} port={self.port} user={_ACCOUNT} dbname={database} options=-csearch_path={schema}"
        with psycopg.connect(where, autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else ()

    def database(self) -> str:
        """The name of a new, empty database."""
        name = f"team{len(self._made)}"
        self._made.append(name)
        self.run(f"CREATE DATABASE {name}", "postgres")
        return name

    def schema(self, database: str) -> str:
        """The name of a new, empty schema in a database: made in no time, and apart from the others as databases are."""
        name = f"apart{len(self._made)}"
        self._made.append(name)
        self.run(f"CREATE SCHEMA {name}", database)
        return name

    def by_socket(self, database: str, schema: str = "public") -> str:
        """The address of a database for somebody on this machine."""
        within = "" if schema == "public" else f"&options=-csearch_path%3D{schema}"
        return f"postgresql://{_ACCOUNT}@/{database}?host={self.folder}&port={self.port}{within}"

    def by_network(self, database: str, user: str, password: str | None = None) -> str:
        """The address of a database for somebody elsewhere."""
        said = "" if password is None else f":{quote(password, safe='')}"
        return f"postgresql://{user}{said}@127.0.0.1:{self.port}/{database}"


@contextmanager
def running() -> Iterator[Server]:
    """A server without a ledger."""
    folder = Path(tempfile.mkdtemp(prefix="promocheck-"))  # a short name: those of sockets are limited
    if os.getuid() == 0:
        shutil.chown(folder, _ACCOUNT, _ACCOUNT)
    try:
        options = ("-U", _ACCOUNT, "-E", "UTF8", "--no-locale", "--no-sync")
        auth = ("--auth-local=trust", "--auth-host=scram-sha-256")
        initdb = [_program("initdb") or "", "-D", str(folder / "data"), *options, *auth]
        subprocess.run(initdb, check=True, capture_output=True, **_as_account())
        server = Server(folder, _free_port())
        try:
            server.start()
            yield server
        finally:
            server.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def a_password() -> str:
    """A password that is easily recognised, with all that an address has signs for."""
    return f"{secrets.token_hex(8)}@:/?#%& é"
