"""The machine's Chromium, without a window and without a network, driven as a person would: keys, clicks, what is on the screen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
# Nothing but the page: no window, no update, no account, no first-run page.
_QUIET: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-dev-shm-usage", "--window-size=1366,900",
)  # fmt: skip


def missing() -> str:
    """What the checks need that is not here; "" where all of it is."""
    if find_spec("selenium") is None:
        return "selenium (pip install -e '.[test]')"
    if _chromium() is None or shutil.which("chromedriver") is None:
        return "Chromium with its driver (apt install chromium chromium-driver)"
    return ""


def _chromium() -> str | None:
    return next((path for path in map(shutil.which, _NAMES) if path), None)


class Browser:
    """A page in a tab. `errors` and `requests` are what it did since it was last opened."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, file: Path) -> None:
        """Open a file, forgetting what came before."""
        self.said("browser")
        self.said("performance")
        self.driver.get(file.as_uri())

    def said(self, log: str) -> list[dict[str, Any]]:
        """What a log has gained."""
        found: list[dict[str, Any]] = self.driver.get_log(log)
        return found

    @property
    def errors(self) -> list[str]:
        """What stands in the console."""
        return [each["message"] for each in self.said("browser")]

    @property
    def requests(self) -> list[str]:
        """The addresses that were asked for."""
        events = [json.loads(each["message"])["message"] for each in self.said("performance")]
        sent = [each["params"] for each in events if each["method"] == "Network.requestWillBeSent"]
        # A new tab's own page may still be loading what it shows.
        return [each["request"]["url"] for each in sent if not each["documentURL"].startswith("chrome:")]

    def run(self, script: str, *arguments: Any) -> Any:
        """What a line of script returns in the page."""
        return self.driver.execute_script(f"return {script}", *arguments)

    def tell(self, command: str, **parameters: Any) -> dict[str, Any]:
        """A command of the browser's own protocol."""
        found: dict[str, Any] = self.driver.execute_cdp_cmd(command, parameters)
        return found

    def find(self, selector: str) -> Any:
        """The first element."""
        return self.driver.find_element("css selector", selector)

    def texts(self, selector: str) -> list[str]:
        """What is to be read in all elements that are shown."""
        found: list[str] = self.run(
            "[...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => e.innerText.trim())",
            selector,
        )
        return found

    def press(self, *keys: str) -> None:
        """Keys, one after the other, for whatever has the focus: letters, or names such as ENTER."""
        from selenium.webdriver.common.keys import Keys

        for key in keys:
            self.driver.switch_to.active_element.send_keys(getattr(Keys, key, key))

    def focused(self) -> str:
        """What has the focus: its id, or its text."""
        found: str = self.run("document.activeElement.id || document.activeElement.innerText.trim()")
        return found

    def wait(self, script: str) -> None:
        """Until something holds; an error after five seconds."""
        from selenium.webdriver.support.wait import WebDriverWait

        WebDriverWait(self.driver, 5, poll_frequency=0.02).until(lambda _: self.run(script))


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with a profile of its own."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = _chromium() or ""
    for flag in (*_QUIET, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
