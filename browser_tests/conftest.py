"""What the tests of the page share: a real browser, which nobody sees."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from lrviz.errors import FINDINGS

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HEIGHT = 1000


def program(*names: str) -> str:
    """Where one of these programs is. Without it these tests do not run, and that is a failure."""
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, f"these tests need {names[0]}: `make browser` installs it"
    return found


class Browser:
    """A browser, with what it asked for and what it complained of since the page was opened."""

    def __init__(self, driver):
        self.driver = driver
        self.logs = {"browser": [], "performance": []}

    def open(self, path, width=1000, scheme="light"):
        """Open a page in a window of that width."""
        size = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.driver.get("about:blank")
        for kind in self.logs:
            # what is left of the page before
            self.driver.get_log(kind)
            self.logs[kind] = []
        self.driver.get(Path(path).as_uri())

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def complaints(self):
        """What stands in the console."""
        self.logs["browser"] += self.driver.get_log("browser")
        return [entry["message"] for entry in self.logs["browser"]]

    def requests(self):
        """The addresses of everything that was asked for."""
        self.logs["performance"] += self.driver.get_log("performance")
        messages = [json.loads(entry["message"])["message"] for entry in self.logs["performance"]]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium", "chromium-browser", "google-chrome")
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(program("chromedriver")))
    yield Browser(driver)
    driver.quit()


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """Writes a page, with the CSV of the same run beside it, and returns its path. The same page is written once."""
    written = {}

    def write(*arguments, files):
        key = (arguments, *files.items())
        if key not in written:
            folder = tmp_path_factory.mktemp("page")
            for name, text in files.items():
                (folder / name).write_text(text)
            command = [sys.executable, "-m", "lrviz", *arguments, "-o", "page.html", "-o", "page.csv"]
            assert subprocess.run(command, cwd=folder, check=False).returncode in (0, FINDINGS)
            written[key] = folder / "page.html"
        return written[key]

    return write
