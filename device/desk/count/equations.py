"""The equations of a precinct's protocol (docs/formats.md, section 7). A breach is reported, never corrected."""

# The letter of each number on the printed protocol, also used in its equations; acts and complaints are in none.
LETTERS = {
    "listed": "A", "added": "B", "certificates": "C", "on_list": "D", "received": "E", "issued": "F",
    "outside": "G", "unused": "H", "spoiled": "I", "portable": "J", "room": "K", "electronic": "L", "withdrawn": "P",
    "lost": "Q", "marked": "S", "activations": "T", "issued_recorded": "F*", "outside_recorded": "G*",
    "spoiled_recorded": "I*", "paper_returned": "FR", "slips_returned": "R", "slips_exchanged": "X",
    "slips_cancelled": "Y", "challenged": "CH", "complaints": "", "acts": "",
}  # fmt: skip
# Fields of a `PaperLine` in order, and the id of the words for each.
PAPERS = (
    ("received", "paper_received"), ("withdrawn", "paper_withdrawn"), ("issued", "paper_issued"),
    ("outside", "paper_outside"), ("unused", "paper_unused"), ("spoiled", "paper_spoiled"), ("lost", "paper_lost"),
    ("portable", "box_portable"), ("room", "box_room"),
)  # fmt: skip
# id, left side, relation, right side. The sides are sums of fields; a minus before a name subtracts it.
_RULES = (
    ("on_list", ("on_list",), "=", ("listed", "added", "-certificates")),
    ("on_list_negative", ("on_list",), "≥", ()),
    ("marked", ("marked", "slips_exchanged"), "=", ("activations", "issued_recorded", "outside_recorded")),
    ("not_more_than_listed", ("marked",), "≤", ("on_list",)),
    ("voted_of_list", ("electronic", "issued_recorded", "outside_recorded"), "≤", ("on_list",)),
    ("electronic", ("electronic",), "≤", ("activations",)),
    ("slips", ("electronic", "slips_returned", "slips_exchanged", "slips_cancelled"), "≤", ("activations",)),
)
# The same of each contest's paper ballots.
_PAPER_RULES = (
    ("paper", ("received",), "=", ("withdrawn", "issued", "outside", "unused", "spoiled", "lost")),
    ("issued_recorded", ("issued",), "=", ("issued_recorded",)),
    ("outside_recorded", ("outside",), "=", ("outside_recorded",)),
    ("portable_box", ("portable",), "≤", ("outside",)),
    ("room_box", ("room",), "≤", ("issued",)),
    ("found", ("portable", "room", "paper_returned"), "≤", ("issued", "outside")),
)
_OPPOSITE = {"=": "≠", "≤": ">", "≥": "<"}


def breaches(*arguments) -> list:
    """(id, left, right) of every equation that does not hold. The arguments are those of `checks`."""
    return [(name, left, right) for name, _, _, left, right, holds in checks(*arguments) if not holds]


def checks(
    fields: dict,
    electronic: list,
    paper: list,
    papers: list,
    votes_allowed: list,
    booths: list | tuple = (),
    left_out: list | None = None,
):
    """Yield (id, in letters, in numbers, left, right, whether it holds) for every equation.

    An id that ends in a number belongs to the contest or booth with that number.

    fields: as in section 7.
    electronic, paper: counts per contest and line.
    papers: a `PaperLine` per contest.
    votes_allowed: per contest.
    booths: `BoothLine`s of the protocol.
    left_out: its `LeftOut`s, or None.
    """
    yield from _of_fields(_RULES, fields, "")
    spoiled = " + ".join(["I%d" % (number + 1) for number in range(len(papers))])
    total = sum([line.spoiled for line in papers])
    yield _check("spoiled_recorded", spoiled, total, "=", "I*", fields["spoiled_recorded"])
    yield from _booths(fields, booths)
    for one in left_out or ():  # its totals hold no votes: two people say so, and the slips are counted by hand
        yield _check("booth_out_%d" % one.booth, "S%d" % one.booth, 0, "=", "1", 1)
    for number, allowed in enumerate(votes_allowed):
        line = dict(fields)
        line.update({name: count for (name, _), count in zip(PAPERS, papers[number])})
        yield from _of_fields(_PAPER_RULES, line, "_%d" % (number + 1))
        ballots = line["portable"] + line["room"]
        yield from _votes(number + 1, fields["electronic"], electronic[number], ballots, paper[number], allowed)


