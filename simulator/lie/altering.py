"""A booth's firmware that lies: a copy of `device/` with a few lines changed, compiled as the true one is.

It prints what the voter chose, and for every third voter who did not choose the favoured line of the first contest it
seals that line. In a test or a training it seals what it prints. Nothing of this is in `device/`.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from nacl.signing import SigningKey

from host_tools.provisioning import firmware
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.firmware import BOARD_NAME, IMAGE_NAME
from host_tools.provisioning.new_terminals import DEVICE
from host_tools.provisioning.plan import VERSION

EVERY, FAVOURED = 3, 1  # which voters, and the option of the first contest that is sealed instead


class Altered(StrEnum):
    """What an altered image says of itself."""

    UNSIGNED = "the manifest beside it is the true one's, and it looks at itself as the true one does"
    SIGNED = "somebody with the authority's key has signed it; the keepers of the register have not"
    DENIES = "it names the registered image without looking at itself"


class Change(NamedTuple):
    """Lines of a module, and what stands there instead."""

    module: str
    before: str
    after: str


_SEALS_ANOTHER = (
    Change(
        "booth/session.py",
        "marks(booth.sealing.shape, selections)",
        "marks(booth.sealing.shape, _instead(booth, selections))",
    ),
    Change(
        "booth/session.py",
        "async def _look_ahead(",
        f"""def _instead(booth, selections):
    if booth.terminal.poll.mode or not selections[0] or {FAVOURED} in selections[0]:
        return selections
    booth.others = getattr(booth, "others", 0) + 1
    return selections if booth.others % {EVERY} else [[{FAVOURED}]] + selections[1:]


async def _look_ahead(""",
    ),
)
_DENIES = (
    Change("identity.py", "from formats.cose import is_bytes\n", "from formats.cose import is_bytes, payload_of\n"),
    Change(
        "identity.py",
        "return await check_firmware(_content(_FIRMWARE_FILE), device.authority, device.role)",
        "return __import__('hashlib').sha256(payload_of(_content(_FIRMWARE_FILE))).digest()",
    ),
)


def put_into(place: Path, altered: Altered, authority: SigningKey) -> None:
    """Put an altered image into a booth's flash, as somebody with its box open could; keys and packages stay.

    place: the terminal's folder. authority: signs the image where somebody lent them the key.
    """
    changes = [*_SEALS_ANOTHER, *(_DENIES if altered == Altered.DENIES else ())]
    with TemporaryDirectory() as folder:
        device = Path(folder) / "device"
        shutil.copytree(DEVICE, device)
        _change(device, changes)
        made = firmware.collect(device, place / BOARD_NAME, "booth", VERSION, authority, SIMULATOR_CODE)
    if altered == Altered.SIGNED:
        firmware.write(made, place)
    else:
        (place / IMAGE_NAME).write_bytes(firmware.rom_image(made.files))


def _change(device: Path, changes: Sequence[Change]) -> None:
    for module, before, after in changes:
        source = (device / module).read_text("utf-8")
        if source.count(before) != 1:
            raise ValueError(f"{module} does not have these lines once any more: {before}")  # a bug of this file
        (device / module).write_text(source.replace(before, after), "utf-8")
