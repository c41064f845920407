"""A whole collector in this process: real sockets on a loopback port, a real store; and clients that speak to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from typing import Any

import aiohttp
from aiohttp import web
from nacl.signing import SigningKey

from host_tools.collecting import http
from host_tools.collecting.centre import Centre
from host_tools.collecting.forwarding import Forwarder, Relay
from host_tools.collecting.group_commit import GroupCommit
from host_tools.collecting.http_proof import ANSWERED, ASKED, GIVEN, Credentials, Sender, given_header
from host_tools.collecting.lines import TcpLines
from host_tools.collecting.partials import Partials
from host_tools.collecting.proof import LineKey, Proof, vouch
from host_tools.collecting.receiver import Receiver
from tests.host_tools.collecting.made_up_centre import CENTRE_KEY, ELECTION, PRECINCT, desk_key
from tests.host_tools.collecting.terminal import due_after, frames, offer_of, proof_of, transfer

HOST = "127.0.0.1"
Altered = Callable[[Credentials], Credentials]
DISTRICT_KEY = SigningKey(sha256(b"made-up district").digest())


class Running:
    """tcp_port, http_port: of the collector. group: its queue. lines: its TCP connections. forwarder: a district's."""

    tcp_port: int
    http_port: int

    def __init__(self, centre: Centre, forward: str = "", key: SigningKey = CENTRE_KEY) -> None:
        self.centre, partials = centre, Partials()
        self.group = GroupCommit(centre, lambda rows: self.forwarder.wake())
        relay = Relay(self.group)
        self.said: list[str] = []
        voucher = vouch(CENTRE_KEY, ELECTION, bytes(DISTRICT_KEY.verify_key))
        line_key = LineKey(DISTRICT_KEY, voucher) if forward else LineKey(key)
        known = centre.precincts
        sender = Sender(known.election, known.centre, line_key)
        self.forwarder = Forwarder(centre.store, forward, known.centre, sender, relay.brought, self.said.append)
        self.taker = relay if forward else self.group
        self.proof = Proof(known, line_key)
        self.lines = TcpLines(lambda name, send: Receiver(self.taker, partials, self.proof, late=send))

    @property
    def url(self) -> str:
        """Of its HTTP."""
        return f"http://{HOST}:{self.http_port}"

    async def put(
        self,
        data: bytes,
        digest: str,
        sender: Sender | None = None,
        altered: Altered = lambda given: given,
        body: bytes | None = None,
    ) -> tuple[int, bytes, str]:
        """(status, body, reason) of an HTTP PUT by the made-up desk, or by whom is said. body: in place of `data`."""
        url = f"http://{HOST}:{self.http_port}/objects/{digest}"
        known = self.centre.precincts
        sender = sender or Sender(known.election, known.centre, LineKey(desk_key(PRECINCT)), PRECINCT)
        async with aiohttp.ClientSession() as session:
            async with session.put(url) as asked:
                if asked.status != 401 or not sender.is_challenged(asked.headers[ASKED]):
                    return asked.status, await asked.read(), ""
            given = altered(sender.offer(http.kind_of(data) or "P", data))
            async with session.put(
                url, data=data if body is None else body, headers={GIVEN: given_header(given)}
            ) as answer:
                if answer.status != 401:
                    assert sender.holds(given, answer.headers[ANSWERED])
                return answer.status, await answer.read(), answer.headers.get(http.REASON_HEADER, "")


@contextlib.asynccontextmanager
async def running(
    centre: Centre, forward: str = "", http_port: int = 0, key: SigningKey = CENTRE_KEY
) -> AsyncIterator[Running]:
    """A collector until the block ends; what lies ready is then written.

    forward: the centre's URL, for a district. key: that a centre proves itself with.
    """
    one = Running(centre, forward, key)
    writing = asyncio.create_task(one.group.run())
    forwarding = asyncio.create_task(one.forwarder.run()) if forward else None
    server = await asyncio.get_running_loop().create_server(one.lines.connection, HOST, 0)
    one.tcp_port = server.sockets[0].getsockname()[1]
    runner = web.AppRunner(http.application(one.taker, one.proof), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, http_port).start()
    one.http_port = runner.addresses[0][1]
    try:
        yield one
    finally:
        server.close()
        await runner.cleanup()
        one.forwarder.close()
        if forwarding:
            await forwarding
        one.group.close()
        await writing
        one.lines.close()


async def send(port: int, *objects: tuple[str, bytes]) -> list[Any]:
    """The Transfers of objects that a desk sends one after another over one connection, as its firmware does."""
    reader, writer = await asyncio.open_connection(HOST, port)
    decoder, transfers = frames.Decoder(), []
    for kind, data in objects:
        sending = transfer.Transfer(kind, data, proof_of(data))
        writer.write(offer_of(sending))
        while not sending.is_over:
            heard = await reader.read(4096)
            if not heard:
                break
            for frame in decoder.feed(heard):
                writer.writelines(due_after(sending, frame))
        transfers.append(sending)
    writer.close()
    return transfers
