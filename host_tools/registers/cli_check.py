"""Commands at the border: keys, manifests, and checking what an office hands over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from host_tools.registers import encodings, manifest
from host_tools.registers.cli_common import Trust, bars, day_of, err, out, told
from host_tools.registers.files import RegisterTrouble, sha256_of
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
    signing_key: Annotated[Path, typer.Option("--key")],
    encoding: str = "utf-8",
) -> None:
    """Sign a manifest for FILE and write it beside it."""
    with told():
        if profile not in PROFILES or encoding not in ENCODINGS:
            raise RegisterTrouble(f"profile is one of {', '.join(PROFILES)}; encoding one of {', '.join(ENCODINGS)}")
        one = manifest.Manifest(
            profile=profile, profile_version=PROFILES[profile].version, encoding=encoding, source=source,
            responsible_person=person, date=day_of(date).isoformat(),
            rows=rows, size_bytes=file.stat().st_size, sha256=sha256_of(file),
        )  # fmt: skip
        out.print(str(manifest.write(file, one, manifest.load_key(signing_key))))


def check(
    file: Path,
    trust: Trust = [],  # noqa: B006
    profile: Annotated[str | None, typer.Option(help="where there is no manifest")] = None,
    encoding: Annotated[str | None, typer.Option(help="utf-8, cp1251 or kz1048, where there is no manifest")] = None,
    accept: Annotated[Path | None, typer.Option(help="write the good rows here, as UTF-8")] = None,
    signing_key: Annotated[Path | None, typer.Option("--key", help="sign a manifest for the accepted rows")] = None,
    today: Annotated[str | None, typer.Option(help="YYYY-MM-DD, for dates in the future")] = None,
) -> None:
    """Tell every fault of a register file with line, field and reason; write faulty rows aside."""
    from host_tools.registers import check as checking

    with told():
        if not file.exists():
            raise RegisterTrouble(f"{file}: there is no such file")
        said, problems = None, []
        if trust:
            said = manifest.read(file, manifest.load_trusted(trust))
            try:
                manifest.check_content(file, said)
            except RegisterTrouble as trouble:
                problems.append(str(trouble))
        name = profile or (said.profile if said else None)
        if name not in PROFILES:
            raise RegisterTrouble(f"{file}: say --profile (one of {', '.join(PROFILES)}) or --trust for its manifest")
        with open(file, "rb") as stream:
            used = encoding or (
                said.encoding
                if said
                else "utf-8"
                if file.suffix == ".parquet"
                else encodings.guess(stream.read(SAMPLE_BYTES))
            )
        if used not in ENCODINGS:
            raise RegisterTrouble(f"{file}: encoding is one of {', '.join(ENCODINGS)}")
        faults, faulty = file.with_name(file.name + ".faults.csv"), file.with_name(file.name + ".faulty.csv")
        day = day_of(today) if today else dt.date.today()
        with bars() as progress:
            found = checking.check(
                file, PROFILES[name], used, faults, faulty, accept, day, lambda d, t: progress("check", d, t)
            )
        if said and said.rows != found.rows:
            problems.append(f"{file}: {found.rows} records, the manifest says {said.rows}")
        if accept and signing_key:
            one = manifest.Manifest(
                profile=name, profile_version=PROFILES[name].version, encoding="utf-8",
                source=said.source if said else file.name,
                responsible_person=said.responsible_person if said else "not stated",
                date=said.date if said else day.isoformat(),
                rows=found.rows - found.faulty_rows, size_bytes=accept.stat().st_size, sha256=sha256_of(accept),
            )  # fmt: skip
            manifest.write(accept, one, manifest.load_key(signing_key))
        table = Table(
            "field", "reason", "rows", title=f"{file.name} as {used}: {found.rows} records, {found.faulty_rows} faulty"
        )
        for (column, reason), count in sorted(found.counts.items()):
            table.add_row(column or "(record)", reason, str(count))
        out.print(table)
        for line, column, reason in found.first:
            out.print(f"{file.name}:{line}: {column or 'record'}: {reason}", markup=False, soft_wrap=True)
        if found.other_birth_dates:
            out.print(f"note: {found.other_birth_dates} personal numbers tell another birth date; that is no fault")
        for problem in problems:
            err.print(problem, style="red", markup=False, soft_wrap=True)
        if found.faults:
            out.print(f"all faults: {faults}; the rows: {faulty}", markup=False, soft_wrap=True)
        if found.faults or problems:
            raise typer.Exit(1)
