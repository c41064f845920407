"""Paper for tests: what the bytes of a slip put on it, and nothing that is not a raster, a feed or a cut."""

from __future__ import annotations

import numpy as np

BAND_ROWS = 24  # of a chunk, at most
MOST_FEEDS = 2  # before and after them


def unroll(chunks: list[str], width_dots: int = 384) -> list[np.ndarray]:
    """Pieces of paper, bool rows x dots. Every chunk must be whole commands by itself; an empty one is a pause."""
    pieces: list[np.ndarray] = []
    rows: list[np.ndarray] = []
    for data in map(bytes.fromhex, chunks):
        assert len(data) <= MOST_FEEDS * 3 + 8 + width_dots // 8 * BAND_ROWS
        at = 0
        while at < len(data):
            if data[at : at + 4] == b"\x1dv0\0":
                used, count = data[at + 4], data[at + 6]
                assert data[at + 5] == data[at + 7] == 0
                assert used * 8 <= width_dots
                packed = np.frombuffer(data, np.uint8, used * count, at + 8).reshape(count, used)
                rows.append(np.pad(np.unpackbits(packed, axis=1), ((0, 0), (0, width_dots - used * 8))).astype(bool))
                at += 8 + used * count
            elif data[at : at + 2] == b"\x1bJ":
                rows.append(np.zeros((data[at + 2], width_dots), bool))
                at += 3
            else:
                assert data[at : at + 3] == b"\x1dV\x01", data[at : at + 8]
                pieces.append(np.concatenate(rows))
                rows = []
                at += 3
    if rows:
        pieces.append(np.concatenate(rows))
    return pieces


def grey(paper: np.ndarray, margin: int = 0) -> np.ndarray:
    """A picture of a piece: black on white, with blank paper around."""
    return np.pad(np.where(paper, 0, 255).astype(np.uint8), margin, constant_values=255)
