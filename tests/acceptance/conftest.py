"""One browser for all checks of a page; without one they are skipped, and that is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.browser import Browser, browser, missing

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the checks, and skip those of a page where its browser is missing."""
    lacking = missing()
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.acceptance)
        if lacking and "tab" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason=f"acceptance: {lacking} is not here"))


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser."""
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened
