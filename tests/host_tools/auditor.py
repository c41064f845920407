"""An auditor at the command line with a folder of files: which command says what about them."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from host_tools.verifying.cli import apps

SLIPS = ("activation.cose", "totals-1.cose", "protocol.cose", "zero-1.cose", "receipt.cose", "role-card.cose")


def run(group: str, name: str, *arguments: object) -> Result:
    """One command of the groups slip, cartridge and precinct.

    The whole tree of `tamga` takes longer to build than a precinct to check.
    """
    named = [name] if len(apps[group].registered_commands) > 1 else []  # Typer leaves out a group of one
    return CliRunner().invoke(apps[group], named + [str(argument) for argument in arguments])


def check(folder: Path, *more: object) -> Result:
    """`tamga precinct check` of everything in a folder."""
    public = folder / "public"
    given: list[object] = ["--election", public / "election.cbor", "--precinct", public / "precinct-official.cbor"]
    for option, pattern in (
        ("--totals", "totals-*.cose"),
        ("--protocol", "protocol*.cose"),
        ("--zero", "zero-*.cose"),
        ("--receipt", "receipt*.cose"),
        ("--image", "*.img"),
        ("--supplement", "*.sup"),
    ):
        for path in sorted(folder.glob(pattern)):
            given += [option, path]
    return run("precinct", "check", *given, *more)


def add_up(folder: Path, booth: int = 1) -> Result:
    """`tamga cartridge sum` of one booth, with its totals and all keys."""
    images = (folder / f"booth-{booth}-{chip}.img" for chip in "ab")
    totals = [part for path in sorted(folder.glob(f"totals-{booth}*.cose")) for part in ("--totals", path)]
    return run("cartridge", "sum", *images, *totals, "--keys", folder / "public")


def verify(folder: Path, name: str) -> Result:
    """`tamga slip verify` of one slip with all keys."""
    return run("slip", "verify", folder / name, "--keys", folder / "public")


def said(result: Result) -> str:
    """Everything that a command said, on one line."""
    return " ".join((result.stdout + result.stderr).split())
