"""Manifest of a register file: its origin, the responsible person, and its exact content, signed.

`FILE.manifest.json` holds the fields of Manifest, the signer's public key and an Ed25519 signature (RFC 8032) over
`PREFIX` and the JSON of the fields with sorted keys, no spaces, UTF-8.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, BinaryIO

import nacl.exceptions
import nacl.signing
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from host_tools.keys.files import create, load
from host_tools.privacy.working_files import clear_name
from host_tools.registers.errors import VoterRegisterError, in_words
from host_tools.registers.hashes import measured, sha256_of
from host_tools.registers.profiles import ENCODINGS, EXCHANGED
from host_tools.registers.reading.trust import Trusted
from host_tools.text_files import TextFileError, json_of
from host_tools.validation import Name
from host_tools.whole_files import write_text

PREFIX = b"tamga register manifest 1\n"  # keeps the signature from meaning anything elsewhere
SUFFIX = ".manifest.json"


def _day(text: str) -> str:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day of the calendar") from None
    return text


class Manifest(BaseModel):
    """What a manifest says about its file. `rows` counts records, the header not included."""

    model_config = ConfigDict(extra="forbid")
    format: str = "tamga-register"
    version: int = 1
    profile: str
    profile_version: int
    encoding: str
    source: Name
    responsible_person: Name
    date: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$"), AfterValidator(_day)]
    rows: int = Field(ge=0)
    size_bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    def signed_bytes(self) -> bytes:
        """Bytes under the signature."""
        return (
            PREFIX + json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        )


def path_for(file: Path) -> Path:
    """The place of a file's manifest: beside it. A sealed file has that of its clear content."""
    return file.with_name(clear_name(file).name + SUFFIX)


def write(file: Path, manifest: Manifest, key: nacl.signing.SigningKey) -> Path:
    """Sign a manifest and write it beside its file."""
    signature = key.sign(manifest.signed_bytes()).signature
    text = json.dumps(
        manifest.model_dump() | {"key": key.verify_key.encode().hex(), "signature": signature.hex()},
        indent=1, sort_keys=True, ensure_ascii=False,
    )  # fmt: skip
    write_text(path_for(file), text + "\n")
    return path_for(file)


def read(file: Path, trusted: Trusted) -> Manifest:
    """Manifest of `file`, signed by a key that is trusted for its profile. Raises VoterRegisterError."""
    path = path_for(file)
    try:
        fields = json_of(path.read_bytes(), path)
        key, signature = fields.pop("key"), bytes.fromhex(fields.pop("signature"))
        manifest = Manifest.model_validate(fields)
        if reason := trusted.refusal(key, manifest.profile):
            raise VoterRegisterError(f"{path}: {reason}")
        nacl.signing.VerifyKey(bytes.fromhex(key)).verify(manifest.signed_bytes(), signature)
    except FileNotFoundError:
        raise VoterRegisterError(f"{path}: there is no manifest; ask the source for it") from None
    except nacl.exceptions.BadSignatureError:
        raise VoterRegisterError(f"{path}: the signature is wrong: the manifest was changed after signing") from None
    except ValidationError as error:
        raise VoterRegisterError(f"{path}: {in_words(error)}") from None
    except TextFileError as error:
        raise VoterRegisterError(str(error)) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        reason = "is not a manifest: its key or its signature is missing or damaged"
        raise VoterRegisterError(f"{path}: {reason}; ask the source for it again") from None
    profile = EXCHANGED.get(manifest.profile)
    if profile is None or profile.version != manifest.profile_version:
        raise VoterRegisterError(
            f"{path}: profile {manifest.profile} version {manifest.profile_version} is not known here"
        )
    if manifest.encoding not in ENCODINGS:
        raise VoterRegisterError(f"{path}: encoding {manifest.encoding} is not one of {', '.join(ENCODINGS)}")
    return manifest


def check_content(file: Path, manifest: Manifest, data: Path | None = None) -> None:
    """Compare size and hash of a file with its manifest. data: its clear content, if it is sealed.

    Raises VoterRegisterError.
    """
    data = data or file
    _judge_size(file, manifest, data.stat().st_size)
    _judge_hash(file, manifest, sha256_of(data))


def check_stream(file: Path, manifest: Manifest, stream: BinaryIO) -> None:
    """The same for content that is read as a stream, in bounded memory."""
    size, found = measured(stream)
    _judge_size(file, manifest, size)
    _judge_hash(file, manifest, found)


def _judge_size(file: Path, manifest: Manifest, size: int) -> None:
    if size != manifest.size_bytes:
        what = "cut short" if size < manifest.size_bytes else "longer"
        raise VoterRegisterError(
            f"{file}: {what}: {size} bytes, the manifest says {manifest.size_bytes}; fetch it again"
        )


def _judge_hash(file: Path, manifest: Manifest, found: str) -> None:
    if found != manifest.sha256:
        raise VoterRegisterError(f"{file}: SHA-256 is {found}, the manifest says {manifest.sha256}; fetch it again")


def new_key(path: Path) -> str:
    """Make a signing key, as `tamga keys create` does; give the public half in hex. KeyFileError."""
    return bytes(create(path).verify_key).hex()


def load_key(path: Path) -> nacl.signing.SigningKey:
    """The signing key of a file. KeyFileError: it is not one, or others can read it."""
    return load(path)
