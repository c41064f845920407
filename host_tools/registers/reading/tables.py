"""Tables that place voters: which precincts there are, and which addresses belong to which."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading.files import readable, scan
from host_tools.registers.reading.rules import judge
from host_tools.registers.reading.typed import expressions


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
    """A table by its profile's rules; the columns asked for are numbers."""
    kind = PROFILES[profile]
    with vault.as_file(path, vouched=True) as data, readable(path):
        rows = scan(path, kind, data)
        frame = rows.select(expressions(kind, rows.collect_schema())).collect()
    if frame.is_empty():
        raise VoterRegisterError(f"{path}: the table is empty")
    for fault in judge(frame, kind, dt.date.max):
        record = int(fault.rows.argmax()) + 1
        raise VoterRegisterError(
            f"{path}: record {record}: {fault.field}: {fault.reason}; `tamga registers check` names every fault"
        )
    return frame
