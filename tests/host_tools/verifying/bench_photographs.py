"""`make bench-photographs`: how many of a hundred bad photographs are read, and what each step of the ladder adds.

python -m tests.host_tools.verifying.bench_photographs [--photographs N]

The photographs are those of the tests, and of the page's own hundred. A step is counted for a photograph if it is the
first one with which all codes of the slip are there.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import Annotated

import typer
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table

from host_tools.formats import codes
from host_tools.verifying import pictures
from tests.host_tools.page.bad_photographs import photograph
from tests.host_tools.page.published import slip_picture, slips
from tests.host_tools.small_precinct import SmallPrecinct
from tests.host_tools.verifying.test_noisy_photographs import LEAST, PHOTOGRAPHS

_CLEANED = "cleaned or turned"
console = Console()


def main(
    photographs: Annotated[int, typer.Option(help="How many are made and read.")] = PHOTOGRAPHS,
) -> None:
    """Print how many are read by each step, and in all."""
    objects = [(name, data) for name, data in slips(SmallPrecinct()).items() if name in ("P", "Z", "R")]
    names = [f"{reader}, {size:g} times its size" for reader in ("zbar", "zxing-cpp") for size in pictures.SIZES]
    first, began_s = Counter[str](), time.process_time()
    for seed in track(range(photographs), "photographs", console=console):
        name, data = objects[seed % len(objects)]
        step = _first_step(photograph(slip_picture(name, data), seed).convert("L"), (name, data))
        first["not read" if step < 0 else [*names, _CLEANED][min(step, len(names))]] += 1
    table = Table("step", "photographs", "with those before")
    so_far = 0
    for words in [*names, _CLEANED]:
        so_far += first[words]
        table.add_row(words, str(first[words]), str(so_far))
    console.print(table)
    due = LEAST * photographs / PHOTOGRAPHS
    held = "held" if so_far >= due else "not held"
    each_ms = 1000 * (time.process_time() - began_s) / photographs
    console.print(
        f"{so_far} of {photographs} are read (≥ {due:g}: {held}); made and read, {each_ms:.0f} ms of a core each"
    )


def _first_step(picture: Image.Image, due: tuple[str, bytes]) -> int:
    """The number of the first attempt with which the whole slip is there; -1 where none gives it."""
    found: dict[str, None] = {}
    for step, texts in enumerate(pictures.attempts(picture)):
        found |= dict.fromkeys(texts)
        if due in codes.join([code for text in found for code in _ours(text)]).objects:
            return step
    return -1


def _ours(text: str) -> list[codes.Code]:
    """What a text is; nothing where it is no code of ours."""
    try:
        return [codes.parse(text)]
    except codes.CodeError:
        return []


if __name__ == "__main__":
    typer.run(main)
