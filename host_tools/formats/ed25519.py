"""Signatures by Ed25519 (RFC 8032) verified: by lib25519 where it is there, in two thirds of libsodium's time.

What lib25519 takes, libsodium takes; whatever it does not take is asked of libsodium, so that no answer depends on what
is installed. Signing is libsodium's, whose signatures follow from message and key alone. For whoever signs thousands a
second, `signer` asks PyNaCl's own libsodium without giving up Python's lock at each: another thread would take it, and
give it back half a millisecond later.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Callable
from pathlib import Path

from nacl import _sodium
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError
from nacl.exceptions import ValueError as NaclValueError
from nacl.signing import SigningKey

from host_tools.formats.points import L, P

SIGNATURE_SIZE, PUBLIC_SIZE = 64, 32
PREFIX = Path(sys.prefix) / "lib" / "lib25519"  # where host_tools/installing/lib25519.sh puts it
HELPER = "librandombytes-kernel.so.1"  # which lib25519 itself needs
_SIGN_BIT = 1 << 255
_ROOM = 4096  # bytes that are opened without asking for memory; most that is signed is shorter
_ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
_Y_OF_ORDER_8 = int.from_bytes(_ORDER_8, "little")
_SMALL_YS = frozenset({1, P - 1, 0, _Y_OF_ORDER_8, P - _Y_OF_ORDER_8})  # of every point whose order divides 8

Opens = Callable[[bytes, bytes], bool]  # (signature and message, public key) -> whether it is signed


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    """Whether a key has signed a message.

    Keys of small order never have, nor has any with a point that is not canonical or an s above L.
    """
    opens = _fast()
    if opens and _is_usual(signature, public) and opens(signature + message, public):
        return True
    try:
        crypto_sign_open(signature + message, public)
    except (BadSignatureError, NaclValueError):
        return False
    return True


def signer(key: SigningKey) -> Callable[[bytes], bytes]:
    """What signs messages with a key, 64 bytes each; the same bytes as `key.sign` of PyNaCl."""
    detached, secret = _sodium_signs(), bytes(key) + bytes(key.verify_key)

    def sign(message: bytes) -> bytes:
        if detached is None:
            return key.sign(message).signature
        signature = ctypes.create_string_buffer(SIGNATURE_SIZE)
        detached(signature, None, message, len(message), secret)
        return signature.raw

    return sign


@functools.cache
def _sodium_signs() -> Callable[..., int] | None:
    """crypto_sign_detached of the libsodium that PyNaCl brings; None where it does not show its names."""
    try:
        detached = ctypes.PyDLL(str(_sodium.__file__)).crypto_sign_detached
    except (OSError, AttributeError):
        return None
    detached.argtypes = [ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ulonglong, ctypes.c_char_p]
    detached.restype = ctypes.c_int
    return detached


def _is_usual(signature: bytes, public: bytes) -> bool:
    """Whether lib25519 may be asked: it does not look for what libsodium refuses before it computes."""
    if len(signature) != SIGNATURE_SIZE or not _is_usual_point(public):
        return False
    y = int.from_bytes(signature[:32], "little") & ~_SIGN_BIT
    return y < P and y not in _SMALL_YS and int.from_bytes(signature[32:], "little") < L


@functools.lru_cache(maxsize=1 << 15)
def _is_usual_point(public: bytes) -> bool:
    y = int.from_bytes(public, "little") & ~_SIGN_BIT
    return len(public) == PUBLIC_SIZE and y < P and y not in _SMALL_YS


@functools.cache
def _fast() -> Opens | None:
    """lib25519, the environment's or the system's; None where it is not there or is another library."""
    for folder in (PREFIX, None):
        try:
            opens = _load(folder)
        except (OSError, AttributeError):
            continue
        key = SigningKey(bytes(range(32)))
        signed, public = bytes(key.sign(b"taken by both libraries")), bytes(key.verify_key)
        if opens(signed, public) and not opens(signed + b"?", public):
            return opens
    return None


def _load(folder: Path | None) -> Opens:
    """Python's lock is kept while it computes: 40 us are no time to let another thread in and wait for it."""
    if folder is not None:
        ctypes.CDLL(str(folder / HELPER), mode=ctypes.RTLD_GLOBAL)
    library = ctypes.PyDLL(str(folder / "lib25519.so.1") if folder else "lib25519.so.1")
    open_, length, most = library.lib25519_sign_ed25519_open, ctypes.byref(ctypes.c_longlong()), _ROOM
    open_.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_longlong, ctypes.c_char_p]
    open_.restype = ctypes.c_int
    usual_room = ctypes.create_string_buffer(most)  # of all threads: the lock is kept

    def opens(signed: bytes, public: bytes) -> bool:
        size = len(signed)
        room = usual_room if size <= most else ctypes.create_string_buffer(size)
        return not open_(room, length, signed, size, public)

    return opens
