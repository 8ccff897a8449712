"""`promocheck rescue --watch`: it rings once for what is new, and within two seconds of the file."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from promocheck.cli.notified import alarming
from promocheck.cli.request import requested
from promocheck.cli.rescue import told_by
from promocheck.cli.rescue_calls import Calls
from promocheck.cli.rescue_watch import OrderWatch
from promocheck.model.errors import NoChannels, UsageFault
from promocheck.model.text import say
from promocheck.pipeline import Request
from promocheck.pipeline.alarms import Guard
from promocheck.reports import Words
from tests.cli.command import environment
from tests.cli.conftest import Here
from tests.notify.robot import robot
from tests.shop import policy_of
from tests.sold import AS_OF, FLOORS, HEADER, order, rescued, write_exports, write_orders, write_report

BELOW = "order | sku | price\none | A-1 | 1.00"


def watching(folder: Path) -> tuple[OrderWatch, Guard, list[str]]:
    """A watch over `in`, the guard of the exports beside it, and what it rings for."""
    exports, orders = write_exports(folder), folder / "in"
    orders.mkdir()
    rung: list[str] = []
    guard = Guard.of(Request((str(exports),), policy_of(), AS_OF), str(orders))
    calls = Calls(str(orders), Words("en"), rung.append)
    return OrderWatch(str(orders), (str(exports),), lambda: guard, Words("en"), calls), guard, rung


def test_each_alarm_goes_out_once_and_growth_is_told_without_one(tmp_path: Path) -> None:
    watch, guard, rung = watching(tmp_path)
    folder = tmp_path / "in"
    first = str(write_orders(folder / "1.txt", BELOW))
    watch._take(guard, [first])
    assert len(rung) == 1
    assert rung[0].startswith(
        f"BELOW FLOOR: {tmp_path.name}/US A-1 sold down to 1.00 USD, floor 60.00 USD, since 2026-11-23 17:00 PST; 1 order, 1 unit, 59.00 USD lost"
    )
    watch._take(guard, [first])
    more = str(write_orders(folder / "2.txt", BELOW + "\ntwo | A-1 | 1.00\nthree | B-1 | 2.00"))
    watch._take(guard, [more])
    assert [each.split()[3] for each in rung] == ["A-1", "B-1"]
    assert all(len(each) < 300 for each in rung)


def test_a_file_that_cannot_be_read_hides_none_that_arrives_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch, guard, rung = watching(tmp_path)
    homeless = str(write_orders(tmp_path / "in" / "a.txt", "order | sku | price | channel\nx | B-1 | 2.00 |"))
    below = str(write_orders(tmp_path / "in" / "b.txt", BELOW))
    watch._take(guard, [homeless, str(tmp_path / "in" / "gone.crdownload"), below])
    watch._take(guard, [below])
    assert [each.split()[3] for each in rung if "BELOW" in each] == ["A-1"]
    assert f"1 row or file could not be judged ({homeless})." in rung[1]
    assert capsys.readouterr().err.count("a.txt") == 1  # told once, however often it is tried
    write_orders(tmp_path / "in" / "a.txt", "order | sku | price\nx | B-1 | 2.00")
    watch._take(guard, [])
    assert [each.split()[3] for each in rung if "BELOW" in each] == ["A-1", "B-1"]


def test_a_file_that_was_away_for_a_moment_is_tried_again_though_it_is_the_same(tmp_path: Path) -> None:
    watch, guard, rung = watching(tmp_path)
    below = write_orders(tmp_path / "in" / "b.txt", BELOW)
    away = below.rename(tmp_path / "away.txt")
    seen = {str(below): (1, 1)}
    watch._take(guard, [str(below)])
    assert watch._asking_again(seen) != seen
    away.rename(below)
    watch._again(guard, [str(below)], seen)
    assert watch._asking_again(seen) == seen
    assert [each.split()[3] for each in rung] == ["A-1"]


def test_orders_are_judged_by_the_last_exports_that_could_be_read(tmp_path: Path) -> None:
    watch, guard, rung = watching(tmp_path)

    def broken() -> Guard:
        raise UsageFault(say("No."))

    watch.guard = broken
    below = str(write_orders(tmp_path / "in" / "b.txt", BELOW))
    assert watch._again(guard, ["US/floors.csv", below], {below: (1, 1)}) is guard
    assert len(rung) == 1
    watch.guard = lambda: other
    other = Guard.of(guard.request, watch.folder)
    assert (
        watch._again(guard, [below], {below: (1, 2)}) is other
    )  # mended since, though no export has changed


@pytest.mark.parametrize(
    ("floors", "sku", "told"),
    [
        ("sku | floor\nA-1 | sixty\nB-1 | 30.00", "A-1", "NOT GUARDED: PC901"),
        ("sku | floor\nB-1 | 30.00", "A-1", "1 row or file could not be judged"),
        (FLOORS, "Q-1", "1 row or file could not be judged"),
    ],
)
def test_what_it_cannot_judge_it_never_passes_over_in_silence(
    tmp_path: Path, floors: str, sku: str, told: str
) -> None:
    exports = write_exports(tmp_path, floors=floors)
    orders = write_orders(tmp_path / "o.txt", f"order | sku | price\none | {sku} | 1.00")
    guard = Guard.of(Request((str(exports),), policy_of(), AS_OF), str(orders))
    rung: list[str] = []
    watch = OrderWatch("in", (), lambda: guard, Words("en"), Calls("in", Words("en"), rung.append))
    watch._take(watch._guarded(), [str(orders)])
    assert rung[0].startswith(told)
    assert str(orders) in rung[0] or "NOT GUARDED" in told
    said = len(rung)
    watch._take(watch._guarded(), [str(orders)])
    assert len(rung) == said
    assert rescued(exports, orders).exit_code == 3  # and a rescue says the same


def test_a_payment_that_is_awaited_is_told_and_wakes_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch, guard, rung = watching(tmp_path)
    pending = "order | sku | price | currency | status\none | A-1 | | | Pending"
    watch._take(guard, [str(write_orders(tmp_path / "in" / "1.txt", pending))])
    assert rung == []
    assert capsys.readouterr().out.startswith(
        f"1 row or file could not be judged ({tmp_path / 'in' / '1.txt'})."
    )


def test_the_files_that_cannot_be_judged_are_named_and_told_again_when_they_are_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch, guard, _ = watching(tmp_path)
    whole = write_orders(tmp_path / "whole.txt", "order | sku | price\none | A-1 | 100.00").read_bytes()
    names = [str(tmp_path / "in" / f"{n}.txt") for n in range(1, 6)]

    def told(broken: int) -> str:
        for at, name in enumerate(names):
            Path(name).write_bytes(whole[:-20] if at < broken else whole)
        watch._take(guard, names)
        return capsys.readouterr().out

    assert told(5).startswith(f"5 rows or files could not be judged ({', '.join(names[:3])}, ...).")
    assert told(1).startswith(f"1 row or file could not be judged ({names[0]}).")
    assert told(1) == ""
    Path(names[0]).write_bytes(whole)
    Path(names[1]).write_bytes(whole[:-20])
    watch._take(guard, names)
    assert capsys.readouterr().out.startswith(f"1 row or file could not be judged ({names[1]}).")


def test_a_rush_rings_while_the_orders_have_no_price_yet(tmp_path: Path) -> None:
    watch, guard, rung = watching(tmp_path)
    usual = [f"2026-11-23T{hour:02d}:{minute:02d}:00+00:00" for hour in range(20) for minute in (5, 35)]
    lines = [
        order({"order": f"u{n}", "sku": "B-1", "price": "50.00", "at": at}) for n, at in enumerate(usual)
    ]
    rush = [f"2026-11-23T21:{n // 60:02d}:{n % 60:02d}+00:00" for n in range(120)]
    pending = {"sku": "B-1", "price": "", "currency": "", "status": "Pending"}
    lines += [order({"order": f"r{n}", "at": at, **pending}) for n, at in enumerate(rush)]
    watch._take(guard, [str(write_report(tmp_path / "in" / "1.txt", HEADER, lines))])
    (told,) = rung
    assert told.startswith(
        "TOO MANY ORDERS: US B-1: 120 in 3 min until 2026-11-23 13:01:59 PST; usual are 2.0 an hour"
    )


def test_the_alarm_is_there_within_two_seconds_of_the_file(tmp_path: Path) -> None:
    write_exports(tmp_path)
    (tmp_path / "in").mkdir()
    command = [
        sys.executable,
        "-m",
        "promocheck",
        "rescue",
        "--watch",
        "in",
        "US",
        "--as-of",
        "2026-11-24T02:00:00Z",
    ]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment({"PYTHONIOENCODING": "utf-8"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        stopped = threading.Timer(50, run.kill)
        stopped.start()
        try:
            assert "Watching in." in run.stdout.readline()
            write_orders(tmp_path / "coming.txt", BELOW).rename(tmp_path / "in" / "orders.txt")
            arrived = time.monotonic()
            told = run.stdout.readline()
            took = time.monotonic() - arrived
            assert told.startswith("BELOW FLOOR: US A-1")
            assert took < 2
            if os.name == "posix":
                run.send_signal(signal.SIGINT)
                assert run.wait(20) == 130
        finally:
            stopped.cancel()
            run.kill()


def test_what_it_rings_for_is_what_a_rescue_finds(tmp_path: Path) -> None:
    exports, orders = write_exports(tmp_path), write_orders(tmp_path / "o.txt", BELOW)
    guard = Guard.of(Request((str(exports),), policy_of(), AS_OF), str(orders))
    assert guard.judge(guard.read(str(orders))).skus == rescued(exports, orders).skus


def test_an_alarm_reaches_the_channels_beside_the_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = (
        "version: 1\nnotify: {attempts: 1, timeout_seconds: 1, channels: [{name: ops, address: OPS_ROBOT}]}"
    )
    with robot("takes") as it:
        monkeypatch.setenv("OPS_ROBOT", it.address)
        alarming(policy_of(policy), "en")("BELOW FLOOR: US A-1 sold down to 1.00 USD.")
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join(10)
        (told,) = it.heard
    assert "BELOW FLOOR: US A-1" in str(told)
    with pytest.raises(NoChannels):
        alarming(policy_of(), "en")


@pytest.mark.parametrize(
    "option",
    [
        "--orders=US",
        "--cancel=c.txt",
        "--reason=BuyerCanceled",
        "--list=l.csv",
        "--before=2026-11-24T00:00:00Z",
    ],
)
def test_what_a_watch_does_not_do_is_usage(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr("promocheck.cli.rescue._watch", lambda *_, **__: pytest.fail("is watching"))
    write_exports(tmp_path)
    (tmp_path / "orders").mkdir()
    ended = here(tmp_path, "rescue", "--watch", "orders", "US", option)
    assert (ended.code, ended.out) == (2, "")
    assert "it only calls out" in ended.err


def test_who_is_told_without_a_watch_is_usage(here: Here, tmp_path: Path) -> None:
    write_exports(tmp_path)
    assert here(tmp_path, "rescue", "--orders", "US", "US", "--notify").code == 2
    assert here(tmp_path, "rescue", "--watch", "US", "US", "--notify").code == 2  # no channels


@pytest.mark.skipif(os.name != "posix", reason="quotes are others there")
def test_the_line_that_it_names_is_the_whole_command(here: Here, tmp_path: Path) -> None:
    write_exports(tmp_path)
    (tmp_path / "new orders").mkdir()
    write_orders(tmp_path / "new orders" / "1.txt", "order | sku | price | currency\none | A-1 | 5.00 | EUR")
    (tmp_path / "our rules.yaml").write_text("version: 1\n", encoding="utf-8")
    ask = partial(
        requested,
        ["US"],
        rules="our rules.yaml",
        store=None,
        marketplace="US",
        as_of="2026-11-24T02:00:00Z",
        lang="en",
        no_cache=True,
    )
    line = told_by("new orders", ask)
    assert line == (
        "promocheck rescue --orders 'new orders' US --rules 'our rules.yaml' --marketplace US --as-of 2026-11-24T02:00:00Z --no-cache"
    )
    ended = here(tmp_path, *shlex.split(line)[1:])
    assert ended.code == 3
    assert "1 in another currency than the marketplace's" in ended.out
