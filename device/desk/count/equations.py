"""The equations of a precinct's protocol (docs/formats.md, section 7). A breach is reported, never corrected."""

# The letter of each number on the printed protocol, also used in its equations; acts and complaints are in none.
LETTERS = {
    "listed": "A", "added": "B", "certificates": "C", "on_list": "D", "received": "E", "issued": "F",
    "outside": "G", "unused": "H", "spoiled": "I", "portable": "J", "room": "K", "electronic": "L", "withdrawn": "P",
    "lost": "Q", "marked": "S", "typed_in": "ST", "activations": "T", "issued_recorded": "F*", "outside_recorded": "G*",
    "spoiled_recorded": "I*", "paper_returned": "FR", "slips_returned": "R", "slips_exchanged": "X",
    "slips_cancelled": "Y", "slips_changed": "YX", "slips_taken": "ZS", "papers_taken": "FS",
    "by_certificate": "BC", "added_refused": "BR", "certificates_received": "CR", "certificates_cancelled": "CU",
    "certificates_lost": "CQ", "home_requests": "GA", "home_refused": "GR", "assisted": "SA",
    "withdrawn_recorded": "P*", "by_hand": "BH", "challenged": "CH", "complaints": "", "acts": "",
}  # fmt: skip
# Fields of a `PaperLine` in order, and the id of the words for each.
PAPERS = (
    ("received", "paper_received"), ("withdrawn", "paper_withdrawn"), ("issued", "paper_issued"),
    ("outside", "paper_outside"), ("unused", "paper_unused"), ("spoiled", "paper_spoiled"), ("lost", "paper_lost"),
    ("portable", "box_portable"), ("room", "box_room"),
)  # fmt: skip
# id, left side, relation, right side. The sides are sums of fields; a minus before a name subtracts it.
_GIVEN = ("activations", "issued_recorded", "outside_recorded")
_RULES = (
    ("on_list", ("on_list",), "=", ("listed", "added", "-certificates")),
    ("by_certificate", ("by_certificate",), "≤", ("added",)),
    ("certificates", ("certificates_received",), "=", ("certificates", "certificates_cancelled", "certificates_lost")),
    ("on_list_negative", ("on_list",), "≥", ()),
    ("marked", ("marked", "slips_exchanged", "slips_changed"), "=", _GIVEN),
    ("not_more_than_listed", ("marked",), "≤", ("on_list",)),
    ("voted_of_list", ("electronic", "by_hand", "issued_recorded", "outside_recorded"), "≤", ("on_list",)),
    ("electronic", ("electronic",), "≤", ("activations",)),
    ("slips", ("electronic", "by_hand", "slips_returned", "slips_exchanged", "slips_cancelled"), "≤", ("activations",)),
    ("changed", ("slips_changed",), "≤", ("slips_cancelled",)),
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
    ended: list | tuple = (),
    styles: list | None = None,
    of_styles: list | tuple = (),
    desks: list | None = None,
    accounts: list | None = None,
):
    """Yield (id, in letters, in numbers, left, right, whether it holds) for every equation.

    An id that ends in a number belongs to the contest, booth, desk or member with that number.

    fields: as in section 7.
    electronic, paper: counts per contest and line.
    papers: a `PaperLine` per contest.
    votes_allowed: per contest.
    booths: `BoothLine`s of the protocol.
    left_out: its `LeftOut`s, or None.
    ended: `EndedLine`s of the protocol; where there is none, no equation speaks of ballots counted by hand.
    styles: its `StyleLine`s, or None.
    of_styles: the numbers of the contests of each style, from 0.
    desks, accounts: its `DeskLine`s and `Account`s, or None.
    """
    if ended:
        fields = dict(fields)
        fields["by_hand"] = sum([line.by_hand for line in ended])
    yield from _of_fields(_RULES, fields, "")
    spoiled = " + ".join(["I%d" % (number + 1) for number in range(len(papers))])
    total = sum([line.spoiled for line in papers])
    yield _check("spoiled_recorded", spoiled, total, "=", "I*", fields["spoiled_recorded"])
    withdrawn = " + ".join(["P%d" % (number + 1) for number in range(len(papers))])
    total = sum([line.withdrawn for line in papers])
    yield _check("withdrawn_recorded", withdrawn, total, "=", "P*", fields["withdrawn_recorded"])
    yield from _booths(fields, booths)
    yield from _styles(fields, styles or ())
    for one in (desks or ())[1:]:
        if one.report is None:  # it is dead: two people say so, and nobody knows what it gave
            yield _check("desk_dead_%d" % one.desk, "D%d" % one.desk, 0, "=", "1", 1)
    holders = [line.holder for line in accounts or ()]
    for at, holder in enumerate(holders):  # who issued at two desks, two people say
        if holder not in holders[:at] and holders.count(holder) > 1:
            yield _check("account_twice_%d" % holder, "№%d" % holder, holders.count(holder), "≤", "1", 1)
    for line in accounts or ():  # what a member received was given out or spoiled, or came back unused
        used = line.ballots + line.spoiled + line.unused
        name = "№%d/%d: E" % (line.desk, line.holder)
        yield _check("account_%d" % line.holder, name, line.received, "=", "FB + I* + H", used)
    for one in left_out or ():  # its totals hold no votes: two people say so, and the slips are counted by hand
        yield _check("booth_out_%d" % one.booth, "S%d" % one.booth, 0, "=", "1", 1)
    yield from _ended(fields, booths, left_out or (), ended)
    for number, allowed in enumerate(votes_allowed):
        line = recorded(fields, styles, of_styles, number)
        line.update({name: count for (name, _), count in zip(PAPERS, papers[number])})
        without = fields["electronic"] - line["electronic"]
        yield from _of_fields(_PAPER_RULES, line, "_%d" % (number + 1))
        is_for_all = is_of_all(of_styles, number)
        if not is_for_all:
            blank = electronic[number][-1] - without
            yield _check("blank_of_style_%d" % (number + 1), "N", blank, "≥", "0", 0)
        boxes = ("portable", "room", "by_hand") if ended else ("portable", "room")
        votes = sum(electronic[number]) - without * allowed
        yield _electronic_votes(number + 1, line["electronic"], votes, allowed)
        if ended and not is_for_all:  # nobody counts for which style a ballot in a sealed box is
            yield from _some_by_hand(number + 1, line, paper[number], allowed)
        else:
            yield from _paper_votes(number + 1, _formula(boxes), _side(line, boxes), paper[number], allowed)


