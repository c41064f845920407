"""The register of images before the day: the true firmware of desk and booth, signed by two of three keepers."""

from __future__ import annotations

import runpy
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.firmware import registering
from host_tools.formats.image_register import Image, ImageRegister
from host_tools.provisioning.firmware import BOARD_NAME, IMAGE_NAME
from host_tools.provisioning.new_terminals import ROOT, hash_of, place_of, role_of, signed_firmware
from host_tools.provisioning.plan import VERSION
from simulator.hardware.terminal import MICROPYTHON

_KEEPERS, _NEEDED = 3, 2
_MATERIALS = ROOT / "sbom.cdx.json"


def keep(folder: Path, precinct: Path, authority: SigningKey, date: str) -> None:
    """Write the register into a new folder.

    precinct: with the terminals, before anybody alters one. date: of the entries, as YYYY-MM-DD.
    """
    folder.mkdir()
    keepers = [SigningKey.generate() for _ in range(_KEEPERS)]
    registering.appoint(folder, authority, _NEEDED, [bytes(one.verify_key) for one in keepers])
    images = [_image(place_of(precinct, terminal), terminal, bytes(authority.verify_key), date) for terminal in (0, 1)]
    (folder / registering.DRAFT).write_bytes(ImageRegister(number=1, images=images).to_cbor())
    for one in keepers[:_NEEDED]:
        registering.sign(folder, bytes(authority.verify_key), one)


def _image(place: Path, terminal: int, authority: bytes, date: str) -> Image:
    rom = sha256((place / IMAGE_NAME).read_bytes()).digest()
    return Image(
        image=rom,  # the simulator's boot loader takes nothing else
        program=sha256(MICROPYTHON.read_bytes()).digest(),
        rom=rom,
        firmware=hash_of(signed_firmware(place, authority)),
        board=runpy.run_path(str(place / BOARD_NAME))["NAME"],
        role=role_of(terminal),
        version=VERSION,
        reason="The precincts of the simulator.",
        date=date,
        materials=sha256(_MATERIALS.read_bytes()).digest(),
    )
