"""What the whole suite shares: how random tests behave, and that it says how many checks were not run."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from importlib import import_module

import pytest
from hypothesis import settings

from promocheck.exports import Tables, files
from promocheck.exports.cache.narrow import from_json, to_json
from promocheck.exports.content import Content
from promocheck.exports.exchange import Rates
from promocheck.exports.files import Opened
from promocheck.exports.layout import Known
from tests.acceptance.browser import missing as browser_missing
from tests.acceptance.server import Server, running
from tests.acceptance.server import missing as server_missing
from tests.recount import counts, told

NO_BROWSER = browser_missing() or "a browser"
NO_SERVER = server_missing() or "a server"

_read_module = import_module("promocheck.exports.read")  # the package gives its name to the function
_read, _typed = files._read, _read_module._typed
_MOST_PROBLEMS = 100  # of a read: the others are of the same kinds
_MOST_BYTES = 4 << 20  # what is counted twice: larger files are few, and of the same kinds

# A gate must not turn red by chance or by a busy machine; at the desk every run looks somewhere else.
settings.register_profile("desk", deadline=None)
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "desk")
os.environ.pop("PROMOCHECK_LANG", None)  # the tests say which language they want
# What listens here is asked directly, also on a machine that reaches everything else by a proxy.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
# A shell that runs the gates in the background has Ctrl-C ignored, which all that is started from here would take over.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Without outside corpora, a browser or a server some checks cannot run; their number is told, so that green is not taken for all."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    if missed := sum("PROMOCHECK_CORPUS" in why for why in skipped):
        terminalreporter.write_line(
            f"PROMOCHECK_CORPUS is not set: {missed} checks on files from outside were not run"
        )
    if missed := sum(NO_BROWSER in why for why in skipped):
        terminalreporter.write_line(
            f"{NO_BROWSER} is not here: {missed} checks of the page in a browser were not run"
        )
    if missed := sum(NO_SERVER in why for why in skipped):
        terminalreporter.write_line(
            f"{NO_SERVER} is not here: {missed} checks of a ledger on a server were not run"
        )


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for all checks of ledgers on a server; without it they are skipped, and that is told."""
    if lacking := server_missing():
        pytest.skip(f"acceptance: {lacking} is not here")
    with running() as found:
        yield found


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_kept_at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Large files of tests leave nothing in the caches of who runs them, and find nothing there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture(autouse=True)
def _rows_are_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """On every read of the suite: read == used + set aside + unread, as many rows as a plain reader finds, and an account that
    can be kept."""
    bytes_of: dict[int, tuple[Opened, bytes]] = {}

    def read(data: bytes, content: Content, opened: Opened, known: Known, sheet: str | None) -> None:
        _read(data, content, opened, known, sheet)
        bytes_of[id(opened)] = opened, data

    def typed(
        opened: Sequence[Opened],
        store: str | None,
        marketplace: str | None,
        rates: Rates,
        *,
        newest: bool = False,
    ) -> Tables:
        read_of = [(each, each.grids) for each in opened]  # they are given away as they are typed
        tables: Tables = _typed(opened, store, marketplace, rates, newest=newest)
        for each, grids in read_of:
            _, data = bytes_of.pop(id(each), (each, b""))
            for grid in grids if len(data) <= _MOST_BYTES else ():
                assert told(grid) in counts(data, grid), each.candidate.shown
        for source in tables.sources:
            assert source.rows_left_out + source.rows_unread <= source.rows_read, source.path
        account = tables.stores, tables.sources, tables.skipped, tables.problems[:_MOST_PROBLEMS]
        assert from_json(to_json(account, None), None) == account
        return tables

    monkeypatch.setattr(files, "_read", read)
    monkeypatch.setattr(_read_module, "_typed", typed)
