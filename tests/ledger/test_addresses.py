"""A ledger on a server, as far as that shows without one: wrong addresses, nobody there, the extra not installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import pytest

from promocheck.ledger import opened
from promocheck.model.errors import LedgerFault, NoAddress
from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, write_shop
from tests.cli.conftest import Here
from tests.ledger.runs import run

NOBODY: Final = "postgresql://kim:secret@127.0.0.1:1/team"


@pytest.mark.parametrize(
    "where",
    [
        "mysql://kim:secret@db/team",
        "postgresql+asyncpg://kim:secret@db/team",
        "postgresql:/kim:secret@db/team",
        "postgresql://kim:secret@secret@db/team",
        "postgresql://kim:secret",
        "host=db password=secret",
    ],
)
def test_an_address_of_no_server(where: str, tmp_path: Path, here: Here) -> None:
    with pytest.raises(NoAddress):
        opened(where)
    for command in (("history",), ("scan", "US", *AS_OF)):
        ended = here(
            write_shop(tmp_path) if command[0] == "history" else tmp_path, *command, "--ledger", where
        )
        assert (ended.code, ended.out) == (2, "")
        assert "The ledger's address cannot be read." in ended.err
        assert "secret" not in ended.err


@pytest.mark.parametrize(
    "where",
    [
        NOBODY,
        f"{NOBODY}?sslmode=never",
        f"{NOBODY}?no_option=1",
        f"{NOBODY}?connect_timeout=long",
        "postgresql://kim:secret@" + "a" * 70 + "/team",
        "postgresql://kim:secret@127.0.0.1:99999/team",
    ],
)
def test_a_server_that_cannot_be_reached(where: str) -> None:
    for each in (
        lambda: opened(where).past(),
        lambda: opened(where).run(1),
        lambda: opened(where).add(run()),
    ):
        with pytest.raises(LedgerFault, match="there is no connection to the server") as fault:
            each()
        assert "secret" not in str(fault.value)


@pytest.mark.parametrize(("promotions", "code"), [(COUPON, 4), (BELOW_FLOOR, 1)])
def test_a_scan_is_reported_though_nobody_writes_it_down(
    tmp_path: Path, here: Here, promotions: str, code: int
) -> None:
    shop = write_shop(tmp_path, promotions=promotions)
    ended = here(shop, "scan", "US", *AS_OF, "--ledger", NOBODY)
    assert ended.code == code
    assert "1 listing" in ended.out
    assert ended.err.startswith(
        "promocheck: postgresql://kim:***@127.0.0.1:1/team: there is no connection to the server"
    )
    assert ended.err.rstrip().endswith("The run is not written down.")
    assert here(shop, "history", "--ledger", NOBODY).code == 3


@pytest.mark.parametrize("lacking", ["sqlalchemy", "psycopg"])
def test_without_the_extra_a_file_is_a_ledger_and_a_server_is_none(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    monkeypatch.delitem(sys.modules, "promocheck.ledger.server", raising=False)
    monkeypatch.setitem(sys.modules, lacking, None)
    shop = write_shop(tmp_path)
    assert here(shop, "scan", "US", *AS_OF, "--ledger", "ledger.sqlite").code == 0
    for command in (("scan", "US", *AS_OF), ("history",)):
        ended = here(shop, *command, "--ledger", NOBODY)
        assert (ended.code, ended.out) == (2, "")
        assert 'pip install "promocheck[team]"' in ended.err  # single quotes are none in cmd.exe
        assert "secret" not in ended.err


def test_a_policy_shows_no_password(tmp_path: Path, here: Here) -> None:
    (tmp_path / "rules.yaml").write_text(f"version: 1\nledger: {{path: '{NOBODY}'}}\n", encoding="utf-8")
    told = [here(tmp_path, "rules", *more) for more in ((), ("--changed",), ("--format", "json"))]
    assert [each.code for each in told] == [0, 0, 0]
    for each in told:
        assert "postgresql://kim:***@127.0.0.1:1/team" in each.out
        assert "secret" not in each.out + each.err
    assert "secret" not in here(tmp_path, "history").err


@pytest.mark.parametrize(
    "written",
    [
        f"ledger: '{NOBODY}'",
        f"ledger: {{path: ['{NOBODY}']}}",
        f"'{NOBODY}': 1",
        f"ledger: {{'{NOBODY}': 1}}",
    ],
)
def test_a_policy_that_does_not_hold_together_shows_none_either(
    tmp_path: Path, here: Here, written: str
) -> None:
    (tmp_path / "rules.yaml").write_text(f"version: 1\n{written}\n", encoding="utf-8")
    ended = here(tmp_path, "rules")
    assert ended.code == 2
    assert "secret" not in ended.err


def test_a_policy_elsewhere_names_the_same_server(tmp_path: Path, here: Here) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "rules.yaml").write_text(
        f"version: 1\nledger: {{path: '{NOBODY}'}}\n", encoding="utf-8"
    )
    (tmp_path / "rules.yaml").write_text("version: 1\nextends: team/rules.yaml\n", encoding="utf-8")
    found = json.loads(here(tmp_path, "rules", "--format", "json").out)
    assert "postgresql://kim:***@127.0.0.1:1/team" in json.dumps(found)
