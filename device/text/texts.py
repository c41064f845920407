"""Texts by id, in three languages, read from their files on demand.

A file has one line per id: the id, Kazakh, Russian and English, separated by tabs. `\\t` in a text is a tab.
"""

from binascii import crc32

from text import FOLDER

LANGUAGES = ("kk", "ru", "en")


class Texts:
    """texts("id") returns the words in `language`; texts("id", 5) also fills in their placeholders.

    Memory holds only a checksum and an offset per id, 8 bytes; a test ensures that no two ids share a checksum.

    names: of the files, without folder and ending.
    """

    def __init__(self, *names: str):
        self.language = "kk"
        self._files = [open(FOLDER + name + ".tsv", "rb") for name in names]
        places = []
        for number, file in enumerate(self._files):
            offset = 0
            while True:
                line = file.readline()
                if not line:
                    break
                place = offset << 2 | number
                places.append(_key(line[: line.find(b"\t")]) + place.to_bytes(4, "big"))
                offset += len(line)
        self._places = b"".join(sorted(places))

    def __call__(self, name: str, *values) -> str:
        words = _decoded(self._columns(name)[1 + LANGUAGES.index(self.language)])
        return words.format(*values) if values else words

    def all(self, name: str) -> list[str]:
        """[Kazakh, Russian, English]. Raises KeyError for an unknown id, which is a bug."""
        return [_decoded(words) for words in self._columns(name)[1:]]

    def _columns(self, name: str) -> list[bytes]:
        """The line of an id. Bytes: a string is looked up among all names of the firmware when it is made."""
        key, low, high = _key(name.encode()), 0, len(self._places) // 8
        while low < high:
            middle = (low + high) // 2
            if self._places[middle * 8 : middle * 8 + 4] < key:
                low = middle + 1
            else:
                high = middle
        if self._places[low * 8 : low * 8 + 4] != key:
            raise KeyError(name)
        place = int.from_bytes(self._places[low * 8 + 4 : low * 8 + 8], "big")
        file = self._files[place & 3]
        file.seek(place >> 2)
        return file.readline().rstrip(b"\n").split(b"\t")


def _decoded(words: bytes) -> str:
    return words.replace(b"\\t", b"\t").decode()


def _key(name: bytes) -> bytes:
    return crc32(name).to_bytes(4, "big")
