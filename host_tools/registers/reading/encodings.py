"""Bytes of records to text: UTF-8, CP1251 or KZ-1048, with mixtures found record by record."""

from __future__ import annotations

from dataclasses import dataclass

from host_tools.registers.profiles import ENCODINGS

PLACE = ", at byte "  # in a reason, before what differs from record to record
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Letters that CP1251 shows where KZ-1048 has Ә Ғ Қ Ң Ө Ұ Ү Һ: no name in a Kazakhstan register has them.
_OF_KZ1048 = frozenset("ЈјЌќЅѕЎўЋћЄєЇїҐґ")
KZ1048_INSIDE = "has letters of KZ-1048 in a file that is cp1251: mixed encodings"
_UPPER, _LOWER = "А-ЯЁӘҒҚҢӨҰҮҺІA-ZƏ", r"а-яёәғқңөұүһіa-zə\p{M}"
_WORD = rf"(?:[{_UPPER}]?[{_LOWER}]+|[{_UPPER}\p{{M}}]+)"
PLAUSIBLE = rf"^[^\p{{L}}]*{_WORD}(?:[^\p{{L}}]+{_WORD})*[^\p{{L}}]*$"


def guess(sample: bytes) -> str:
    """Encoding of the beginning of a file, when no manifest says it."""
    try:
        sample[: sample.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251" if not _OF_KZ1048 & set(sample.decode("cp1251", "replace")) else "kz1048"
    return "utf-8"


def decode(records: list[bytes], encoding: str) -> tuple[list[str], dict[int, str]]:
    """Text of every record ("" if it has none) and the reason of each that cannot be in this encoding, by place."""
    if encoding not in ENCODINGS:
        raise ValueError(encoding)
    if encoding == "utf-8":
        try:
            whole = b"".join(records).decode("utf-8")
        except UnicodeDecodeError:
            return _one_by_one(records, encoding)
        return [whole], {}
    return _one_by_one(records, encoding)


def _one_by_one(records: list[bytes], encoding: str) -> tuple[list[str], dict[int, str]]:
    texts, wrong = [], {}
    for place, record in enumerate(records):
        text, reason = "", None
        try:
            text = record.decode(encoding)
            if encoding != "utf-8" and not record.isascii():
                reason = _mixed(record, text, encoding)
        except UnicodeDecodeError as error:
            value = record[error.start]
            reason = f"not {encoding}: mixed encodings{PLACE}{error.start + 1} of the record ({value:#04x})"
        if reason:
            wrong[place] = reason
            text = ""
        texts.append(text)
    return texts, wrong


def _mixed(record: bytes, text: str, encoding: str) -> str | None:
    try:
        record.decode("utf-8")
        return f"reads as UTF-8 in a file that is {encoding}: mixed encodings"
    except UnicodeDecodeError:
        pass
    if encoding == "cp1251" and not _OF_KZ1048.isdisjoint(text):
        return KZ1048_INSIDE
    return None


@dataclass
class Plausibility:
    """Whether the names of a whole file can be names, or are letters of another code page.

    names, odd: how many there are, and how many are written as no name is. letters, vowels: in them, if Cyrillic.
    kz1048: records that have letters of that code page.

    A wrong code page gives letters in every name, so a file is judged and not a row: by the share of names whose words
    are written as no name is (capitals behind small letters, foreign letters), and by the share of vowels.
    """

    names: int = 0
    odd: int = 0
    letters: int = 0
    vowels: int = 0
    kz1048: int = 0

    MOST_ODD = 0.05
    SHARE_OF_VOWELS = (0.28, 0.62)  # of the letters of Kazakh and Russian names; 0.40 to 0.50 is usual
    FEWEST_NAMES, FEWEST_LETTERS = 20, 1_000  # of fewer nothing can be said

    def reason(self, encoding: str) -> str | None:
        """Why the file cannot be in this encoding; None if it can."""
        if self.kz1048:
            return (
                f"{self.kz1048} records have letters of KZ-1048, so its other names are not {encoding} either; "
                "check it with --encoding kz1048"
            )
        if self.names >= self.FEWEST_NAMES and self.odd > self.MOST_ODD * self.names:
            return f"{self.odd} of {self.names} names are written as no name is: {encoding} is not its encoding; {_ASK}"
        share = self.vowels / self.letters if self.letters >= self.FEWEST_LETTERS else None
        if share is not None and not self.SHARE_OF_VOWELS[0] <= share <= self.SHARE_OF_VOWELS[1]:
            return f"{share:.0%} of the letters in its names are vowels: {encoding} is not its encoding; {_ASK}"
        return None


_ASK = "ask the source which it is"
