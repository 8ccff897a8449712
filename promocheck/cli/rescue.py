"""`promocheck rescue`: orders that were sold below their floor."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from promocheck.cli.deliver import to_stdout, width_of_stdout
from promocheck.cli.notified import alarming
from promocheck.cli.options import (
    AS_OF,
    FORMAT,
    LANG,
    MARKETPLACE,
    NO_CACHE,
    NO_COLOR,
    PATHS,
    RULES,
    SHEET,
    STORE,
    colour_wanted,
    instant_of,
    require_text_or_json,
)
from promocheck.cli.request import requested
from promocheck.cli.rescue_files import Files
from promocheck.cli.untouched import Untouched
from promocheck.cli.watching import until_interrupted
from promocheck.model.errors import NoSuchPath, UsageFault
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.pipeline import Request
    from promocheck.pipeline.alarms import Guard

_USUAL: Final = {"lang": "en"}
_REASON: Final = "PricingError"


def rescue(
    orders: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="All Orders, and for cancelling the unshipped orders too: reports of Amazon's, or folders of them; may be repeated.",
        ),
    ] = None,
    paths: PATHS = None,
    watch: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="Watch this folder for order files: an alarm on the first sale below floor, and on orders that come far too fast.",
        ),
    ] = None,
    cancel: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Write Amazon's Order Cancellation file of the lines that you ship yourself and whose item's code is known.",
        ),
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="CODE", help="The reason code in the cancellation file.")
    ] = _REASON,
    list_: Annotated[
        str | None,
        typer.Option(
            "--list",
            metavar="FILE",
            help="Write the orders as CSV, to send with the case; no buyer stands in it.",
        ),
    ] = None,
    notify: Annotated[
        bool,
        typer.Option(
            "--notify", help="With --watch: tell each alarm to the policy's chats and mailboxes too."
        ),
    ] = False,
    before: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help="Tell what a scan would have said then. Default: a day before the first sale below floor.",
        ),
    ] = None,
    rules: RULES = None,
    store: STORE = None,
    marketplace: MARKETPLACE = None,
    sheet: SHEET = None,
    no_cache: NO_CACHE = False,
    as_of: AS_OF = None,
    lang: LANG = "en",
    format: FORMAT = "text",
    no_color: NO_COLOR = False,
) -> None:
    """It happened anyway: which orders were sold below their floor, since when, through what, and what can still be cancelled.

    Exit codes: 0 it is proven that none was, 1 some were, 2 wrong usage, 3 not trustworthy, 4 not delivered,
    70 internal error, 130 interrupted.
    """
    require_text_or_json(format)
    files = Files(cancel, list_, reason)
    files.check()
    earlier = None if before is None else instant_of(before, "--before")
    ask = partial(
        requested,
        paths,
        rules=rules,
        store=store,
        marketplace=marketplace,
        sheet=sheet,
        as_of=as_of,
        lang=lang,
        no_cache=no_cache,
    )
    if watch is not None:
        if orders or cancel or list_ or before or reason != _REASON:
            raise UsageFault(
                say(
                    "--watch goes without --orders, --cancel, --reason, --list and --before: it only calls out."
                )
            )
        _watch(watch, paths, ask, rules, lang, told_by(watch, ask), notify=notify)
        return
    if notify:
        raise UsageFault(say("--notify goes with --watch: whoever runs a rescue reads it."))
    if not orders:
        raise UsageFault(say("--orders: name the All Orders report. Or --watch DIR, to wait for it."))
    with ask() as request:
        from promocheck.pipeline.rescue import RescueRequest
        from promocheck.pipeline.rescue import rescue as run
        from promocheck.reports import Words, rescue_json, rescue_text

        words, untouched = Words(lang), Untouched(request, orders)
        untouched.refuse(files.named)
        found = run(RescueRequest(request, tuple(orders), earlier))
        found = replace(found, cancel_file=cancel or found.cancel_file, list_file=list_ or found.list_file)
    not_written = files.write(found, words, untouched)
    if format == "json":
        to_stdout("json", rescue_json.render(found, words))
    else:
        text = rescue_text.render(found, words, width=width_of_stdout(), colour=colour_wanted(no_color))
        to_stdout("text", text)
    raise typer.Exit(found.exit_code or not_written)


def told_by(folder: str, ask: partial[Any]) -> str:
    """The command line that judges the orders of a folder once, with the paths and options of a watch."""
    line = ["promocheck", "rescue", "--orders", folder, *(ask.args[0] or ())]
    for name, value in ask.keywords.items():
        if value and value != _USUAL.get(name):
            line += [f"--{name.replace('_', '-')}", *([] if value is True else [value])]
    return subprocess.list2cmdline(line) if os.name == "nt" else shlex.join(line)


def _watch(
    folder: str,
    exports: Sequence[str] | None,
    ask: Callable[[], AbstractContextManager[Request]],
    rules: str | None,
    lang: str,
    told_by: str,
    *,
    notify: bool,
) -> None:
    """Watch until it is interrupted; `told_by` is the command that tells each row."""
    from promocheck.cli.rescue_calls import Calls, nobody
    from promocheck.cli.rescue_watch import OrderWatch
    from promocheck.reports import Words

    if not Path(folder).is_dir():
        raise NoSuchPath(folder)
    with ask() as request:
        # As they were given: a pattern fits exports that come later.
        paths, ring = tuple(exports or request.paths), alarming(request.policy, lang) if notify else nobody

    def guard() -> Guard:
        from promocheck.pipeline.alarms import Guard

        with ask() as request:
            return Guard.of(request, folder)

    words = Words(lang)
    with until_interrupted():
        OrderWatch(folder, paths, guard, words, Calls(told_by, words, ring)).watch(rules)
