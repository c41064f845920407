"""Texts by id, in three languages, read from their files on demand.

A file has one line per id: the id, Kazakh, Russian and English, separated by tabs. `\\t` in a text is a tab. Beside it
provisioning puts its index, sorted: of each line 16 bits of its id's checksum, and where it begins, both little-endian.
"""

from binascii import crc32

from text import FOLDER, content

LANGUAGES = ("kk", "ru", "en")


class Texts:
    """texts("id") returns the words in `language`; texts("id", 5) also fills in their placeholders.

    Of files in ROM nothing is in memory but the line that is looked for. Lines whose ids share a checksum are tried in
    turn; a test ensures that no file is longer than 64 KiB.

    names: of the files, without folder and ending.
    """

    def __init__(self, *names: str):
        self.language = "kk"
        self._files = [_opened(name) for name in names]
        self._prefers = False

    def prefer(self, name: str) -> None:
        """From here on take the words of one more file where it has an id, and those of the others where not."""
        if not self._prefers:
            self._files.insert(0, _opened(name))
            self._prefers = True

    def __call__(self, name: str, *values) -> str:
        words = _decoded(self._columns(name)[1 + LANGUAGES.index(self.language)])
        return words.format(*values) if values else words

    def all(self, name: str) -> list[str]:
        """[Kazakh, Russian, English]. Raises KeyError for an unknown id, which is a bug."""
        return [_decoded(words) for words in self._columns(name)[1:]]

    def _columns(self, name: str) -> list[bytes]:
        """The line of an id. Bytes: a string is looked up among all names of the firmware when it is made."""
        wanted = name.encode()
        key = crc32(wanted) >> 16
        for file, index in self._files:
            low, high = 0, len(index) >> 2
            while low < high:
                middle = (low + high) >> 1
                at = middle << 2
                if index[at] | index[at + 1] << 8 < key:
                    low = middle + 1
                else:
                    high = middle
            for at in range(low << 2, len(index), 4):
                if index[at] | index[at + 1] << 8 != key:
                    break
                file.seek(index[at + 2] | index[at + 3] << 8)
                columns = file.readline().rstrip(b"\n").split(b"\t")
                if columns[0] == wanted:
                    return columns
        raise KeyError(name)


def _opened(name: str) -> tuple:
    """(a file of texts, its index)."""
    return open(FOLDER + name + ".tsv", "rb"), content(FOLDER + name + ".idx")  # noqa: SIM115  stays open


def _decoded(words: bytes) -> str:
    return words.replace(b"\\t", b"\t").decode()
