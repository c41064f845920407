"""A manifest of firmware that is cut, longer, or of something else: its files are read one by one, up to the damage."""

from __future__ import annotations

import cbor2
import pytest

from formats import payloads

FILES = [[f"/rom/module_{number}.mpy", 1000 * number, bytes([number]) * 32] for number in range(30)]
MANIFEST = {0: "F2", 1: "booth", 2: "1.0", 3: FILES}


def read(manifest: object, role: str = "booth") -> list:
    data = manifest if isinstance(manifest, bytes) else cbor2.dumps(manifest, canonical=True)
    return list(payloads.firmware_files(memoryview(data), role))


def test_all_files_in_their_order() -> None:
    assert read(MANIFEST) == FILES
    assert read(MANIFEST | {3: []}) == []


def test_cut_anywhere() -> None:
    data = cbor2.dumps(MANIFEST, canonical=True)
    for end in range(len(data)):
        *files, last = read(data[:end])
        assert last is None
        assert files == FILES[: len(files)]


@pytest.mark.parametrize(
    "manifest",
    [
        cbor2.dumps(MANIFEST, canonical=True) + b"\0",
        MANIFEST | {0: "M2"}, MANIFEST | {1: "desk"}, MANIFEST | {3: "files"}, MANIFEST | {4: 0},
        {key: value for key, value in MANIFEST.items() if key != 3}, [], FILES, 7,
        MANIFEST | {3: ["main.py"]}, MANIFEST | {3: [["main.py", 1]]}, MANIFEST | {3: [{0: 1, 1: 2, 2: 3}]},
    ],
)  # fmt: skip
def test_anything_else_ends_with_none(manifest: object) -> None:
    assert read(manifest)[-1] is None
