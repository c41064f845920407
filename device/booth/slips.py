"""What the booth prints: zero report, ballot, its last line, sealed totals."""

from booth.ballots.settling import CAST, CHALLENGED, NOT_CAST
from formats import cose, payloads
from paper.common_slips import again, both, codes_of, colour_of, cut, heading, identity, pair, rule, space, text, under
from text.texts import LANGUAGES

TALLIED = ("slip_cast", "slip_spoiled", "slip_spent", "challenged", "slips_cancelled")  # words for a `Tally`
_LAST_WORDS = {
    CAST: ("slip_trailer_cast", "slip_box"),
    NOT_CAST: ("slip_trailer_spoiled", None),
    CHALLENGED: ("slip_trailer_challenged", "slip_not_box"),
}


def zero(terminal, report: payloads.ZeroReport, copy: int):
    """Zero for every option, the counts from the chips, and the identity of the terminal; signed.

    What is at its top is made at once, all else when it is printed: a list of everything would fill the heap.

    report: the object to sign.
    copy: 0 for the first print, else the number of the reprint.
    """
    signed = terminal.sign(payloads.ZERO_REPORT, report)
    top = (
        again(terminal, copy)
        + heading(terminal, "slip_zero")
        + identity(terminal, "slip_booth", terminal.poll.terminal)
    )

    def elements():
        yield from top
        yield rule()
        contests = terminal.poll.contests
        for number in range(len(contests)):
            yield from _zeros(contests[number])
            yield pair(both(terminal, "slip_blank"), "0")
        yield rule()
        yield from counts(terminal, report.tally)
        yield from codes_of(payloads.ZERO_REPORT, signed)
        yield cut()

    return elements


def _zeros(contest: payloads.Contest) -> list:
    return [text(contest.title["kk"], bold=True)] + [pair(option.names["kk"], "0") for option in contest.options]


def counts(terminal, tally: payloads.Tally) -> list:
    """Ballots cast, spoiled, activations spent, ballots challenged, slips cancelled."""
    return [pair(both(terminal, name), str(number), True) for name, number in zip(TALLIED, tally)]


def ballot(terminal, selections: list, style: int) -> list:
    """The choice in plain text, to compare before casting. Nothing else: no code, no number, no time.

    In all languages: a slip that shows which one the voter used could identify the voter. Contests that are not of the
    ballot's style are not on it.
    """
    elements = heading(terminal, "slip_ballot")
    for number in terminal.poll.contests_of(style):
        elements += _chosen(terminal, terminal.poll.contests[number], selections[number])
    return elements + [rule()]


def _chosen(terminal, contest: payloads.Contest, chosen: list) -> list:
    title = contest.title
    elements = [rule(), text(title["kk"])] + ([text(title["ru"])] if title["ru"] != title["kk"] else [])
    elements += colour_of(contest)
    names = [contest.options[option].names for option in chosen]
    for name in names or [dict(zip(LANGUAGES, terminal.texts.all("slip_blank")))]:
        elements += [space(6), text("✓ " + name["kk"], bold=True)]
        said = [name["kk"]]
        for language in LANGUAGES[1:]:
            if name[language] not in said:
                said.append(name[language])
                elements += [text(name[language], bold=True)]
    return elements


def trailer(terminal, outcome: int) -> list:
    """The last line of a ballot slip, then the cut. outcome: CAST, NOT_CAST or CHALLENGED, as it is stored."""
    last, where = _LAST_WORDS[outcome]
    word = terminal.texts.all(last)
    elements = [
        under(),
        space(8),
        text(word[0], align="centre", bold=True, inverse=True),
        text(word[1], align="centre", bold=True, inverse=True),
    ]
    if where:
        elements += [space(8), text(both(terminal, where), align="centre")]
    return elements + [cut()]


def totals(terminal, signed: bytes) -> list:
    """The counts in plain text, and the sealed sums as codes."""
    elements = heading(terminal, "slip_totals") + identity(terminal, "slip_booth", terminal.poll.terminal)
    sealed = payloads.decode(payloads.SEALED_TOTALS, cose.payload_of(signed))
    elements += [rule()] + counts(terminal, sealed.tally) + [rule()]
    for style, count in zip(terminal.poll.styles, sealed.styles or ()):
        elements.append(pair(style.names["kk"] + " · " + style.names["ru"], str(count)))
    elements += [text(both(terminal, "scan_at_desk"), align="centre")]
    return elements + list(codes_of(payloads.SEALED_TOTALS, signed)) + [cut()]
