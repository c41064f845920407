"""A whole collector in this process: real sockets on a loopback port, a real store; and clients that speak to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web

from host_tools.collecting import http
from host_tools.collecting.centre import Centre
from host_tools.collecting.group_commit import GroupCommit
from host_tools.collecting.lines import TcpLines
from host_tools.collecting.partials import Partials
from host_tools.collecting.receiver import Receiver
from tests.host_tools.collecting.terminal import frames, transfer

HOST = "127.0.0.1"


class Running:
    """tcp_port, http_port: of the collector. group: its queue. lines: its TCP connections."""

    tcp_port: int
    http_port: int

    def __init__(self, centre: Centre) -> None:
        self.centre, self.group, partials = centre, GroupCommit(centre), Partials()
        self.lines = TcpLines(lambda name, send: Receiver(self.group, partials, late=send))

    async def put(self, data: bytes, digest: str) -> tuple[int, bytes, str]:
        """(status, body, reason) of an HTTP PUT."""
        url = f"http://{HOST}:{self.http_port}/objects/{digest}"
        async with aiohttp.ClientSession() as session, session.put(url, data=data) as answer:
            return answer.status, await answer.read(), answer.headers.get(http.REASON_HEADER, "")


@contextlib.asynccontextmanager
async def running(centre: Centre) -> AsyncIterator[Running]:
    """A collector until the block ends; what lies ready is then written."""
    one = Running(centre)
    writing = asyncio.create_task(one.group.run())
    server = await asyncio.get_running_loop().create_server(one.lines.connection, HOST, 0)
    one.tcp_port = server.sockets[0].getsockname()[1]
    runner = web.AppRunner(http.application(one.group), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    one.http_port = runner.addresses[0][1]
    try:
        yield one
    finally:
        server.close()
        await runner.cleanup()
        one.group.close()
        await writing
        one.lines.close()


async def send(port: int, *objects: tuple[str, bytes]) -> list[Any]:
    """The Transfers of objects that a desk sends one after another over one connection, as its firmware does."""
    reader, writer = await asyncio.open_connection(HOST, port)
    decoder, transfers = frames.Decoder(), []
    for kind, data in objects:
        sending = transfer.Transfer(kind, data)
        writer.write(bytes(sending.offer()))
        while not sending.is_over:
            heard = await reader.read(4096)
            if not heard:
                break
            for frame in decoder.feed(heard):
                for answer in sending.hear(frame):
                    writer.write(bytes(answer))
        transfers.append(sending)
    writer.close()
    return transfers
