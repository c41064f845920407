"""A serial port of a process with more files open than select can count, as a collector has connections."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
import serial  # type: ignore[import-untyped]

from host_tools.collecting.ports import opened_port, words_of_port

SELECT_TAKES = 1024
LONG = bytes(range(256)) * 400  # more than a pseudo-terminal holds


@pytest.fixture
def pseudo_terminal() -> Iterator[tuple[int, str]]:
    """The file number of a port's other end, and the port; every number that select takes is in use."""
    others = [os.open(os.devnull, os.O_RDONLY)]
    while others[-1] < SELECT_TAKES:
        others.append(os.dup(others[0]))
    near, far = os.openpty()
    path = os.ttyname(far)
    os.close(far)
    yield near, path
    for file in {near, *others}:
        os.close(file)


def test_what_came_in_time_is_read(pseudo_terminal: tuple[int, str]) -> None:
    far_end, port = pseudo_terminal
    with opened_port(port, 115_200, 0.05) as line:
        assert line.fileno() > SELECT_TAKES
        assert line.read() == b""
        os.write(far_end, b"whole")
        assert line.read(3) == b"who"
        assert line.read(3) == b"le", "the time was over before a third byte"


def test_a_read_without_a_time_waits_for_all(pseudo_terminal: tuple[int, str]) -> None:
    far_end, port = pseudo_terminal
    with opened_port(port, 115_200) as line:
        os.write(far_end, b"be")
        later = threading.Timer(0.05, os.write, (far_end, b"gun"))
        later.start()
        assert line.read(5) == b"begun"
        later.join()


def test_a_long_write_waits_for_a_slow_reader(pseudo_terminal: tuple[int, str]) -> None:
    far_end, port = pseudo_terminal
    heard = bytearray()

    def read() -> None:
        while len(heard) < len(LONG):
            heard.extend(os.read(far_end, 700))

    reader = threading.Thread(target=read)
    with opened_port(port, 115_200) as line:
        reader.start()
        assert line.write(LONG) == len(LONG)
        reader.join()
    assert heard == LONG


def test_the_other_end_goes_away(pseudo_terminal: tuple[int, str]) -> None:
    far_end, port = pseudo_terminal
    with opened_port(port, 115_200, 0.05) as line:
        instead = os.open(os.devnull, os.O_RDONLY)
        os.dup2(instead, far_end)
        os.close(instead)
        with pytest.raises(serial.SerialException) as read:
            line.read()
        with pytest.raises(serial.SerialException) as written:
            line.write(b"?")
    assert {words_of_port(read.value), words_of_port(written.value)} == {"the port has failed; is the cable in?"}


def test_a_second_program_is_refused(pseudo_terminal: tuple[int, str]) -> None:
    _, port = pseudo_terminal
    with opened_port(port, 115_200), pytest.raises(serial.SerialException) as refused:
        opened_port(port, 115_200)
    assert words_of_port(refused.value) == "another program has this port"
