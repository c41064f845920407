"""What people drop onto the page instead of a good photograph of a slip or card."""

from __future__ import annotations

import http.client
import io
import json

import numpy as np
import pytest
from PIL import Image, ImageFilter

from host_tools.keys.printing import qr_picture
from simulator.front.photo import MOST_BYTES
from simulator.people import id_card
from tests.simulator.front.conftest import Front

TEXT = "TM1:A:1/1:6BF1R8"
LABEL = "010001013000099999999907"


def sent(front: Front, body: bytes) -> tuple[int, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", front.port)
    connection.request("POST", "/photo", body, {"Origin": f"http://127.0.0.1:{front.port}"})
    answer = connection.getresponse()
    try:
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def photograph(angle: float = 4, blur: float = 1.0, scale: int = 4) -> bytes:
    """A slip's code and a card's label on a table, not quite straight, not quite sharp."""
    table = Image.new("L", (1400, 1200), 180)
    table.paste(qr_picture(TEXT, scale).resize((500, 500)), (120, 120))
    table.paste(id_card.picture(LABEL), (120, 800))
    table = table.rotate(angle, fillcolor=180).filter(ImageFilter.GaussianBlur(blur))
    noisy = np.asarray(table).astype(int) + np.random.default_rng(1).normal(0, 6, (1200, 1400)).astype(int)
    buffer = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def test_codes_on_a_photograph_are_read(front: Front) -> None:
    assert sent(front, photograph()) == (200, {"codes": [TEXT, LABEL]})


def test_a_photograph_without_codes_has_none(front: Front) -> None:
    buffer = io.BytesIO()
    Image.new("L", (300, 300), 200).save(buffer, "PNG")
    assert sent(front, buffer.getvalue()) == (200, {"codes": []})


@pytest.mark.parametrize("body", [b"%PDF-1.7 not a picture", photograph()[:900], b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_is_no_picture_is_said_to_be_none(front: Front, body: bytes) -> None:
    status, answer = sent(front, body)
    assert status == 415 and "no picture" in answer["error"]


def test_nothing_is_no_file(front: Front) -> None:
    assert sent(front, b"")[0] == 400


def test_a_file_that_is_too_large_is_not_taken(front: Front) -> None:
    status, answer = sent(front, b"\xff" * (MOST_BYTES + 1))
    assert status == 413 and "12 MB" in answer["error"]


def test_a_picture_of_very_many_dots_is_not_unpacked(front: Front) -> None:
    buffer = io.BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")
    status, answer = sent(front, buffer.getvalue())
    assert status == 415 and "40 million" in answer["error"]