def _of_fields(rules: tuple, fields: dict, number: str):
    for name, left, relation, right in rules:
        sides = _formula(left), _side(fields, left), relation, _formula(right), _side(fields, right)
        yield _check(name + number, *sides)


def _booths(fields: dict, booths: list | tuple):
    """The equations of each booth, and of the sums over all booths."""
    if booths:
        formula = " + ".join(["L%d" % booth.booth for booth in booths])
        total = sum([booth.cast for booth in booths])
        yield _check("electronic_sum", "L", fields["electronic"], "=", formula, total)
        formula = " + ".join(["CH%d" % booth.booth for booth in booths])
        total = sum([booth.challenged for booth in booths])
        yield _check("challenged_sum", "CH", fields["challenged"], "=", formula, total)
        formula = " + ".join(["T%d" % booth.booth for booth in booths])
        total = sum([booth.issued for booth in booths])
        yield _check("activations_sum", "T", fields["activations"], "=", formula, total)
    for booth in booths:
        number = booth.booth
        yield _check("booth_cast_%d" % number, "L%d" % number, booth.cast, "≤", "U%d" % number, booth.spent)
        yield _check("booth_spent_%d" % number, "U%d" % number, booth.spent, "≤", "T%d" % number, booth.issued)
        if booth.totals is None:  # its cartridge is lost: two people say why, and the slips are counted by hand
            yield _check("booth_lost_%d" % number, "S%d" % number, 0, "=", "1", 1)


def _votes(number: int, cast: int, electronic: list, ballots: int, paper: list, allowed: int):
    """The equations of one contest's votes.

    V is all votes of its lines, W votes not given, N blank ballots, VN ballots with every answer marked, M invalid
    ones. cast: electronic ballots. ballots: found in the boxes.
    """
    times, name = "" if allowed == 1 else " × %d" % allowed, "electronic_votes_%d" % number
    letters = "V + N" if allowed == 1 else "V + W"
    yield _check(name, letters, sum(electronic), "=", "L" + times, cast * allowed)
    name, votes, valid = "paper_votes_%d" % number, sum(paper[:-3]), ballots - sum(paper[-3:])
    if allowed == 1:
        yield _check(name, "V + N + VN + M", sum(paper), "=", "J + K", ballots)
    else:  # a valid ballot has votes on one line, or on as many as are allowed
        formula = "J + K − N − VN − M"
        yield _check(name, "V", votes, "≥", formula, valid)
        if votes >= valid:
            yield _check(name, "V", votes, "≤", "(%s)%s" % (formula, times), valid * allowed)


def _check(name: str, left_letters: str, left: int, relation: str, right_letters: str, right: int) -> tuple:
    holds = left == right if relation == "=" else left <= right if relation == "≤" else left >= right
    formula = "%s %s %s" % (left_letters, relation, right_letters)
    numbers = "%d %s %d" % (left, relation if holds else _OPPOSITE[relation], right)
    return name, formula, numbers, left, right, holds


def _side(fields: dict, names: tuple) -> int:
    return sum(-fields[name[1:]] if name[0] == "-" else fields[name] for name in names)


def _formula(names: tuple) -> str:
    said = ""
    for name in names:
        said += (" − " if name[0] == "-" else " + ") + LETTERS[name.lstrip("-")]
    return said[3:] or "0"


def sentence(texts, name: str, left: int, right: int) -> str:
    """An equation that does not hold, in words.

    texts: called with a text id and values; returns the words.
    name: id of the equation.
    left, right: values of its sides.
    """
    kind, _, number = name.rpartition("_")
    return texts("eq_" + kind, number, left, right) if number.isdigit() else texts("eq_" + name, left, right)
