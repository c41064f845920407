"""Texts by id, in three languages, read from their files on demand.

A file has one line per id: the id, Kazakh, Russian and English, separated by tabs. `\\t` in a text is a tab.
"""

import gc
from array import array
from binascii import crc32

from text import FOLDER

LANGUAGES = ("kk", "ru", "en")
_LINE_BYTES = 1024  # no line is longer; a test holds it


class Texts:
    """texts("id") returns the words in `language`; texts("id", 5) also fills in their placeholders.

    Memory holds only a checksum and an offset per id, four bytes, and never more of a file than a few lines. Lines
    whose ids share a checksum are tried in turn; a test ensures that no file is longer than 64 KiB.

    names: of the files, without folder and ending.
    """

    def __init__(self, *names: str):
        self.language = "kk"
        self._files = [None] + [open(FOLDER + name + ".tsv", "rb") for name in names]
        pairs = []
        for number in range(1, len(self._files)):
            pairs += [(key << 2 | number, offset) for key, offset in _ids(self._files[number])]
        pairs.sort()
        keys, offsets = array("H", [key for key, _ in pairs]), array("H", [offset for _, offset in pairs])
        del pairs
        gc.collect()
        # Made anew, since they have grown among garbage, and would divide the free memory for good.
        self._keys, self._offsets = array("H", keys), array("H", offsets)

    def prefer(self, name: str) -> None:
        """From here on take the words of one more file where it has an id, and those of the others where not."""
        if self._files[0]:
            return
        self._files[0] = open(FOLDER + name + ".tsv", "rb")
        for key, offset in _ids(self._files[0]):
            at = self._place(key)
            self._keys = self._keys[:at] + array("H", [key << 2]) + self._keys[at:]
            self._offsets = self._offsets[:at] + array("H", [offset]) + self._offsets[at:]

    def __call__(self, name: str, *values) -> str:
        words = _decoded(self._columns(name)[1 + LANGUAGES.index(self.language)])
        return words.format(*values) if values else words

    def all(self, name: str) -> list[str]:
        """[Kazakh, Russian, English]. Raises KeyError for an unknown id, which is a bug."""
        return [_decoded(words) for words in self._columns(name)[1:]]

    def _columns(self, name: str) -> list[bytes]:
        """The line of an id. Bytes: a string is looked up among all names of the firmware when it is made."""
        wanted = name.encode()
        key = _key(wanted)
        low = self._place(key)
        while low < len(self._keys) and self._keys[low] >> 2 == key:
            file = self._files[self._keys[low] & 3]
            file.seek(self._offsets[low])
            columns = file.readline().rstrip(b"\n").split(b"\t")
            if columns[0] == wanted:
                return columns
            low += 1
        raise KeyError(name)

    def _place(self, key: int) -> int:
        """Of the first id with a checksum, or of the next one."""
        low, high = 0, len(self._keys)
        while low < high:
            middle = (low + high) // 2
            if self._keys[middle] >> 2 < key:
                low = middle + 1
            else:
                high = middle
        return low


def _decoded(words: bytes) -> str:
    return words.replace(b"\\t", b"\t").decode()


def _key(name) -> int:
    """14 bits: with the number of the file two bytes."""
    return crc32(name) >> 18


def _ids(file):
    """(checksum of the id, offset) of each line of a file, read through one buffer."""
    buffer, offset = bytearray(_LINE_BYTES), 0
    view = memoryview(buffer)
    while True:
        file.seek(offset)
        count = file.readinto(buffer)
        begin, end = 0, buffer.find(b"\n", 0, count)
        if end < 0:
            return
        while end >= 0:
            yield _key(view[begin : buffer.find(b"\t", begin, end)]), offset + begin
            begin = end + 1
            end = buffer.find(b"\n", begin, count)
        offset += begin
