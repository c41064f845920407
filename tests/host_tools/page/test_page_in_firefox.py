"""The page in an engine that is not Chromium's: Firefox, driven by WebDriver BiDi over its own socket."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.host_tools.page.published import slip_picture, slips
from tests.host_tools.small_precinct import SmallPrecinct

pytestmark = pytest.mark.long
WAIT_S = 120
CARDS = "[...document.querySelectorAll('.card')].map(one => one.dataset.kind + ' ' + one.dataset.verdict).sort().join()"


class Firefox:
    """One window. Every command is answered before the next."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self.command("session.new", capabilities={})
        self._window = self.command("browsingContext.getTree")["contexts"][0]["context"]

    def command(self, method: str, **values: Any) -> dict[str, Any]:
        """The result of a command; an error fails the test."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": values}))
        while (answer := json.loads(self._socket.recv(WAIT_S))).get("id") != number:
            pass  # an event that nobody asked for
        assert answer["type"] == "success", answer
        return answer["result"]  # type: ignore[no-any-return]

    def open(self, address: str) -> None:
        """Open a page."""
        self.command("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def evaluate(self, expression: str) -> str:
        """An expression's text in the page."""
        target = {"context": self._window}
        found = self.command("script.evaluate", expression=f"String({expression})", target=target, awaitPromise=False)
        return found["result"]["value"]  # type: ignore[no-any-return]

    def choose(self, selector: str, paths: list[Path]) -> None:
        """Choose files in an input of the page."""
        locator = {"type": "css", "value": selector}
        node = self.command("browsingContext.locateNodes", context=self._window, locator=locator)["nodes"][0]
        element = {"sharedId": node["sharedId"]}
        self.command("input.setFiles", context=self._window, element=element, files=[str(path) for path in paths])


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A headless Firefox with a profile of its own."""
    place = shutil.which("firefox-esr") or shutil.which("firefox")
    assert place, "there is no Firefox: run sh host_tools/installing/second_browser.sh"
    command = [place, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr
    try:
        said = next(line for line in process.stderr if "WebDriver BiDi listening" in line)
        address = re.search(r"ws://\S+", said)
        assert address
        with connect(address[0] + "/session", max_size=None) as socket:
            yield Firefox(socket)
    finally:
        process.terminate()
        process.wait(WAIT_S)


@pytest.mark.parametrize(("part", "engine"), [("", "zxing"), ("#plain", "plain")])
def test_slips_are_judged(page_file: Path, place: SmallPrecinct, tmp_path: Path, part: str, engine: str) -> None:
    protocol = place.protocol()
    objects = {**slips(place), "P2": protocol[:-1] + bytes([protocol[-1] ^ 1])}
    paths = []
    for name in ("S1", "S2", "P", "P2"):
        paths.append(tmp_path / f"{name}.png")
        slip_picture(name[0], objects[name]).save(paths[-1])
    (tmp_path / "profile").mkdir()
    with firefox(tmp_path / "profile") as browser:
        browser.open(page_file.as_uri() + part)
        browser.choose("#pictures", paths)
        end = time.monotonic() + WAIT_S
        while browser.evaluate("document.body.dataset.done") != "1":
            assert time.monotonic() < end
            time.sleep(0.1)
        assert browser.evaluate(CARDS) == "P bad,P good,S good,S good"
        assert browser.evaluate("document.querySelector('[data-finding=proof_ok]') !== null") == "true"
        assert browser.evaluate("document.body.dataset.engine") == engine