def _of_fields(rules: tuple, fields: dict, number: str):
    for name, left, relation, right in rules:
        left = tuple([one for one in left if one != "by_hand" or one in fields])
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
        formula = " + ".join(["Y%d" % booth.booth for booth in booths])
        total = sum([booth.cancelled for booth in booths])
        yield _check("cancelled_sum", "Y", fields["slips_cancelled"], "=", formula, total)
        formula = " + ".join(["T%d" % booth.booth for booth in booths])
        total = sum([booth.issued for booth in booths])
        yield _check("activations_sum", "T", fields["activations"], "=", formula, total)
    for booth in booths:
        number, used = booth.booth, booth.cast + booth.cancelled
        yield _check("booth_cast_%d" % number, "L%d + Y%d" % (number, number), used, "≤", "U%d" % number, booth.spent)
        yield _check("booth_spent_%d" % number, "U%d" % number, booth.spent, "≤", "T%d" % number, booth.issued)
        if booth.totals is None:  # its cartridge is lost: two people say why, and the slips are counted by hand
            yield _check("booth_lost_%d" % number, "S%d" % number, 0, "=", "1", 1)


def _ended(fields: dict, booths: list | tuple, left_out: list | tuple, ended: list | tuple):
    """The equations of openings that ended early: nobody both cast a ballot and exchanged the slip."""
    without = [one.opening for one in left_out]
    lines = [(booth, line) for line in ended for booth in booths if booth.opening == line.opening]
    if lines:
        formula = " + ".join(["X%d" % booth.booth for booth, _ in lines])
        total = sum([line.exchanged for line in ended])
        yield _check("exchanged_sum", "X", fields["slips_exchanged"], "=", formula, total)
    for booth, line in lines:
        is_by_hand = booth.totals is None or booth.opening in without
        letter, ballots = ("BH", line.by_hand) if is_by_hand else ("L", booth.cast)
        formula, number = "%s%d + X%d" % (letter, booth.booth, booth.booth), booth.booth
        name = "booth_exchanged_%d" % number
        yield _check(name, formula, ballots + line.exchanged, "≤", "T%d" % number, booth.issued)


