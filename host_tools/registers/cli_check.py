"""Commands at the border: keys, manifests, and checking what an office hands over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.options import JOURNAL, Clear, Journal, WorkingKey
from host_tools.privacy.vault import Vault, clear_name
from host_tools.privacy.working_files import is_sealed
from host_tools.registers import encodings, manifest
from host_tools.registers.cli_common import Trust, bars, day_of, err, out, told
from host_tools.registers.files import RegisterTrouble
from host_tools.registers.profiles import ENCODINGS, PROFILES

SAMPLE_BYTES = 1 << 20  # enough to guess an encoding by


def key(path: Path) -> None:
    """Make a signing key for manifests; its public half goes to PATH.pub."""
    with told():
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
) -> None:
    """Sign a manifest for FILE and write it beside it; of a sealed file it describes the clear content."""
    with told():
        if profile not in PROFILES or encoding not in ENCODINGS:
            raise RegisterTrouble(f"profile is one of {', '.join(PROFILES)}; encoding one of {', '.join(ENCODINGS)}")
        with Vault.to_read(key).reading(file) as stream:
            size, digest = manifest.measured(stream)
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
    """Tell every fault of a register file with line, field and reason; write faulty rows aside, sealed.

    --who and --why are needed where FILE is sealed or rows are to be written in clear.
    """
    from host_tools.registers import check as checking

    with told():
        if not file.exists():
            raise RegisterTrouble(f"{file}: there is no such file")
        said, problems = None, []
        if trust:
            said = manifest.read(file, manifest.load_trusted(trust))
        name = profile or (said.profile if said else None)
        if name not in PROFILES:
            raise RegisterTrouble(f"{file}: say --profile (one of {', '.join(PROFILES)}) or --trust for its manifest")
        about_people = "id_value" in PROFILES[name].header
        vault = Vault.of(key, clear or not about_people, str(file))
        if about_people and (clear or is_sealed(file)):
            AccessJournal(journal).note(who, "open", str(file), why)
            if clear:
                AccessJournal(journal).note(who, "create", f"faulty rows of {file}, {vault.manner}", why)
        used = encoding or (said.encoding if said else _guessed(file, vault))
        if used not in ENCODINGS:
            raise RegisterTrouble(f"{file}: encoding is one of {', '.join(ENCODINGS)}")
        bare = clear_name(file)
        faults, faulty = (bare.with_name(f"{bare.name}.{what}.csv") for what in ("faults", "faulty"))
        faulty, accept = vault.named(faulty), vault.named(accept) if accept else None
        if said:
            try:
                with vault.reading(file) as stream:
                    manifest.check_stream(file, said, stream)
            except RegisterTrouble as trouble:
                problems.append(str(trouble))
        day = day_of(today) if today else dt.date.today()
        with bars() as progress:
            update, accepted = lambda done, total: progress("check", done, total), None if problems else accept
            found = checking.check(
                file, PROFILES[name], used, faults, faulty, accepted, day, update, vault, said.rows if said else None
            )
        if said and said.rows != found.rows:
            problems.append(f"{file}: {found.rows} records, the manifest says {said.rows}")
        if accept and problems:
            problems.append(f"{accept}: nothing was accepted from a file that is not its manifest's")
        elif accept and signing_key:
            with vault.reading(accept) as stream:
                size, digest = manifest.measured(stream)
            one = manifest.Manifest(
                profile=name, profile_version=PROFILES[name].version, encoding="utf-8",
                source=said.source if said else bare.name,
                responsible_person=said.responsible_person if said else "not stated",
                date=said.date if said else day.isoformat(),
                rows=found.rows - found.faulty_rows, size_bytes=size, sha256=digest,
            )  # fmt: skip
            manifest.write(accept, one, manifest.load_key(signing_key))
        title = f"{file.name} as {used}: {found.rows} records, {found.faulty_rows} faulty"
        if found.faults:
            table = Table("field", "reason", "rows", title=title)
            for (column, reason), count in sorted(found.counts.items()):
                table.add_row(column or "(record)", reason, str(count))
            out.print(table)
        else:
            out.print(title, soft_wrap=True)
        for line, column, reason in found.first:
            out.print(f"{file.name}:{line}: {column or 'record'}: {reason}", soft_wrap=True)
        if found.other_birth_dates:
            out.print(f"note: {found.other_birth_dates} personal numbers tell another birth date; that is no fault")
        for problem in problems:
            err.print(problem, style="red", soft_wrap=True)
        if found.faults:
            out.print(f"all faults: {faults}; the rows: {faulty}", soft_wrap=True)
        if found.faults or problems:
            raise typer.Exit(1)


def _guessed(file: Path, vault: Vault) -> str:
    if clear_name(file).suffix == ".parquet":
        return "utf-8"
    with vault.reading(file) as stream:
        return encodings.guess(stream.read(SAMPLE_BYTES))
