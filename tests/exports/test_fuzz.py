"""The campaign of `test_damage` and policies, changed at random: no crash, nothing slow, and no all-clear unless deserved.

Every round has a seed of its own; a failure shows it and the bytes. `PROMOCHECK_FUZZ=SECONDS` runs longer, on new seeds.
"""

from __future__ import annotations

import csv
import io
import json
import os
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count, takewhile
from pathlib import Path
from random import Random
from textwrap import indent

import pytest

from promocheck.model.errors import UsageFault
from promocheck.policy import Policy
from promocheck.policy.load import packaged_policy, parse_policy
from promocheck.rules import RULE_TYPES
from tests.exports import test_damage
from tests.exports.sheets import cells, text_file, xlsx
from tests.exports.test_damage import CAMPAIGN, TABLES, Files, verdict, without
from tests.exports.test_legacy import xls
from tests.exports.test_truncation import REPORT
from tests.exports.test_workbook import SHEET

policy = test_damage.policy  # a fixture

SECONDS = float(os.environ.get("PROMOCHECK_FUZZ", "0"))
ROUNDS = 36  # per kind of file, where no time is given
HANGS = 120.0  # seconds of the processor: what takes minutes; speed is for benchmarks


# --- Changes -------------------------------------------------------------------------


def flip(data: bytes, _other: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def insert(data: bytes, _other: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    what = random.choice(
        (random.randbytes(random.randint(1, 4)), b",", b"\t", b'"', b"\n", b"\r", b"\0", b";")
    )
    return data[:at] + what + data[at:]


def block(data: bytes, random: Random) -> tuple[int, int]:
    at = random.randrange(len(data))
    return at, min(len(data), at + 1 + int(random.expovariate(1 / 12)))


def delete(data: bytes, _other: bytes, random: Random) -> bytes:
    one, end = block(data, random)
    return data[:one] + data[end:]


def duplicate(data: bytes, _other: bytes, random: Random) -> bytes:
    one, end = block(data, random)
    at = random.choice((end, random.randrange(len(data) + 1)))
    return data[:at] + data[one:end] + data[at:]


def swap(data: bytes, _other: bytes, random: Random) -> bytes:
    (a, b), (c, d) = sorted((block(data, random), block(data, random)))
    b = min(b, c)
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def splice(data: bytes, other: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other)) :]


CHANGES: Sequence[Callable[[bytes, bytes, Random], bytes]] = (flip, insert, delete, duplicate, swap, splice)


