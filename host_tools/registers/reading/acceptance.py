"""What an office hands over: how it is to be read, whether it is what its manifest says, and what is accepted of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import nacl.signing

from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import clear_name
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.hashes import measured
from host_tools.registers.profiles import ENCODINGS, EXCHANGED, Profile
from host_tools.registers.progress import Progress
from host_tools.registers.reading import encodings, manifest
from host_tools.registers.reading.check import Finding, Sheets, check
from host_tools.registers.reading.manifest import Manifest

SAMPLE_BYTES = 1 << 20  # enough to guess an encoding by


@dataclass(frozen=True)
class Delivery:
    """A file handed over. profile and encoding: as its manifest says, or as somebody says; manifest: None if none."""

    file: Path
    profile: Profile
    encoding: str
    manifest: Manifest | None


@dataclass
class Examined:
    """What came of examining. problems: why the file is not what its manifest says; nothing is accepted then."""

    finding: Finding
    sheets: Sheets
    problems: list[str] = field(default_factory=list)


def profile_of(file: Path, said: Manifest | None, name: str | None) -> Profile:
    """The profile that somebody named, or that of the manifest. Raises VoterRegisterError."""
    found = EXCHANGED.get(name or (said.profile if said else ""))
    if found is None:
        names = ", ".join(EXCHANGED)
        raise VoterRegisterError(f"{file}: say --profile (one of {names}) or --trust for its manifest")
    return found


def encoding_of(file: Path, said: Manifest | None, name: str | None, vault: Vault) -> str:
    """The encoding that somebody named, that of the manifest, or a guess. Raises VoterRegisterError."""
    found = name or (said.encoding if said else _guessed(file, vault))
    if found not in ENCODINGS:
        raise VoterRegisterError(f"{file}: encoding is one of {', '.join(ENCODINGS)}")
    return found


def _guessed(file: Path, vault: Vault) -> str:
    if clear_name(file).suffix == ".parquet":
        return "utf-8"
    with vault.reading(file, vouched=True) as stream:
        return encodings.guess(stream.read(SAMPLE_BYTES))


def examine(
    delivery: Delivery,
    accept: Path | None,
    today: dt.date,
    vault: Vault,
    progress: Progress,
) -> Examined:
    """Check a delivery against its manifest and its profile; write faults, faulty rows and, at `accept`, good ones."""
    file, said = delivery.file, delivery.manifest
    bare = clear_name(file)
    if accept and clear_name(accept).suffix != ".parquet":
        raise VoterRegisterError(f"{accept}: accepted files are Parquet: name it {clear_name(accept).stem}.parquet")
    faults, faulty = (bare.with_name(f"{bare.name}.{what}.csv") for what in ("faults", "faulty"))
    problems = _not_as_said(delivery, vault)
    sheets = Sheets(faults, vault.named(faulty), None if problems else accept)
    rows = said.rows if said else None
    found = check(file, delivery.profile, delivery.encoding, sheets, today, progress, vault, rows)
    if rows not in (None, found.rows):
        problems.append(f"{file}: {found.rows} records, the manifest says {rows}")
    if reason := found.implausible.reason(delivery.encoding):
        problems.append(f"{file}: {reason}")
    if accept and problems:
        problems.append(f"{accept}: nothing was accepted from it")
    return Examined(found, sheets, problems)


def _not_as_said(delivery: Delivery, vault: Vault) -> list[str]:
    if delivery.manifest is None:
        return []
    try:
        with vault.reading(delivery.file, vouched=True) as stream:
            manifest.check_stream(delivery.file, delivery.manifest, stream)
    except VoterRegisterError as error:
        return [str(error)]
    return []


def sign_accepted(
    delivery: Delivery, accepted: Path, finding: Finding, today: dt.date, vault: Vault, key: nacl.signing.SigningKey
) -> None:
    """Write a manifest for accepted rows; what the delivery's own said of source, person and date is kept."""
    said = delivery.manifest
    with vault.reading(accepted, vouched=True) as stream:
        size, digest = measured(stream)
    one = Manifest(
        profile=delivery.profile.name, profile_version=delivery.profile.version, encoding="utf-8",
        source=said.source if said else clear_name(delivery.file).name,
        responsible_person=said.responsible_person if said else "not stated",
        date=said.date if said else today.isoformat(),
        rows=finding.accepted_rows, size_bytes=size, sha256=digest,
    )  # fmt: skip
    manifest.write(accepted, one, key)
