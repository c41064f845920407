"""Another site's page in the same browser, or a name that was bound to this address, gets nothing."""

from __future__ import annotations

import asyncio
import http.client
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.responses import PlainTextResponse
from websockets.exceptions import InvalidStatus

from simulator.front.listening import names
from simulator.front.server import OwnPageOnly
from tests.simulator.front.conftest import Browser, Front


@pytest.mark.parametrize(
    "origin", ["https://example.org", "http://127.0.0.1:1", "http://localhost.example.org", "null", None]
)
def test_a_web_socket_from_elsewhere_is_refused(front: Front, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        Browser(front.port, origin)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org:{port}", "127.0.0.1:1", ""])
@pytest.mark.parametrize("path", ["/", "/picture/card-1.png", "/photo"])
def test_a_request_under_another_name_is_refused(front: Front, host: str, path: str) -> None:
    assert status(front, path, {"Host": host.format(port=front.port)}) == 403


def test_a_photograph_from_elsewhere_is_refused(front: Front) -> None:
    headers = {"Host": f"127.0.0.1:{front.port}", "Origin": "https://example.org"}
    assert status(front, "/photo", headers, "POST") == 403


def test_its_own_names_are_served(front: Front) -> None:
    for host in ("127.0.0.1", "localhost"):
        assert status(front, "/picture/card-1.png", {"Host": f"{host}:{front.port}"}) == 200


def test_files_beside_the_page_are_not_served(front: Front) -> None:
    for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/picture/..%2fcards.json.png"):
        assert status(front, path, {"Host": f"127.0.0.1:{front.port}"}) == 404


@pytest.mark.parametrize("opened_to", ["0.0.0.0", "192.0.2.7", "::"])
def test_a_name_that_was_pointed_here_is_none_of_its_own(opened_to: str) -> None:
    """Opened to a network too: a page of evil.example whose name was bound to this address reaches nothing."""
    guard = OwnPageOnly(PlainTextResponse("served"), names(opened_to, 8004))
    assert _asked(guard, "192.0.2.7:8004") == _asked(guard, "localhost:8004") == 200
    assert _asked(guard, "evil.example:8004") == _asked(guard, "192.0.2.8:8004") == 403


def _asked(guard: OwnPageOnly, host: str) -> int:
    """The status of a request that came to 192.0.2.7."""
    headers = [(b"host", host.encode()), (b"origin", f"http://{host}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "server": ("192.0.2.7", 8004)}
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "http.disconnect"}

    with ThreadPoolExecutor(1) as thread:  # a browser of another test may have a loop in this one
        thread.submit(asyncio.run, guard(scope, receive, send)).result()  # type: ignore[arg-type]
    return int(sent[0]["status"])


def test_a_message_that_is_no_text_is_answered(front: Front) -> None:
    browser = front.browser()
    browser.socket.send(b"\x00\x01")
    assert not browser.until("done")["ok"]
    assert browser.do("help")["ok"], "the line is still there"


def status(front: Front, path: str, headers: dict[str, str], method: str = "GET") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", front.port)
    connection.putrequest(method, path, skip_host=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    try:
        return connection.getresponse().status
    finally:
        connection.close()
