"""Tables that place voters: which precincts there are, and which addresses belong to which."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading.intake import scan


def read(precincts_file: Path, addresses_file: Path, vault: Vault = CLEAR) -> tuple[pl.DataFrame, pl.DataFrame]:
    """precincts (precinct, district, voter_limit) and addresses (address_code, precinct). Raises VoterRegisterError."""
    precincts = _codes(precincts_file, "precincts", ["precinct", "voter_limit"], vault).select(
        "precinct", "district", "voter_limit"
    )
    addresses = _codes(addresses_file, "addresses", ["address_code", "precinct"], vault).select(
        "address_code", "precinct"
    )
    for frame, key, path in ((precincts, "precinct", precincts_file), (addresses, "address_code", addresses_file)):
        twice = frame.filter(pl.col(key).is_duplicated())
        if len(twice):
            raise VoterRegisterError(f"{path}: {key} {twice[key][0]} stands there more than once")
    unknown = addresses.join(precincts, on="precinct", how="anti").sort("address_code")
    if len(unknown):
        code, precinct = unknown.row(0)
        raise VoterRegisterError(
            f"{addresses_file}: {len(unknown)} addresses belong to precincts that {precincts_file.name} does not know; "
            f"the first is address {code}, precinct {precinct}"
        )
    return precincts, addresses


def _codes(path: Path, profile: str, columns: list[str], vault: Vault) -> pl.DataFrame:
    try:
        with vault.as_file(path) as data:
            frame = scan(path, PROFILES[profile], data).collect()
    except pl.exceptions.PolarsError as error:
        raise VoterRegisterError(
            f"{path}: {str(error).splitlines()[0]}; `tamga registers check` names the lines"
        ) from None
    if frame.is_empty():
        raise VoterRegisterError(f"{path}: the table is empty")
    frame = frame.with_row_index("record", offset=1).with_columns(
        pl.col(name).cast(pl.UInt32, strict=False) for name in columns
    )
    broken = frame.filter(pl.any_horizontal(pl.col(name).is_null() for name in PROFILES[profile].header))
    if len(broken):
        raise VoterRegisterError(
            f"{path}: record {broken['record'][0]}: a field is empty or not a whole number; "
            "`tamga registers check` names it"
        )
    return frame
