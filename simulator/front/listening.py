"""The port of the page, taken before anything else is done, and the names that the server goes by there."""

from __future__ import annotations

import socket

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def listen(host: str, port: int) -> socket.socket | None:
    """A socket that listens at the address; None if the port is in use. Who comes early waits until it is served."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # a port that is only bound can be bound by another process too
    except OSError:
        listening.close()
        return None
    return listening


def names(host: str, port: int) -> frozenset[str]:
    """`name:port` of a server that listens on `host`: loopback, that host, and what this computer calls itself."""
    if host in LOOPBACK:
        return frozenset(f"{name}:{port}" for name in LOOPBACK)
    own = {*LOOPBACK, host, socket.gethostname(), socket.getfqdn()}
    return frozenset(f"{name.lower()}:{port}" for name in own)
