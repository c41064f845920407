"""The precinct key from key cards, typed PINs and the desk's package, for an audit that opens the sums itself."""

from __future__ import annotations

from pathlib import Path

import typer

from host_tools.formats import packages
from host_tools.formats.definitions import Precinct
from host_tools.keys.cards import key_card_header
from host_tools.keys.files import load_public
from host_tools.verifying.loading import load_kind
from host_tools.verifying.sums import OpeningError, precinct_secret


def load_secret(card_paths: list[Path], package: Path | None, authority: Path | None, precinct: Precinct) -> int:
    """Ask for the PIN of each card and put the key together in memory. OpeningError: anything that prevents it."""
    if package is None or authority is None:
        raise OpeningError("key cards open only with --desk-package and --authority")
    try:
        secrets = packages.open_package(package.read_bytes(), load_public(authority)).secrets
    except packages.PackageError as trouble:
        raise OpeningError(f"{package}: {trouble}") from trouble
    if secrets.card_secret is None:
        raise OpeningError(f"{package}: this is a booth's package; give the desk's")
    cards = load_kind(card_paths, "K")
    pins = [typer.prompt(f"PIN of key card {key_card_header(card).index}", hide_input=True, err=True) for card in cards]
    return precinct_secret(cards, pins, secrets.card_secret, precinct.sealing_key)