def recorded(fields: dict, styles: list | None, of_styles: list | tuple, number: int) -> dict:
    """The fields with what the desk and the booths recorded of one contest's voters alone. number: of it, from 0.

    Nobody asks of which style paper is that comes back: it counts as far as it is more than all others were given.
    """
    line = dict(fields)
    if styles:
        papers = "issued_recorded", "outside_recorded"
        here = [one for one, contests in zip(styles, of_styles) if number in contests]
        line["electronic"] = sum([one.cast for one in here])
        line["issued_recorded"] = sum([one.issued for one in here])
        line["outside_recorded"] = sum([one.outside for one in here])
        others = _side(fields, papers) - _side(line, papers)
        line["paper_returned"] = max(0, fields["paper_returned"] - others)
    return line


def is_of_all(of_styles: list | tuple, number: int) -> bool:
    """Has every voter this contest? number: of it, from 0."""
    return all([number in contests for contests in of_styles])


def _styles(fields: dict, styles: list | tuple):
    """The equations of the ballot styles: each ballot is of one."""
    if styles:
        for at, name in enumerate(("electronic", "issued_recorded", "outside_recorded")):
            letter, total = LETTERS[name], sum([line[at] for line in styles])
            each = " + ".join(["%s(%d)" % (letter, number + 1) for number in range(len(styles))])
            yield _check("styles", letter, fields[name], "=", each, total)


def _some_by_hand(number: int, line: dict, paper: list, allowed: int):
    """Of a contest that not everybody has: some of the ballots counted by hand have it."""
    name, boxes = "paper_votes_%d" % number, line["portable"] + line["room"]
    votes, others = sum(paper[:-3]), sum(paper[-3:])
    least = votes + others if allowed == 1 else (votes + allowed - 1) // allowed + others
    yield _check(name, "V + N + VN + M" if allowed == 1 else "V / %d + N + VN + M" % allowed, least, "≤", "J + K + BH",
                 boxes + line["by_hand"])  # fmt: skip
    yield _check(name, "V + N + VN + M", votes + others, "≥", "J + K", boxes)


def _electronic_votes(number: int, cast: int, electronic: int, allowed: int) -> tuple:
    """V is all votes of a contest's lines, W votes not given, N blank ballots, together `electronic`.

    cast: electronic ballots with this contest.
    """
    times, letters = ("", "V + N") if allowed == 1 else (" × %d" % allowed, "V + W")
    name = "electronic_votes_%d" % number
    return _check(name, letters, electronic, "=", "L" + times, cast * allowed)


def _paper_votes(number: int, boxes: str, ballots: int, paper: list, allowed: int):
    """VN is ballots with every answer marked, M invalid ones. boxes, ballots: what was found, in letters and in all."""
    name, votes, valid = "paper_votes_%d" % number, sum(paper[:-3]), ballots - sum(paper[-3:])
    if allowed == 1:
        yield _check(name, "V + N + VN + M", sum(paper), "=", boxes, ballots)
    else:  # a valid ballot has votes on one line, or on as many as are allowed
        formula = boxes + " − N − VN − M"
        yield _check(name, "V", votes, "≥", formula, valid)
        if votes >= valid:
            yield _check(name, "V", votes, "≤", "(%s) × %d" % (formula, allowed), valid * allowed)


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
