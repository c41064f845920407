"""The equations of a precinct's protocol (docs/formats.md, section 7). A breach is said, never mended."""

# id, left side, relation, right side; the sides are sums of fields, a minus before the name takes it off.
_RULES = (
    ("on_list", ("on_list",), "=", ("listed", "added", "-certificates")),
    ("marked", ("marked",), "=", ("activations", "paper_issued", "paper_outside")),
    ("not_more_than_listed", ("marked",), "<=", ("on_list",)),
    ("electronic", ("electronic",), "<=", ("activations",)),
    ("paper", ("paper_received",), "=", ("paper_issued", "paper_outside", "paper_spoiled", "paper_unused")),
    ("portable_box", ("box_portable",), "<=", ("paper_outside",)),
    ("room_box", ("box_room",), "<=", ("paper_issued",)),
)


def _side(fields: dict, names: tuple) -> int:
    return sum(-fields[name[1:]] if name[0] == "-" else fields[name] for name in names)


def breaches(fields: dict, electronic: list, paper: list, votes_allowed: list) -> list[tuple]:
    """(id, left, right) of every equation that does not hold.

    fields: all of section 7. electronic, paper: counts of each contest's lines. votes_allowed: for each contest.
    """
    found = []
    for name, left, relation, right in _RULES:
        a, b = _side(fields, left), _side(fields, right)
        if a > b or (relation == "=" and a < b):
            found.append((name, a, b))
    if fields["on_list"] < 0:
        found.append(("on_list_negative", fields["on_list"], 0))
    for number, allowed in enumerate(votes_allowed):
        total = sum(electronic[number])
        if total != fields["electronic"] * allowed:
            found.append(("electronic_votes_%d" % (number + 1), total, fields["electronic"] * allowed))
        total, ballots = sum(paper[number]), fields["box_portable"] + fields["box_room"]
        if not ballots <= total <= ballots * allowed if allowed > 1 else total != ballots:
            found.append(("paper_votes_%d" % (number + 1), total, ballots))
    return found
