"""Fonts, and texts in Kazakh, Russian and English."""

FOLDER = __file__.rpartition("/")[0] + "/"  # texts and fonts are next to this file: in ROM on a terminal


def content(path: str) -> memoryview:
    """What is in a file. It stays where it is if that is ROM; a file elsewhere is read into memory."""
    with open(path, "rb") as file:
        try:
            return memoryview(file)  # type: ignore[arg-type]  # a file in ROM is memory
        except TypeError:
            return memoryview(file.read())
