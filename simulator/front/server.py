"""The web server of `make run`: the page, pictures, photographs, and the one WebSocket. PROTOCOL.md describes it all.

It is for the person at this computer: it listens on the loopback unless asked otherwise, answers only requests that
name it by its own address, and takes a WebSocket only from its own page: no other site can act through a browser.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import traceback
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from simulator.channel.channel import Answer
from simulator.front import photo, pictures
from simulator.front.hub import Client, encoded
from simulator.front.live_precinct import Begun, LivePrecinct
from simulator.front.running import Running
from simulator.people.saying import Said, joined, of_error, plain, said

STATIC = Path(__file__).with_name("static")
LONGEST_MESSAGE = 8_192  # characters
MOST_BROWSERS, MOST_ACTS = 12, 24  # at once
MOST_PHOTOGRAPHS = 1  # read at once: each may take hundreds of megabytes
POLICY_VIOLATION, TRY_AGAIN_LATER = 1008, 1013
HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


class OwnPageOnly:
    """Refuses requests that call the server by another name than its own, or come from another site's page.

    A name on the net can be made to point here, so the server also goes by the address that a request came to, and by
    no other.

    hosts: its names, as `name:port`.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if self._may(headers, _address(scope), must_say_origin=scope["type"] == "websocket"):
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "http":
            await PlainTextResponse(_in_all("own_page_only"), 403)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})

    def _may(self, headers: dict[str, str], address: str, must_say_origin: bool) -> bool:
        host, origin = headers.get("host", "").lower(), headers.get("origin")
        if host not in self.hosts and host != address:
            return False
        if origin is None:
            return not must_say_origin
        return urlsplit(origin).netloc.lower() == host


def _address(scope: Scope) -> str:
    """`address:port` that a request came to, as a browser writes it."""
    host, port = scope.get("server") or ("", 0)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _with_headers(send: Send) -> Send:
    async def sending(message: dict) -> None:  # type: ignore[type-arg]
        if message["type"] == "http.response.start":
            extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await send(message)

    return sending  # type: ignore[return-value]


class Server:
    """The application around the live precinct. hosts: names under which it may be called, with port."""

    def __init__(self, running: Running, hosts: frozenset[str]) -> None:
        self.running = running
        self._photographs = asyncio.Semaphore(MOST_PHOTOGRAPHS)
        self._workers = ThreadPoolExecutor(MOST_ACTS, "line")
        routes = [
            Route("/", self._page),
            Route("/photo", self._photo, methods=["POST"]),
            Route("/picture/{name}.png", self._picture),
            WebSocketRoute("/ws", self._browser),
            Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
        ]
        self.app = OwnPageOnly(Starlette(routes=routes, lifespan=self._life), hosts)

    @contextlib.asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:
        """The terminals live as long as the server does."""
        self.running.start(asyncio.get_running_loop())
        yield
        if self.running.live:
            self.running.live.hub.close()
        await asyncio.to_thread(self.running.stop)
        self._workers.shutdown(wait=False, cancel_futures=True)

    # --- files --------------------------------------------------------------------------------------------------------

    async def _page(self, request: Request) -> Response:
        page = STATIC / "index.html"
        return FileResponse(page) if page.exists() else PlainTextResponse(_in_all("no_page"), 404)

    async def _picture(self, request: Request) -> Response:
        live = self.running.live
        found = live.table.find(request.path_params["name"].replace("-", " ")) if live else said("being_made")
        if isinstance(found, str):
            return PlainTextResponse("\n".join(plain(found).says.values()), 404)
        return Response(await asyncio.to_thread(pictures.png, found), media_type="image/png")

    async def _photo(self, request: Request) -> Response:
        data = bytearray()
        async for piece in request.stream():
            data += piece
            if len(data) > photo.MOST_BYTES:
                return _refused(said("photo_too_large", photo.MOST_BYTES >> 20), 413, {"connection": "close"})
        if not data:
            return _refused(said("photo_none"), 400)
        try:
            async with self._photographs:
                codes = await asyncio.to_thread(photo.codes_in, bytes(data))
        except photo.PictureError as error:
            return _refused(of_error(error), 415)
        return JSONResponse({"codes": codes})

    # --- browsers -----------------------------------------------------------------------------------------------------

    async def _browser(self, socket: WebSocket) -> None:
        await socket.accept()
        live = self.running.live
        if live is None or len(live.hub.clients) >= MOST_BROWSERS:
            await socket.close(TRY_AGAIN_LATER)
            return
        client = Client()
        live.hub.clients.add(client)  # first: what changes meanwhile comes after hello, instead of being lost
        for frame in live.hello():
            client.put(encoded(frame))
        sending = asyncio.create_task(_send_all(socket, client))
        try:
            await self._listen(socket, client, live)
        finally:
            live.hub.clients.discard(client)
            client.waiting.put_nowait(None)
            await asyncio.gather(sending, return_exceptions=True)

    async def _listen(self, socket: WebSocket, client: Client, live: LivePrecinct) -> None:
        acts: set[asyncio.Task[None]] = set()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # RuntimeError: we have closed it ourselves
            while (message := await socket.receive())["type"] == "websocket.receive":
                asked = _asked(message.get("text") or "")
                if asked is None:
                    client.put(_done(None, False, said("how_to_ask")))
                elif len(acts) >= MOST_ACTS:
                    client.put(_done(asked[0], False, said("too_many_acts")))
                else:
                    begun = _begin(live, asked[1])  # here, so that a browser's lines begin in their order
                    act = asyncio.create_task(self._act(client, live, asked[0], begun))
                    acts.add(act)
                    act.add_done_callback(acts.discard)

    async def _act(self, client: Client, live: LivePrecinct, number: int, begun: Begun | Answer) -> None:
        if isinstance(begun, Answer):
            client.put(_done(number, begun.ok, begun.say))
            return
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._workers, live.end, begun)
        except Exception as bug:  # noqa: BLE001  shown to the requester, and in everyone's log
            answer = _bug(live, begun.line, bug)
        client.put(_done(number, answer.ok, answer.say))


def _begin(live: LivePrecinct, line: str) -> Begun | Answer:
    try:
        return live.begin(line)
    except Exception as bug:  # noqa: BLE001  as in `Server._act`
        return _bug(live, line, bug)


def _bug(live: LivePrecinct, line: str, bug: Exception) -> Answer:
    traceback.print_exception(bug)
    told = said("a_bug", type(bug).__name__)
    live.log("", joined(": ", (line, told)), "error")
    return Answer(False, told)


def _asked(text: str) -> tuple[int, str] | None:
    """(number, line) of a message; None if it is malformed."""
    try:
        message = json.loads(text) if len(text) <= LONGEST_MESSAGE else None
        json.dumps(message, ensure_ascii=False).encode()  # half a surrogate pair cannot be sent
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    number, line = message.get("id"), message.get("do")
    return (number, line) if isinstance(number, int) and isinstance(line, str) else None


def _done(number: int | None, ok: bool, say: str) -> str:
    answer = {"type": "done", "id": number, "ok": ok, "say": say, "says": plain(say).says}
    return json.dumps(answer, ensure_ascii=False)


def _refused(why: Said, status: int, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": why, "says": why.says}, status, headers)


def _in_all(name: str) -> str:
    """For somebody whose language is not known."""
    return "\n".join(said(name).says.values())


async def _send_all(socket: WebSocket, client: Client) -> None:
    """Until a None, or until the browser has gone."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while (wire := await client.waiting.get()) is not None:
            await (socket.send_bytes(wire) if isinstance(wire, bytes) else socket.send_text(wire))
        await socket.close(TRY_AGAIN_LATER)
