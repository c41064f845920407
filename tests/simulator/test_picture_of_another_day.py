"""The picture of a full day's queues that is out of date, or draws what it should not."""

from __future__ import annotations

from xml.etree import ElementTree

from simulator.pictures.queue import PICTURE, drawn


def test_the_picture_is_of_the_times_that_were_measured_last() -> None:
    assert PICTURE.read_text("utf-8") == drawn(), "python -m simulator.pictures.queue draws it again"


def test_everything_lies_inside_the_picture() -> None:
    root = ElementTree.fromstring(drawn())
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for line in root.iter("{http://www.w3.org/2000/svg}polyline"):
        points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in points)
