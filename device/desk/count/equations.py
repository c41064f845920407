"""The equations of a precinct's protocol (docs/formats.md, section 7). A breach is reported, never corrected."""

# The letter of each field on the printed protocol, also used in its equations.
LETTERS = {
    "listed": "A", "added": "B", "certificates": "C", "on_list": "D", "paper_received": "E", "paper_issued": "F",
    "paper_outside": "G", "paper_unused": "H", "paper_spoiled": "I", "box_portable": "J", "box_room": "K",
    "electronic": "L", "marked": "S", "activations": "T", "outside_recorded": "G*", "spoiled_recorded": "I*",
}  # fmt: skip
# id, left side, relation, right side. The sides are sums of fields; a minus before a name subtracts it.
_RULES = (
    ("on_list", ("on_list",), "=", ("listed", "added", "-certificates")),
    ("on_list_negative", ("on_list",), "≥", ()),
    ("marked", ("marked",), "=", ("activations", "paper_issued", "paper_outside")),
    ("voted", ("marked",), "=", ("electronic", "paper_issued", "paper_outside")),
    ("not_more_than_listed", ("marked",), "≤", ("on_list",)),
    ("voted_of_list", ("electronic", "paper_issued", "paper_outside"), "≤", ("on_list",)),
    ("electronic", ("electronic",), "≤", ("activations",)),
    ("paper", ("paper_received",), "=", ("paper_issued", "paper_outside", "paper_unused", "paper_spoiled")),
    ("portable_box", ("box_portable",), "≤", ("paper_outside",)),
    ("room_box", ("box_room",), "≤", ("paper_issued",)),
    # Counted by hand, against what the desk recorded.
    ("outside_recorded", ("paper_outside",), "=", ("outside_recorded",)),
    ("spoiled_recorded", ("paper_spoiled",), "=", ("spoiled_recorded",)),
)
_OPPOSITE = {"=": "≠", "≤": ">", "≥": "<"}


def breaches(fields: dict, electronic: list, paper: list, votes_allowed: list, booths: list | tuple = ()) -> list:
    """(id, left, right) of every equation that does not hold.

    fields, electronic, paper, votes_allowed, booths: as for `checks`.
    """
    found = []
    for name, _, _, left, right, holds in checks(fields, electronic, paper, votes_allowed, booths):
        if not holds:
            found.append((name, left, right))
    return found


def checks(fields: dict, electronic: list, paper: list, votes_allowed: list, booths: list | tuple = ()):
    """Yield (id, in letters, in numbers, left, right, whether it holds) for every equation.

    An id that ends in a number belongs to the contest or booth with that number.

    fields: as in section 7; fields from the desk's own records may be missing.
    electronic, paper: counts per contest and line.
    votes_allowed: per contest.
    booths: `BoothLine`s of the protocol.
    """
    for name, left, relation, right in _RULES:
        if all(field.lstrip("-") in fields for field in left + right):
            yield _check(name, _formula(left), _side(fields, left), relation, _formula(right), _side(fields, right))
    yield from _booths(fields, booths)
    for number, allowed in enumerate(votes_allowed):
        yield from _votes(fields, number + 1, sum(electronic[number]), sum(paper[number]), allowed)


def _booths(fields: dict, booths: list | tuple):
    """The equations of each booth, and of the sums over all booths."""
    if booths:
        formula = " + ".join("L%d" % booth.booth for booth in booths)
        total = sum(booth.cast for booth in booths)
        yield _check("electronic_sum", "L", fields["electronic"], "=", formula, total)
        formula = " + ".join("T%d" % booth.booth for booth in booths)
        total = sum(booth.issued for booth in booths)
        yield _check("activations_sum", "T", fields["activations"], "=", formula, total)
    for number, cast, _, spent, _, issued in booths:
        yield _check("booth_cast_%d" % number, "L%d" % number, cast, "≤", "U%d" % number, spent)
        yield _check("booth_spent_%d" % number, "U%d" % number, spent, "≤", "T%d" % number, issued)


def _votes(fields: dict, number: int, electronic: int, paper: int, allowed: int):
    """The sums of one contest's votes: V votes on all lines, W votes not used, N blank ballots, M invalid ballots."""
    times = "" if allowed == 1 else " × %d" % allowed
    name = "electronic_votes_%d" % number
    letters = "V + N" if allowed == 1 else "V + W"
    yield _check(name, letters, electronic, "=", "L" + times, fields["electronic"] * allowed)
    name, ballots = "paper_votes_%d" % number, fields["box_portable"] + fields["box_room"]
    if allowed == 1:
        yield _check(name, "V + N + M", paper, "=", "J + K", ballots)
    else:  # a paper ballot counts on one line, or on as many as votes are allowed
        yield _check(name, "V + N + M", paper, "≥", "J + K", ballots)
        if paper >= ballots:
            yield _check(name, "V + N + M", paper, "≤", "(J + K)" + times, ballots * allowed)


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
