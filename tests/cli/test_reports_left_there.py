"""Reports that lie among the exports when the next run reads them: what we write for people is no export."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.exports.content import tell
from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, WITHOUT_END, write_shop
from tests.cli.conftest import Here
from tests.sold import write_orders

SHOPS = {"clear": COUPON, "warned": WITHOUT_END, "found": BELOW_FLOOR, "unread": LETTER_O}
FORMATS = ("text", "compact", "markdown", "github")
ORDERS = """
order               | sku | price | off  | by       | status    | ids
111-0000000-0000001 | A-1 | 100.0 | 99.0 | Merchant | Unshipped | SOCIAL-7781
"""


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("promotions", SHOPS.values(), ids=SHOPS)
def test_the_next_run_passes_them_over(tmp_path: Path, here: Here, promotions: str, lang: str) -> None:
    folder = write_shop(tmp_path, promotions=promotions)
    first = here(folder, "scan", "US", *AS_OF, "--format", "json")
    for name in FORMATS:
        shown = here(folder, "scan", "US", *AS_OF, "--lang", lang, "--format", name).out
        assert shown
        (folder / "US" / f"{name}.txt").write_text(shown, encoding="utf-8")
        (folder / "US" / f"{name}-by-windows.txt").write_text(shown, encoding="utf-16")
    again = here(folder, "scan", "US", *AS_OF, "--format", "json")
    assert (again.code, again.out.count('"rule": "PC903"')) == (first.code, 0)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_so_are_those_of_other_commands(tmp_path: Path, here: Here, lang: str) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    write_orders(folder / "orders.txt", ORDERS)
    coupon = ("coupon", "--sku", "A-1", "--percent", "10", "--end", "2026-12-05")
    for command in (("rescue", "US", "--orders", "orders.txt"), ("try", *coupon, "--exports", "US")):
        shown = here(folder, *command, "--lang", lang, *AS_OF).out
        assert shown
        for encoding in ("utf-8", "utf-16"):
            assert not tell(shown.encode(encoding), "r.txt").claims, shown.partition("\n")[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["left.json", "left.txt"])
def test_so_is_what_we_write_for_programs(tmp_path: Path, here: Here, name: str, encoding: str) -> None:
    """The schema lies beside rules.yaml for an editor, and the journal beside the reports."""
    folder = write_shop(tmp_path)
    scan = ("scan", "US", *AS_OF)
    left = (
        here(folder, *scan, "--format", "json").out,
        here(folder, *scan, "--format", "jsonl").out,
        here(folder, *scan, "--format", "sarif").out,
        here(folder, *scan, "--log-format", "json").err,
        here(folder, "rules", "schema").out,
    )
    for text in left:
        (folder / "US" / name).write_text(text, encoding=encoding)
        assert here(folder, *scan, "--format", "compact").code == 0, text[:80]


@pytest.mark.parametrize("word", ["CLEAR", "通过"])
def test_a_table_that_says_so_in_a_header_is_a_table(word: str) -> None:
    assert tell(f"{word},sku,price\nyes,A-1,1\n".encode(), "t.csv").kind == "text"
