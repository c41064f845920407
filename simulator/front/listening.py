"""The port of the page, taken before anything else is done."""

from __future__ import annotations

import socket


def listen(host: str, port: int) -> socket.socket | None:
    """A socket bound to the address; None if the port is in use."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        return None
    return listening

