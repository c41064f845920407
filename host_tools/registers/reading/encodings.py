"""Bytes of records to text: UTF-8, CP1251 or KZ-1048, with mixtures found record by record."""

from __future__ import annotations

from host_tools.registers.profiles import ENCODINGS

PLACE = ", at byte "  # in a reason, before what differs from record to record
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Letters that CP1251 shows where KZ-1048 has Ә Қ Ң Ұ Һ: no name in a Kazakhstan register has them.
_OF_KZ1048 = frozenset("ЈјЌќЅѕЎўЋћ")


def guess(sample: bytes) -> str:
    """Encoding of the beginning of a file, when no manifest says it."""
    try:
        sample[: sample.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251" if not _OF_KZ1048 & set(sample.decode("cp1251", "replace")) else "kz1048"
    return "utf-8"


def decode(records: list[bytes], encoding: str) -> tuple[list[str], dict[int, str]]:
    """Text of every record ("" where it has none) and the reason of each that cannot be in this encoding, by place."""
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
        return "has letters of KZ-1048 in a file that is cp1251: mixed encodings"
    return None
