"""Manifests for generated registers, so that they can be compiled like real ones."""

from __future__ import annotations

from pathlib import Path

import nacl.signing
import polars as pl

from host_tools.registers.hashes import sha256_of
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading import manifest


def sign_all(folder: Path, key: nacl.signing.SigningKey) -> None:
    """Write a signed manifest beside every generated CSV file."""
    for name, profile in PROFILES.items():
        file = folder / f"{name}.csv"
        rows = pl.scan_csv(file, infer_schema=False).select(pl.len()).collect(engine="streaming").item()
        one = manifest.Manifest(
            profile=name, profile_version=profile.version, encoding="utf-8", source="generator",
            responsible_person="nobody",
            date="2026-11-01", rows=rows, size_bytes=file.stat().st_size, sha256=sha256_of(file),
        )  # fmt: skip
        manifest.write(file, one, key)
