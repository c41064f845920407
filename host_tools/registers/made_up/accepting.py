"""Accept made-up registers as a commission does, so that a list can be compiled from accepted files.

`python -m host_tools.registers.made_up.accepting FOLDER TARGET SIGNING_KEY WORKING_KEY DAY`
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path

import nacl.signing

from host_tools.privacy import key_files
from host_tools.privacy.vault import Vault
from host_tools.registers.classes import REGISTERS
from host_tools.registers.profiles import PROFILES
from host_tools.registers.progress import Progress, silent
from host_tools.registers.reading import acceptance, manifest
from host_tools.registers.reading.trust import Trusted


def accept_all(
    folder: Path, target: Path, key: nacl.signing.SigningKey, vault: Vault, today: dt.date, progress: Progress = silent
) -> None:
    """Check the registers of `folder` and write accepted files to `target`, signed; the tables go along as they are."""
    target.mkdir(parents=True, exist_ok=True)
    trusted = Trusted.for_any({key.verify_key.encode().hex()})
    for name in PROFILES:
        file = folder / f"{name}.csv"
        if name not in REGISTERS:
            for path in (file, manifest.path_for(file)):
                shutil.copy(path, target)
            continue
        delivery = acceptance.Delivery(file, PROFILES[name], "utf-8", manifest.read(file, trusted))
        accepted = vault.named(target / f"{name}.parquet")
        examined = acceptance.examine(delivery, accepted, today, vault, progress)
        acceptance.sign_accepted(delivery, accepted, examined.finding, today, vault, key)


if __name__ == "__main__":
    folder, target, signing_key, working_key = map(Path, sys.argv[1:5])
    opener = Vault(key_files.read_key_file(working_key))
    accept_all(folder, target, manifest.load_key(signing_key), opener, dt.date.fromisoformat(sys.argv[5]))
