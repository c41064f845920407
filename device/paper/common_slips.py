"""Elements shared by the slips of both roles. Slips are in Kazakh and Russian, as the law requires for ballots."""

from binascii import hexlify

from formats import codes
from formats.calendar import DAY_S, date_of
from paper.raster import cut, pair, pause, qr, row, rule, small, space, text, under

__all__ = (
    "again",
    "both",
    "clock_text",
    "codes_of",
    "cut",
    "heading",
    "identity",
    "pair",
    "pause",
    "qr",
    "row",
    "rule",
    "small",
    "space",
    "text",
    "under",
    "void",
)


def both(terminal, name: str, *values) -> str:
    """Words in Kazakh and Russian; once if they are the same.

    terminal: for its texts.
    name: text id.
    values: for the placeholders.
    """
    kazakh, russian, _ = [words.format(*values) for words in terminal.texts.all(name)]
    return kazakh if kazakh == russian else kazakh + " · " + russian


def colour_of(contest) -> list:
    """What people call its ballots by, under its title; nothing where the election has no such name."""
    colour = contest.colour
    return [text("(%s \u00b7 %s)" % (colour["kk"], colour["ru"]))] if colour else []


def again(terminal, copy: int) -> list:
    """The mark of a reprint with its number; nothing for the first print. copy: 0 for that, else the number."""
    if not copy:
        return []
    words = [words.format(copy) for words in terminal.texts.all("slip_reprint")[:2]]
    return [text(line, align="centre", bold=True, inverse=True) for line in words] + [space(8)]


def void(terminal) -> list:
    """The mark printed below an incomplete slip before it is cut off."""
    words, why = terminal.texts.all("slip_void"), terminal.texts.all("slip_void_above")
    return [
        space(8),
        text(words[0], align="centre", bold=True, inverse=True),
        text(words[1], align="centre", bold=True, inverse=True),
        space(8),
        text(why[0], align="centre"),
        text(why[1], align="centre"),
    ]


def heading(terminal, name: str) -> list:
    """The name of the slip, and the election."""
    kazakh, russian, _ = terminal.texts.all(name)
    elements = [text(kazakh, align="centre", bold=True)]
    if russian != kazakh:
        elements += [text(russian, align="centre", bold=True)]
    title = terminal.poll.titles
    elements += [space(8), text(title["kk"], align="centre")]
    return elements + ([text(title["ru"], align="centre")] if title["ru"] != title["kk"] else [])


def identity(terminal, place: str, number: int) -> list:
    """Precinct, place, terminal, firmware, election and time of printing.

    place: text id, with the number in its words.
    number: of the booth, or of the desk where there are several; else 0.
    """
    return [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        text(both(terminal, place, number)),
        pair(both(terminal, "slip_device"), terminal.serial),
        text(both(terminal, "slip_firmware")),
        text(grouped(terminal.firmware_hash[:8])),
        text(both(terminal, "slip_election")),
        text(grouped(terminal.poll.election_hash[:8])),
        text(both(terminal, "slip_time")),
        text(clock_text(terminal, terminal.clock.now()), align="right"),
    ] + _opening(terminal)


def _opening(terminal) -> list:
    """Number and identity of the terminal's opening; of a further one also that it is one, and why."""
    number, identity, reason = terminal.opening
    elements = [pair(both(terminal, "slip_opening", number), grouped(identity[:4]), number > 1)]
    if number > 1:
        lines = terminal.texts.all("slip_opened_again")[:2]
        elements += [text(line, align="centre", bold=True, inverse=True) for line in lines]
    return elements + ([text(reason)] if reason else [])


def grouped(data: bytes) -> str:
    """Bytes as hexadecimal in groups of four digits, for comparison by people."""
    digits = hexlify(data).decode()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def clock_text(terminal, seconds: int | None) -> str:
    """Seconds since 1970 UTC as local date and time; a dash if the time is unknown, or no time in 32 bits."""
    if seconds is None or not 0 <= seconds < 1 << 32:
        return "—"
    seconds += terminal.poll.precinct.minutes_east * 60
    year, month, day = date_of(seconds // DAY_S)
    second = seconds % DAY_S
    return "%04d-%02d-%02d %02d:%02d" % (year, month, day, second // 3600, second // 60 % 60)


def codes_of(kind: str, data: bytes):
    """An object as QR codes, one below the other, each with its number in plain text if there are several."""
    parts = codes.parts_of(kind, data)
    for part in range(1, parts + 1):
        if parts > 1:
            yield text("%s %d/%d" % (kind, part, parts), align="centre")
        yield qr(codes.one(kind, data, part, parts))
