"""Commands at the border: keys, manifests, and checking what an office hands over."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from host_tools.folder_lock import alone_in
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.options import JOURNAL, Clear, Journal, WorkingKey
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import is_sealed
from host_tools.registers.cli_common import Trust, bars, day_of, err, errors_in_words, out
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.hashes import measured
from host_tools.registers.profiles import ENCODINGS, PROFILES
from host_tools.registers.reading import acceptance, manifest
from host_tools.registers.reading.trust import Trusted


def key(path: Path) -> None:
    """Make a signing key for manifests; its public half goes beside it, as tamga keys create does."""
    with errors_in_words():
        out.print(f"public key {manifest.new_key(path)}")


def make_manifest(
    file: Path,
    profile: Annotated[str, typer.Option(help=", ".join(PROFILES))],
    source: Annotated[str, typer.Option(help="register and authority that the file comes from")],
    person: Annotated[str, typer.Option(help="who answers for it")],
    date: Annotated[str, typer.Option(help="state of the data, YYYY-MM-DD")],
    rows: Annotated[int, typer.Option(help="records, the header not counted")],
    signing_key: Annotated[Path, typer.Option("--signing-key", help="tamga registers key")],
    encoding: str = "utf-8",
    key: WorkingKey = None,
    journal: Journal = JOURNAL,
) -> None:
    """Sign a manifest for FILE and write it beside it; of a sealed file it describes the clear content."""
    with errors_in_words():
        if profile not in PROFILES or encoding not in ENCODINGS:
            raise VoterRegisterError(f"profile is one of {', '.join(PROFILES)}; encoding one of {', '.join(ENCODINGS)}")
        with Vault.to_read(key, journal).reading(file, vouched=True) as stream:
            size, digest = measured(stream)
        one = manifest.Manifest(
            profile=profile, profile_version=PROFILES[profile].version, encoding=encoding, source=source,
            responsible_person=person, date=day_of(date).isoformat(), rows=rows, size_bytes=size, sha256=digest,
        )  # fmt: skip
        out.print(str(manifest.write(file, one, manifest.load_key(signing_key))), soft_wrap=True)


def check(
    file: Path,
    trust: Trust = [],  # noqa: B006
    profile: Annotated[str | None, typer.Option(help="where there is no manifest")] = None,
    encoding: Annotated[str | None, typer.Option(help="utf-8, cp1251 or kz1048, where there is no manifest")] = None,
    accept: Annotated[Path | None, typer.Option(help="write the good rows here, as UTF-8")] = None,
    signing_key: Annotated[
        Path | None, typer.Option("--signing-key", help="sign a manifest for the accepted rows")
    ] = None,
    today: Annotated[str | None, typer.Option(help="YYYY-MM-DD, for dates in the future")] = None,
    key: WorkingKey = None,
    clear: Clear = False,
    who: Annotated[str, typer.Option(help="your name, for the access journal")] = "",
    why: Annotated[str, typer.Option(help="the reason, for the access journal")] = "",
    journal: Journal = JOURNAL,
) -> None:
    """Report every fault of a register file with line, field and reason; write faulty rows aside, sealed.

    --who and --why are needed where FILE is sealed or rows are to be written in clear.
    """
    with errors_in_words():
        if not file.exists():
            raise VoterRegisterError(f"{file}: there is no such file")
        signed = manifest.read(file, Trusted.of_files(trust)) if trust else None
        kind = acceptance.profile_of(file, signed, profile)
        vault = Vault.of(key, clear or not kind.about_people, str(file), journal)
        if kind.about_people and (clear or is_sealed(file)):
            AccessJournal(journal).note(who, "open", str(file), why)
            if clear:
                AccessJournal(journal).note(who, "create", f"faulty rows of {file}, {vault.manner}", why)
        used = acceptance.encoding_of(file, signed, encoding, vault)
        delivery = acceptance.Delivery(file, kind, used, signed)
        day, target = day_of(today) if today else dt.date.today(), vault.named(accept) if accept else None
        with ExitStack() as alone:  # sheets, accepted file and its manifest are of one check
            for path in (file, target):
                if path and path.parent.is_dir():
                    alone.enter_context(alone_in(path))
            progress = alone.enter_context(bars())
            examined = acceptance.examine(delivery, target, day, vault, progress)
            if target and signing_key and not examined.problems:
                acceptance.sign_accepted(delivery, target, examined.finding, day, vault, manifest.load_key(signing_key))
            if target and target.exists():
                vault.record(target)
        _show(delivery, examined)
        if examined.finding.faults or examined.problems:
            raise typer.Exit(1)


def _show(delivery: acceptance.Delivery, examined: acceptance.Examined) -> None:
    """Print what a check found: a table of reasons, the first faults, and where all of them are."""
    found, name = examined.finding, delivery.file.name
    title = f"{name} as {delivery.encoding}: {found.rows} records, {found.faulty_rows} faulty"
    if found.faults:
        table = Table("field", "reason", "rows", title=title)
        for (column, reason), count in sorted(found.counts.items()):
            table.add_row(column or "(record)", reason, str(count))
        out.print(table)
    else:
        out.print(title, soft_wrap=True)
    for line, column, reason in found.first:
        out.print(f"{name}:{line}: {column or 'record'}: {reason}", soft_wrap=True)
    if found.other_birth_dates:
        out.print(f"note: {found.other_birth_dates} personal numbers give another birth date; that is no fault")
    for problem in examined.problems:
        err.print(problem, style="red", soft_wrap=True)
    if found.faults:
        out.print(f"all faults: {examined.sheets.faults}; the rows: {examined.sheets.faulty}", soft_wrap=True)
