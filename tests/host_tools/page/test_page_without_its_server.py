"""The installable form: its server goes away, and the page opens and checks slips all the same."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from host_tools.page import building, trust
from tests.chromium import launched
from tests.host_tools.page.conftest import LIBRARIES
from tests.host_tools.page.published import slip_picture
from tests.host_tools.page.test_page_in_a_browser import cards, show, until
from tests.host_tools.small_precinct import SmallPrecinct

pytestmark = pytest.mark.long


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, until the end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_page_opens_when_its_server_is_gone(given: trust.Trust, place: SmallPrecinct, tmp_path: Path) -> None:
    content = building.page(given, LIBRARIES, installable=True)
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "index.html").write_bytes(content)
    (tmp_path / "served" / "worker.js").write_bytes(building.worker(content))
    with launched() as browser:
        page = browser.new_page(locale="en")
        with served(tmp_path / "served") as address:
            page.goto(address)
            until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
        page.reload()
        show(page, tmp_path, slip_picture("P", place.protocol()))
        assert cards(page) == ["P good"]
