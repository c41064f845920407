"""Whole objects by HTTP, from districts and desks: `PUT /objects/<h(object) in hexadecimal>`, the object as the body.

| status | meaning | body |
|---|---|---|
| 200 | it is on the disk | the receipt; nothing for sealed totals |
| 400 | the body is not what the address or the offer says | words |
| 401 | no proof of who sends, or an old one; nothing of it is kept | words; a challenge in the header |
| 409 | refused for good, and kept aside | words; the reason's number in `Tamga-Reason` |
| 413 | longer than any object | words |
| 425 | something that it needs is not here yet: send that, then this again | as 409 |
| 503 | the disk or the database fails at present: send again later | as 409 |
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from host_tools.collecting.centre import Arrival, Kept, Outcome, Taker, whole
from host_tools.collecting.checks import LARGEST, Reason, Refusal, check_offer
from host_tools.collecting.http_proof import ANSWERED, ASKED, GIVEN, Credentials, Gate, read_given
from host_tools.collecting.proof import UNKNOWN, Proof
from host_tools.formats import cbor, cose

REASON_HEADER = "Tamga-Reason"
_HEX_DIGITS = 64


def application(taker: Taker, proof: Proof) -> web.Application:
    """The application that hands whole objects on. proof: that the two ends are who they say."""
    gate = Gate(proof)

    async def put(request: web.Request) -> web.Response:
        digest, given = request.match_info["hash"], read_given(request.headers.get(GIVEN, ""))
        stranger = gate.refusal(given)
        if stranger or given is None:
            return _unproved(gate, stranger or UNKNOWN)
        found = await _taken(taker, request, digest, given)
        found.headers[ANSWERED] = gate.answer(given.offer)
        return found

    app = web.Application(client_max_size=LARGEST)
    app.router.add_put(f"/objects/{{hash:[0-9a-f]{{{_HEX_DIGITS}}}}}", put)
    return app


async def _taken(taker: Taker, request: web.Request, digest: str, given: Credentials) -> web.Response:
    """The response to a request that has its proof."""
    too_long = web.Response(status=413, text=f"An object has at most {LARGEST} bytes.")
    if given.size > LARGEST:
        return too_long
    if given.digest.hex() != digest:
        return web.Response(status=400, text="The address is not that of the object that is offered.")
    try:
        data = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return too_long
    kind = kind_of(data)
    arrival = whole(kind, data)
    if arrival.digest.hex() != digest:
        return web.Response(status=400, text="The body is not the object of this hash.")
    return response(check_offer(kind, len(data)) or await _kept(taker, arrival))


def _unproved(gate: Gate, stranger: Refusal) -> web.Response:
    headers = {ASKED: gate.challenge(), REASON_HEADER: str(int(stranger.reason))}
    return web.Response(status=401, text=stranger.text, headers=headers)


def kind_of(data: bytes) -> str:
    """The letter of a signed object, not yet checked; empty where it is none."""
    peeked = cose.peek1(data)
    try:
        content = cbor.decode(peeked[1]) if peeked else None
    except cbor.CborError:
        return ""
    named = content.get(0) if isinstance(content, dict) else None
    return named[:1] if isinstance(named, str) else ""


def response(outcome: Outcome) -> web.Response:
    """What a sender hears."""
    if isinstance(outcome, Kept):
        return web.Response(body=outcome.row.receipt or b"", content_type="application/cose")
    return web.Response(status=_status(outcome), text=outcome.text, headers={REASON_HEADER: str(int(outcome.reason))})


def _status(refusal: Refusal) -> int:
    if refusal.reason == Reason.STORE:
        return 503
    return 425 if refusal.reason.waits else 409


async def _kept(taker: Taker, arrival: Arrival) -> Outcome:
    future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    taker.submit(arrival, lambda outcome: None if future.done() else future.set_result(outcome))
    return await future
