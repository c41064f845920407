"""The printed protocol: every field with its letter, every vote, every equation, signature lines, and codes."""

from hashlib import sha256

from desk.count.equations import LETTERS, checks, sentence
from desk.count.protocols import protocol_of
from formats import payloads
from paper.common_slips import both, clock_text, codes_of, cut, grouped, heading, pair, rule, space, text

_FIELDS = (
    "listed", "added", "certificates", "on_list", "paper_received", "paper_issued", "paper_outside", "paper_unused",
    "paper_spoiled", "box_portable", "box_room", "electronic", "marked", "activations", "outside_recorded",
    "spoiled_recorded",
)  # fmt: skip
_MOMENTS = ("slip_opened", "slip_closed", "slip_count_began", "slip_counted")


def protocol(terminal, signed: bytes, mark: tuple):
    """Yield a stored protocol element by element.

    terminal: the desk's terminal.
    signed: the protocol.
    mark: text id and values that say which copy this is.
    """
    said = protocol_of(signed)
    yield from heading(terminal, "slip_protocol")
    yield text("№ %d" % said.version, align="centre", bold=True, big=True)
    yield text(both(terminal, *mark), align="centre", inverse=mark[0] == "slip_copy_again")
    if said.supersedes is not None:
        yield from _supersedes(terminal, said)
    yield from _identity(terminal, signed, said)
    yield rule()
    for name in _FIELDS:
        if name in said.fields:
            yield pair(LETTERS[name] + "  " + both(terminal, name), str(said.fields[name]))
    for line in said.booths:
        yield from _booth(terminal, *line)
    allowed = []
    for number, contest in enumerate(terminal.poll.contests):
        allowed.append(contest.votes_allowed)
        yield from _contest(terminal, number + 1, contest, said.electronic[number], said.paper[number])
    yield from _equations(terminal, said, allowed)
    yield rule()
    for name in ("slip_sign_chair", "slip_sign_member", "slip_sign_member"):
        yield from (space(24), text(both(terminal, name)), space(40), rule())
    yield from codes_of(payloads.PROTOCOL, signed)
    yield text(both(terminal, "slip_end") + " · " + both(terminal, *mark), align="centre", bold=True)
    yield cut()


def _supersedes(terminal, said: payloads.Protocol):
    """Which protocol this one supersedes, and why."""
    yield rule()
    yield text(both(terminal, "slip_supersedes", said.version - 1), align="centre", bold=True, inverse=True)
    yield text(grouped(said.supersedes[:8]), align="centre")
    yield text(both(terminal, "slip_correction") + ":")
    yield text(said.correction, bold=True)


def _identity(terminal, signed: bytes, said: payloads.Protocol):
    """The precinct, the terminal, and the times of opening, closing and counting."""
    yield rule()
    yield text(both(terminal, "slip_precinct", terminal.poll.precinct_number))
    yield pair(both(terminal, "slip_device"), terminal.serial)
    for name, data in (
        ("slip_firmware", said.firmware), ("slip_election", said.election), ("slip_code", sha256(signed).digest())
    ):  # fmt: skip
        yield text(both(terminal, name))
        yield text(grouped(data[:8]), align="right")
    for name, moment in zip(_MOMENTS, said.moments):
        yield pair(both(terminal, name), clock_text(terminal, moment or None))
    yield pair(both(terminal, "slip_printed"), clock_text(terminal, terminal.clock.now()))
    yield text(both(terminal, "slip_whole"))


def _booth(terminal, number: int, cast: int, spoiled: int, spent: int, _, issued: int):
    yield rule()
    yield text(both(terminal, "slip_booth", number), bold=True)
    for letter, name, count in (("T", "activations", issued), ("U", "slip_spent", spent), ("L", "slip_cast", cast)):
        yield pair("%s%d  " % (letter, number) + both(terminal, name), str(count))
    yield pair(both(terminal, "slip_spoiled"), str(spoiled))


def _contest(terminal, number: int, contest: payloads.Contest, electronic: list, paper: list):
    """A contest's lines: electronic votes, paper votes, and their sum.

    If several votes are allowed, votes not used and blank ballots are different units, so they are never added.
    """
    yield rule()
    kazakh, russian = contest.title["kk"], contest.title["ru"]
    yield text("%d. %s" % (number, kazakh), bold=True)
    if russian != kazakh:
        yield text(russian, bold=True)
    yield text(both(terminal, "slip_columns"), align="right")
    options = contest.options
    for place, option in enumerate(options):
        kazakh, russian = option.names["kk"], option.names["ru"]
        name = kazakh if kazakh == russian else kazakh + " · " + russian
        letter = "V%d%s  " % (place + 1, " O" if option.against_all else "")
        yield pair(letter + name, _sum(electronic[place], paper[place]), True)
    not_given = electronic[len(options) :]
    yield pair("N  " + both(terminal, "slip_blank"), _sum(not_given[-1], paper[-2]), True)
    if len(not_given) > 1:
        yield pair("W  " + both(terminal, "slip_unused"), str(sum(not_given)), True)
    yield pair("M  " + both(terminal, "paper_invalid"), str(paper[-1]), True)
    if len(not_given) == 1:
        yield pair(both(terminal, "slip_total"), _sum(sum(electronic), sum(paper)))


def _sum(electronic: int, paper: int) -> str:
    return "%d + %d = %d" % (electronic, paper, electronic + paper)


def _equations(terminal, said: payloads.Protocol, allowed: list):
    """Each equation in letters and numbers, then the breached ones in words, and the commission's reason."""
    yield rule()
    yield text(both(terminal, "slip_equations"), bold=True)
    arguments = said.fields, said.electronic, said.paper, allowed, said.booths
    for name, formula, numbers, _, _, holds in checks(*arguments):
        contest = name.rpartition("_")[2] + ".  " if "_votes_" in name else ""
        yield pair(("✓ " if holds else "✗ ") + contest + formula, numbers, not holds)
    if said.reason is None:
        return
    yield rule()
    yield text(both(terminal, "slip_breach"), align="centre", bold=True, inverse=True)
    for name, _, _, left, right, holds in checks(*arguments):
        for language in range(0 if holds else 2):  # Kazakh, Russian

            def words(name, *values, language=language):
                return terminal.texts.all(name)[language].format(*values)

            yield from (space(8), text(sentence(words, name, left, right)))
    yield space(8)
    yield text(both(terminal, "slip_reason") + ":")
    yield text(said.reason, bold=True)
