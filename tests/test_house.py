"""The house keeps its rooms apart: every fence of pyproject.toml stands, and falls when it should."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.__main__ import HEAVY

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "promocheck"
MODULES = sorted(PACKAGE.rglob("*.py"))
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# Contract → what breaks it: a file of the package, and the line that is added to it.
PLANTED = {
    "rooms": [
        ("model/money.py", "from promocheck.tables import NO_MONEY"),
        ("tables/__init__.py", "from promocheck.policy import Policy"),
        ("policy/section.py", "from promocheck.exports import read"),
        ("exports/grid.py", "from promocheck.pricing import stack"),
        ("pricing/stack.py", "from promocheck.rules import ALL"),
        ("rules/rule.py", "from promocheck.reports import FORMATS"),
        ("reports/page.py", "from promocheck.exports import read"),
        ("exports/values.py", "from promocheck.pipeline import scan"),
        ("pipeline/places.py", "from promocheck.cli import app"),
        ("cli/app.py", "from promocheck.__main__ import main"),
        ("depot/__init__.py", "# a new room that nobody gave a place"),
    ],
    "frames-end": [
        ("reports/order.py", "from promocheck.tables import NO_MONEY"),
        ("reports/order.py", "import pandas"),
        ("model/finding.py", "from promocheck.tables import NO_MONEY"),  # by way of the model
    ],
    "pandas": [("pricing/stack.py", "import pandas"), ("exports/sheet.py", "from pandas import Series")],
    "wide-material": [
        ("cli/scan.py", "import pandas"),
        ("policy/settings.py", "from numpy import int64"),
        ("model/window.py", "import numpy.typing"),
    ],
    "model": [
        ("model/money.py", "from babel.numbers import format_decimal"),
        ("model/text.py", "import yaml"),
    ],
    "typer": [("pipeline/scan.py", "import typer"), ("reports/text.py", "import click")],
    "rich": [("rules/run.py", "from rich.text import Text"), ("exports/read.py", "import rich")],
    "yaml": [("pricing/plan.py", "import yaml"), ("cli/scan.py", "from yaml import safe_load")],
    "openpyxl": [("reports/text.py", "import openpyxl"), ("pipeline/scan.py", "from openpyxl import Workbook")],
    "xlrd": [("reports/text.py", "import xlrd"), ("pipeline/scan.py", "from xlrd import open_workbook")],
    "prompt_toolkit": [("reports/text.py", "import prompt_toolkit")],
    "babel": [("exports/dates.py", "import babel"), ("cli/deliver.py", "from babel import Locale")],
    "platformdirs": [("exports/read.py", "import platformdirs"), ("pipeline/scan.py", "import platformdirs")],
    "filelock": [("ledger/database.py", "import filelock")],
    "orjson": [("exports/document.py", "import orjson"), ("pipeline/scan.py", "import orjson")],
    "apprise": [("cli/notified.py", "import apprise"), ("reports/message.py", "import requests")],
    "jinja2": [("cli/deliver.py", "import jinja2"), ("pipeline/scan.py", "from jinja2 import Template")],
    "server": [
        ("ledger/ledger.py", "from sqlalchemy import text"),
        ("cli/ledger.py", "import psycopg"),
        ("pipeline/scan.py", "import sqlalchemy"),
    ],
    "fsspec": [("pipeline/parts.py", "import fsspec"), ("exports/read.py", "from fsspec.core import url_to_fs")],
    "pyarrow": [
        ("exports/read.py", "import pyarrow"),
        ("pipeline/scan.py", "from pyarrow import parquet"),
        ("pipeline/prepared/read.py", "import pyarrow.parquet"),
    ],
    "distributed": [("pipeline/told.py", "from distributed import Client"), ("cli/scan.py", "import dask")],
    "pydantic": [("pricing/stack.py", "import pydantic"), ("exports/layout.py", "from pydantic import BaseModel")],
}  # fmt: skip


def lint_imports(folder: Path, *contracts: str) -> tuple[int, str]:
    """The exit code and output of import-linter on the package in `folder`, for these contracts or all."""
    only = [part for each in contracts for part in ("--contract", each)]
    run = subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache", *only],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def contracts() -> list[dict[str, Any]]:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, Any]] = document["tool"]["importlinter"]["contracts"]
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its contracts, to be broken at will."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(PACKAGE, folder / "promocheck", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_every_fence_stands() -> None:
    code, said = lint_imports(ROOT)
    assert (code, f"Contracts: {len(contracts())} kept, 0 broken." in said) == (0, True), said


def test_every_fence_is_tried() -> None:
    assert set(PLANTED) == {contract["id"] for contract in contracts()}


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [(contract, file, line) for contract, plants in PLANTED.items() for file, line in plants],
)
def test_a_fence_falls(copy: Path, contract: str, file: str, line: str) -> None:
    path = copy / "promocheck" / file
    before = path.read_text("utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        code, said = lint_imports(copy, contract)
    finally:
        if before is None:
            shutil.rmtree(path.parent)
        else:
            path.write_text(before, encoding="utf-8")
    assert (code, "Contracts: 0 kept, 1 broken." in said) == (1, True), said


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_says_what_it_is_for_and_defers_annotations(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    assert ast.get_docstring(tree)
    imported = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    }
    assert "annotations" in imported


def test_every_exception_to_the_rules_has_its_reason() -> None:
    excused = re.compile(r"# (?:noqa|pragma: no cover|type: ignore)(?:: [A-Z\d, ]+|\[[a-z, -]+\])?")
    bare = [
        f"{module.relative_to(ROOT).as_posix()}:{number}"
        for module in (*MODULES, *(ROOT / "tests").rglob("*.py"))
        for number, line in enumerate(module.read_text("utf-8").splitlines(), 1)
        for last in list(excused.finditer(line))[-1:]
        if not line[last.end() :].strip(" #-")
    ]
    assert bare == []


def test_everything_has_an_address() -> None:
    names = {part for module in MODULES for part in module.relative_to(PACKAGE).with_suffix("").parts}
    assert "pricing" in names
    assert not {name.strip("_") for name in names} & {
        "utils",
        "util",
        "helpers",
        "helper",
        "common",
        "base",
        "misc",
    }


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["--version"], "promocheck "),
        (["--help"], "Usage: promocheck "),
        (["scan", "--help"], "Usage: promocheck scan "),
        (["selftest", "--help"], "Usage: promocheck selftest "),
        (["explain", "--help"], "Usage: promocheck explain "),
        (["waive", "--help"], "Usage: promocheck waive "),
        (["init", "--help"], "Usage: promocheck init "),
    ],
    ids=[
        "version",
        "help",
        "help of scan",
        "help of selftest",
        "help of explain",
        "help of waive",
        "help of init",
    ],
)
def test_what_answers_at_once_imports_no_frames(tmp_path: Path, arguments: list[str], begins: str) -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "promocheck", *arguments],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert run.stdout.startswith(begins)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()}
    assert "promocheck" in imported
    assert not imported & {"pandas", "numpy", "openpyxl", "xlrd"}


def test_the_command_names_the_formats_and_languages_that_the_reports_have() -> None:
    """They stand in the command too, so that `--help` imports no report."""
    from promocheck import reports
    from promocheck.cli import deliver, explain, init, language, options
    from promocheck.exports import floors_sheet
    from promocheck.reports import manual_formats
    from promocheck.reports import selftest as figures

    assert tuple(figures.FORMATS) == options.TEXT_OR_JSON
    assert tuple(manual_formats.FORMATS) == explain.FORMATS
    assert floors_sheet.HEADERS == init.HEADERS
    assert tuple(reports.FORMATS) == deliver.FORMATS
    assert tuple(reports.BINARY) == deliver.BINARY
    assert reports.LANGUAGES == language.LANGUAGES


def test_what_runs_without_coverage_is_there() -> None:
    assert [path for path in HEAVY if not (ROOT / path).is_file()] == []