def changed(data: bytes, other: bytes, random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        data = random.choice(CHANGES)(data or b"\n", other, random)
    return data


# --- What is changed -----------------------------------------------------------------


def zipped(contents: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


TEXTS: dict[str, Files] = {
    "CSV": dict(CAMPAIGN),
    "TSV": {name.replace("csv", "tsv"): text_file(table, "\t") for name, table in TABLES.items()},
}
OTHERS: dict[str, Files] = {
    "XLSX": {name.replace("csv", "xlsx"): xlsx({"S": cells(table)}) for name, table in TABLES.items()},
    "XLS": {name.replace("csv", "xls"): xls({"S": cells(table)}) for name, table in TABLES.items()},
    "JSON": without("coupons.csv") | {"coupons.json": json.dumps(REPORT).encode()},
    "ZIP": {"campaign.zip": zipped(CAMPAIGN)},
}
ONLY = {"JSON": ("coupons.json",)}
SEPARATORS = {"CSV": ",", "TSV": "\t"}
KINDS = len(TEXTS) + len(OTHERS) + 1


def mutated(what: str, contents: Files, seed: int) -> tuple[str, bytes]:
    random = Random(f"{what} {seed}")
    name = random.choice(ONLY.get(what, tuple(contents)))
    other = contents[random.choice(tuple(contents))]
    return name, changed(contents[name], other, random)


# --- An opinion of its own -----------------------------------------------------------

LAMP = {"listings": "LAMP-1", "coupons": "B01", "social": "LAMP-1", "floors": "LAMP-1"}


def deserved(name: str, data: bytes, separator: str) -> bool:
    """Whether a plain reader finds a whole table in which the lamp's row, or its header, is another than it was.

    The table may be a wrong one: what a value became by chance nobody can tell from one that was meant.
    """
    try:
        text = data.decode("utf-8-sig")
        found = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except (UnicodeDecodeError, csv.Error):
        return False
    stem, _, _ = name.partition(".")
    header, *rows = cells(TABLES[f"{stem}.csv"])
    (lamp,) = (row for row in rows if LAMP[stem] in row)
    alike = all(len(row) == len(header) for row in found)
    table = [[cell.strip() for cell in row] for row in found]
    return alike and not (table[:1] == [header] and lamp in table)


def another_book(data: bytes, original: bytes) -> bool:
    """Whether the bytes are a whole archive, with another sheet in it than there was: a copy of another file, for one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as new, zipfile.ZipFile(io.BytesIO(original)) as old:
            return new.testzip() is None and new.read(SHEET) != old.read(SHEET)
    except Exception:  # noqa: BLE001 - damage has many names
        return False


# --- Rounds --------------------------------------------------------------------------


def rounds() -> Iterator[int]:
    """Seeds, always the same few, or new ones until the time is up."""
    if not SECONDS:
        yield from range(ROUNDS)
        return
    end = time.monotonic() + SECONDS / KINDS
    yield from takewhile(lambda _: time.monotonic() < end, count(ROUNDS))


def outcome(run: Callable[[], str], shown: str) -> str:
    """What a run came to; a crash or a hang fails with what it was about."""
    start = time.process_time()
    try:
        found = run()
    except Exception as error:  # noqa: BLE001 - no crash is told from another
        pytest.fail(f"{type(error).__name__}: {error}\n{shown}")
    assert time.process_time() - start < HANGS, shown
    return found


def counted(what: str, found: Counter[str]) -> None:
    print(f"{what}: {dict(found)}")  # noqa: T201 - the figure is to be seen


@pytest.mark.parametrize("what", TEXTS)
def test_changed_texts_are_clear_only_as_other_tables(tmp_path: Path, policy: Policy, what: str) -> None:
    contents = TEXTS[what]
    found: Counter[str] = Counter()
    for seed in rounds():
        name, data = mutated(what, contents, seed)
        shown = f"{what}, seed {seed}: {name} = {data!r}"
        now = contents | {name: data}
        said = outcome(partial(verdict, tmp_path, now, policy), shown)
        found[said] += 1
        assert said != "clear" or deserved(name, data, SEPARATORS[what]), shown
    counted(what, found)


@pytest.mark.usefixtures("xlrd_here")
@pytest.mark.parametrize("what", OTHERS)
def test_changed_bytes_do_not_crash(tmp_path: Path, policy: Policy, what: str) -> None:
    contents = OTHERS[what]
    found: Counter[str] = Counter()
    for seed in rounds():
        name, data = mutated(what, contents, seed)
        shown = f"{what}, seed {seed}: {name} = {data!r}"
        said = outcome(partial(verdict, tmp_path, contents | {name: data}, policy), shown)
        found[said] += 1
        assert (what, said) != ("XLSX", "clear") or another_book(data, contents[name]), shown
    counted(what, found)


ROOT = Path(__file__).parents[2]
PRESET = (ROOT / "promocheck" / "policy" / "presets" / "amazon.yaml").read_text(encoding="utf-8")
POLICIES = (
    packaged_policy(),
    b"stacking:\n" + indent(PRESET, "  ").encode(),
    *(path.read_bytes() for path in sorted((ROOT / "sample_exports" / "platforms").glob("*/rules.yaml"))),
)


@pytest.mark.parametrize("at", range(len(POLICIES)))
def test_a_policy_that_was_not_changed_is_read(at: int) -> None:
    parse_policy("rules.yaml", POLICIES[at], RULE_TYPES)


def test_a_changed_policy_is_refused_or_a_scan_goes_by_it(tmp_path: Path) -> None:
    found: Counter[str] = Counter()

    def scanned(data: bytes) -> str:
        try:
            policy = parse_policy("rules.yaml", data, RULE_TYPES)
        except UsageFault:
            return "refused"
        return verdict(tmp_path, CAMPAIGN, policy)

    for seed in rounds():
        random = Random(f"policy {seed}")
        data = changed(random.choice(POLICIES), random.choice(POLICIES), random)
        found[outcome(partial(scanned, data), f"policy, seed {seed}: {data!r}")] += 1
    counted("policy", found)
