"""The panel's controller against its datasheet (ST7796S, chapter 9), byte by byte."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.hardware.clock import Clock
from simulator.hardware.parts.st7796_display import St7796Display
from tests.simulator.hardware.parts import display_hands

WIDE, UPRIGHT = 0x28, 0x48
WIDTH, HEIGHT = 480, 320
RED, GREEN, BLUE = b"\xf8\x00", b"\x07\xe0", b"\x00\x1f"


class Panel(St7796Display):
    """A panel on a table, with a hand on every line."""

    command, ask = display_hands.command, display_hands.ask

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.power_on()
        self.light_pin(1)
        self.wait(5)

    def wait(self, duration_ms: int) -> None:
        self.clock.advance_to(self.clock.now_us + duration_ms * 1000)

    def window(self, x: tuple[int, int], y: tuple[int, int]) -> None:
        self.command(0x2A, b"".join(value.to_bytes(2, "big") for value in x))
        self.command(0x2B, b"".join(value.to_bytes(2, "big") for value in y))


@pytest.fixture
def panel() -> Panel:
    """Awake, on, wide, 16 bits a dot, all black."""
    panel = Panel()
    panel.command(0x11)
    panel.wait(120)
    panel.command(0x36, bytes((WIDE,)))
    panel.command(0x3A, b"\x55")
    panel.window((0, WIDTH - 1), (0, HEIGHT - 1))
    panel.command(0x2C, bytes(WIDTH * HEIGHT * 2))
    panel.command(0x29)
    return panel


def dots(panel: Panel) -> list[tuple[int, int, tuple[int, ...]]]:
    """(x, y, colour) of everything that is not black."""
    image = panel.image()
    return [(int(x), int(y), tuple(int(v) for v in image[y, x])) for y, x in np.argwhere(image.any(axis=2))]


def test_a_window_is_filled_row_by_row(panel: Panel) -> None:
    panel.window((10, 11), (20, 21))
    panel.command(0x2C, RED + GREEN + BLUE + b"\xff\xff")
    first, second = [(10, 20, (255, 0, 0)), (11, 20, (0, 255, 0))], [(10, 21, (0, 0, 255)), (11, 21, (255, 255, 255))]
    assert dots(panel) == first + second


def test_a_dot_may_be_torn_between_two_transfers(panel: Panel) -> None:
    panel.window((0, 1), (0, 0))
    panel.command(0x2C, RED[:1], RED[1:] + GREEN[:1], GREEN[1:])
    assert dots(panel) == [(0, 0, (255, 0, 0)), (1, 0, (0, 255, 0))]


def test_a_write_goes_round_at_the_end_of_its_window_and_3c_goes_on(panel: Panel) -> None:
    panel.window((5, 6), (7, 7))
    panel.command(0x2C, RED)
    panel.command(0x3C, GREEN + BLUE)
    assert dots(panel) == [(5, 7, (0, 0, 255)), (6, 7, (0, 255, 0))]


def test_any_split_of_the_bytes_gives_the_same_picture(panel: Panel) -> None:
    dice = np.random.default_rng(5)
    data = dice.integers(0, 256, 37 * 11 * 2, dtype=np.uint8).tobytes()
    panel.window((3, 39), (100, 110))
    panel.command(0x2C, data)
    whole = panel.image()
    for _ in range(20):
        cuts = sorted(int(cut) for cut in dice.integers(0, len(data), 6))
        panel.command(0x2C, *(data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)))
        assert (panel.image() == whole).all()


def test_what_lies_outside_the_memory_is_lost(panel: Panel) -> None:
    panel.window((WIDTH - 1, WIDTH), (HEIGHT - 1, HEIGHT))
    panel.command(0x2C, RED * 4)
    assert dots(panel) == [(WIDTH - 1, HEIGHT - 1, (255, 0, 0))]


def test_a_window_that_ends_before_it_starts_is_ignored(panel: Panel) -> None:
    panel.window((10, 10), (10, 10))
    panel.command(0x2A, b"\0\x20\0\x10")
    panel.command(0x2C, RED)
    assert dots(panel) == [(10, 10, (255, 0, 0))]


@pytest.mark.parametrize(
    "orientation, corner",
    [
        (WIDE, (0, 0)),
        (WIDE | 0x40, (0, HEIGHT - 1)),
        (WIDE | 0x80, (WIDTH - 1, 0)),
        (WIDE | 0xC0, (WIDTH - 1, HEIGHT - 1)),
        (0x08, (0, 0)),
        (UPRIGHT, (0, HEIGHT - 1)),
    ],
)
def test_the_orientation_says_where_the_first_dot_is(orientation: int, corner: tuple[int, int], panel: Panel) -> None:
    panel.command(0x36, bytes((orientation,)))
    panel.window((0, 0), (0, 0))
    panel.command(0x2C, RED)
    assert dots(panel) == [(*corner, (255, 0, 0))]


def test_a_panel_that_stands_upright_is_written_in_its_own_orientation(panel: Panel) -> None:
    panel.upright, panel.width, panel.height = True, HEIGHT, WIDTH
    panel.command(0x36, bytes((UPRIGHT,)))
    panel.window((3, 4), (470, 470))
    panel.command(0x2C, RED + GREEN)
    assert panel.image().shape == (WIDTH, HEIGHT, 3)
    assert dots(panel) == [(3, 470, (255, 0, 0)), (4, 470, (0, 255, 0))]


def test_without_bgr_red_and_blue_change_places(panel: Panel) -> None:
    panel.command(0x36, b"\x20")
    panel.window((0, 0), (0, 0))
    panel.command(0x2C, RED)
    assert dots(panel) == [(0, 0, (0, 0, 255))]


def test_after_a_reset_dots_have_three_bytes(panel: Panel) -> None:
    panel.command(0x3A, b"\x66")
    panel.window((0, 1), (0, 0))
    panel.command(0x2C, b"\xfc\0\0\0", b"\xfc\0")
    assert dots(panel) == [(0, 0, (255, 0, 0)), (1, 0, (0, 255, 0))]


def test_inversion_shows_complements_and_keeps_the_memory(panel: Panel) -> None:
    panel.command(0x21)
    assert (panel.image() == 255).all()
    panel.command(0x20)
    assert not panel.image().any()


def test_the_picture_needs_light_waking_time_and_display_on(panel: Panel) -> None:
    panel.command(0x2C, RED * WIDTH * HEIGHT)
    panel.light_pin(0)
    assert not panel.image().any()
    panel.light_pin(1)
    panel.command(0x28)
    assert not panel.image().any()
    panel.command(0x29)
    panel.command(0x10)
    assert not panel.image().any()
    panel.wait(5)
    panel.command(0x11)
    panel.wait(119)
    assert not panel.image().any()
    panel.wait(1)
    assert panel.image().any()


def test_commands_within_5_ms_of_a_reset_or_of_waking_are_lost() -> None:
    panel = Panel()
    panel.reset_pin(0)
    panel.reset_pin(1)
    panel.command(0x11)
    assert panel.ask(0x0A, 1) == b"\0"  # deaf to the question too
    panel.wait(5)
    assert panel.ask(0x0A, 1) == b"\x08"
    panel.command(0x11)
    panel.command(0x29)
    panel.wait(5)
    assert panel.ask(0x0A, 1) == b"\x98"


@pytest.mark.parametrize("garbage", [b"\x2a\x00", b"\xff\xfe\xfd", b"\x00" * 9, b"\x2c"])
def test_garbage_on_the_command_line_does_no_harm(garbage: bytes, panel: Panel) -> None:
    panel.data_pin(0)
    panel.receive(garbage)
    panel.command(0xE7, b"\x12\x34\x56")
    panel.window((1, 1), (2, 2))
    panel.command(0x2C, RED)
    assert dots(panel) == [(1, 2, (255, 0, 0))]


def test_identity_and_power_mode_are_answered_as_published(panel: Panel) -> None:
    assert panel.ask(0x0A, 1) == b"\x9c"
    assert int.from_bytes(panel.ask(0xD3, 4), "big") >> 7 & 0xFFFFFF == 0x007796  # one idle clock, then 24 bits
    panel.idle_clocks = 8
    assert panel.ask(0xD3, 4) == b"\x00\x00\x77\x96"


def test_faults_do_what_their_names_say(panel: Panel) -> None:
    panel.command(0x2C, RED * WIDTH * HEIGHT)
    before = panel.image()
    panel.frozen = True
    panel.command(0x2C, BLUE * WIDTH * HEIGHT)
    panel.reset_pin(0)
    panel.reset_pin(1)
    assert (panel.image() == before).all()
    assert panel.ask(0xD3, 4) == bytes(4)
    panel.absent = True
    assert not panel.image().any()
    assert panel.ask(0xD3, 4) == b"\xff" * 4


def test_after_power_comes_the_memory_holds_noise() -> None:
    panel = Panel()
    panel.command(0x11)
    panel.wait(120)
    panel.command(0x29)
    assert len(np.unique(panel.image().reshape(-1, 3), axis=0)) > 10_000
