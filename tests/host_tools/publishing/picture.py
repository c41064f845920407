"""The board's picture for the documents: `python -m tests.host_tools.publishing.picture build/rehearsal/served`."""

from __future__ import annotations

import io
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image

from host_tools.publishing import regions
from tests.chromium import launched

PICTURE = Path(__file__).parents[3] / "docs" / "pictures" / "board.png"
SCREEN, PRECINCT, PHONE = (1440, 1180), (800, 1180), (390, 1180)
_GAP, _GROUND, _COLOURS = 24, "#c9d0d6", 256


def main(served: str) -> None:
    """A screen, a precinct with the picture of its paper, and a phone beside each other."""
    shots = []
    pictured = min(regions.pictures_of(Path(served)))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=served)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with launched() as browser:
            for language, (width, height) in (("en", SCREEN), ("ru", PRECINCT), ("kk", PHONE)):
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"http://127.0.0.1:{server.server_address[1]}/#{language}")
                page.wait_for_selector("#history table")
                if (width, height) == PRECINCT:
                    page.fill(".finder input", str(pictured))
                    page.click(".finder button")
                    page.wait_for_selector("#detail[open] img")
                    page.wait_for_load_state("networkidle")
                shots.append(Image.open(io.BytesIO(page.screenshot())))
        server.shutdown()
    canvas = Image.new("RGB", (sum(shot.width for shot in shots) + 3 * _GAP, SCREEN[1] + 2 * _GAP), _GROUND)
    left = _GAP
    for shot in shots:
        canvas.paste(shot, (left, _GAP))
        left += shot.width + _GAP
    canvas.quantize(_COLOURS, Image.Quantize.FASTOCTREE).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
