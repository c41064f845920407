"""The certificate of a server has expired, is not valid yet, is for another or unknown: the words say that."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from host_tools import certificates
from host_tools.publishing import fetching

NOW, DAY = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)


class _Quiet(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up on the certificate is what is wanted."""


@contextlib.contextmanager
def serving(folder: Path, name: str, begins: datetime.datetime, ends: datetime.datetime) -> Iterator[tuple[str, Path]]:
    """(address, certificate) of a server whose certificate is for a name and signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), begins, ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = _Quiet(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://localhost:{server.server_address[1]}/", file
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("name", "begins", "ends", "is_known", "words"),
    [
        ("localhost", NOW - 9 * DAY, NOW - DAY, True, "has expired"),
        ("localhost", NOW + DAY, NOW + 9 * DAY, True, "not valid yet"),
        ("elsewhere", NOW - DAY, NOW + DAY, True, "another server's"),
        ("localhost", NOW - DAY, NOW + DAY, False, "does not know"),
    ],
)
def test_a_publication_behind_a_bad_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, begins: datetime.datetime, ends: datetime.datetime,
    is_known: bool, words: str,
) -> None:  # fmt: skip
    with serving(tmp_path, name, begins, ends) as (address, file):
        if is_known:
            monkeypatch.setenv("SSL_CERT_FILE", str(file))
        with pytest.raises(fetching.FetchError, match=words):
            fetching.fetch(address, tmp_path / "here")
    assert not list((tmp_path / "here").glob("**/*.json"))


def test_a_centre_behind_a_bad_certificate(tmp_path: Path) -> None:
    """As a district meets it: the same words from the other client."""

    async def put(address: str) -> str:
        async with aiohttp.ClientSession() as session:
            try:
                async with session.put(address):
                    return "taken"
            except aiohttp.ClientError as error:
                return certificates.refused(error)

    with serving(tmp_path, "localhost", NOW - DAY, NOW + DAY) as (address, _):
        assert "does not know" in asyncio.run(put(address))


def test_a_dead_line_is_no_certificate() -> None:
    assert certificates.refused(ConnectionRefusedError()) == certificates.refused(TimeoutError()) == ""
