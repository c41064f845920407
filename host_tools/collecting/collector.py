"""One process that collects: TCP, serial ports and HTTP into one store, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import resource
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from host_tools.collecting import http
from host_tools.collecting.board import TICK_S, Board
from host_tools.collecting.centre import Centre
from host_tools.collecting.event_loop import spare_collections
from host_tools.collecting.forwarding import Forwarder, Relay
from host_tools.collecting.group_commit import GroupCommit
from host_tools.collecting.http_proof import Sender
from host_tools.collecting.lines import ModemLine, SerialLine, TcpLines
from host_tools.collecting.partials import Partials
from host_tools.collecting.proof import LineKey, Proof
from host_tools.collecting.proving import Prover
from host_tools.collecting.receiver import Receiver
from host_tools.errors import CollectingError

_BACKLOG = 16_384  # connections of a nation's desks in the same second; the kernel may grant fewer

_SWITCH_S = 0.0005  # a thread that comes back from the disk or from a signature waits no longer for the event loop

Address = tuple[str, int]
_Opened = TypeVar("_Opened")


class ListenError(CollectingError):
    """An address or a port that cannot be listened on. The message names it."""


@dataclass(frozen=True)
class Ways:
    """How objects come in. ports: serial ports or pyserial URLs. tcp: framed. http: PUT by hash.

    forward: the centre's URL, for a district. modems: serial ports with a modem that desks call.
    """

    ports: Sequence[str] = ()
    baudrate: int = 115_200
    tcp: Sequence[Address] = ()
    http: Sequence[Address] = ()
    forward: str = ""
    modems: Sequence[str] = ()


async def collect(
    centre: Centre,
    ways: Ways,
    board: Board,
    ready: Callable[[str], None],
    line_key: LineKey | None = None,
    once: bool = False,
    provers: int = 0,
) -> None:
    """Serve every way in until SIGINT or SIGTERM, or after one protocol with `once`. What was begun is finished.

    ready: called with a sentence for each way in, when it is open. provers: processes that check opening proofs.
    line_key: proves this collector to desks, and a district to its centre.
    ListenError: an address is taken, or with `once` a port cannot be opened.
    """
    _many_sockets()
    sys.setswitchinterval(_SWITCH_S)
    spare_collections()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    prover = Prover(centre.store, centre.precincts, provers, noticed=board.judged)
    group, partials = GroupCommit(centre, lambda rows: came()), Partials()
    relay = Relay(group)
    known = centre.precincts
    sender = Sender(known.election, known.centre, line_key) if line_key else None
    forwarder = Forwarder(centre.store, ways.forward, known.centre, sender, relay.brought, board.say)
    taker = relay if ways.forward else group
    failures: list[str] = []
    proof = Proof(centre.precincts, line_key) if line_key else None

    def came() -> None:
        prover.wake()
        forwarder.wake()

    def make(line: str, send: Callable[[bytes], None]) -> Receiver:
        assert proof, "lines need a line key"
        return Receiver(taker, partials, proof, functools.partial(board.show, line), send)

    def failed(text: str) -> None:
        board.say(text)
        if once:
            failures.append(text)
            stop.set()

    tcp = TcpLines(make, board.is_watched)
    async with contextlib.AsyncExitStack() as stack:  # ends from below: nothing new, then what lies ready, then lines
        stack.callback(tcp.close)
        for port in ways.ports:
            stack.push_async_callback(SerialLine(port, ways.baudrate, make, failed).close)
            ready(f"Listening on {port}.")
        for port in ways.modems:
            stack.push_async_callback(ModemLine(port, ways.baudrate, make, failed).close)
            ready(f"Taking calls on {port}.")
        if provers:
            proving = asyncio.create_task(prover.run())
            stack.push_async_callback(_finish, prover, proving)
        if ways.forward:
            forwarding = asyncio.create_task(forwarder.run())
            stack.push_async_callback(_finish, forwarder, forwarding)
            ready(f"Forwarding to {ways.forward}.")
        writing = asyncio.create_task(group.run())
        stack.push_async_callback(_finish, group, writing)
        for address in ways.tcp:
            server = await _listen(loop.create_server(tcp.connection, *address, backlog=_BACKLOG), address)
            stack.callback(server.close)
            ready(f"Listening on {_shown(server.sockets[0].getsockname())} for frames.")
        if ways.http:
            assert proof, "requests need a line key"
            runner = web.AppRunner(http.application(taker, proof), access_log=None, handle_signals=False)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            for address in ways.http:
                await _listen(web.TCPSite(runner, *address, backlog=_BACKLOG).start(), address)
            for bound in runner.addresses:
                ready(f"Listening on {_shown(bound)} for HTTP.")
        sweeping = asyncio.create_task(tcp.sweep())
        stack.callback(sweeping.cancel)
        showing: asyncio.Task[None] | None = None
        while not stop.is_set() and not (once and board.is_settled(time.monotonic())):
            is_free = showing is None or showing.done()  # a screen that is held up holds up nobody else
            if is_free and board.is_due(time.monotonic()):
                showing = asyncio.create_task(asyncio.to_thread(board.tick))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TICK_S)
            if writing.done():
                writing.result()  # a bug; show it
    if failures:
        raise ListenError(failures[0])


async def _finish(part: GroupCommit | Prover | Forwarder, running: asyncio.Task[None]) -> None:
    part.close()
    await running


async def _listen(opening: Awaitable[_Opened], address: Address) -> _Opened:
    try:
        return await opening
    except OSError as error:
        raise ListenError(f"{_shown(address)}: cannot be listened on; another program may have it") from error


def _shown(address: Sequence[object]) -> str:
    return f"{address[0]}:{address[1]}"


def _many_sockets() -> None:
    """As many open sockets as this account may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
