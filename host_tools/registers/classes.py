"""What can be true of an entry: flags, the one class it is counted in, and fields that can conflict.

An entry is one person number (id type and value) with everything the three registers say under it. It can have
several flags; its class is the first of them in the order below, so that classes partition the entries and add up.
"""

from __future__ import annotations

# Order matters: what decides about the vote comes before what is a matter of paper work.
CLASSES = (
    "deceased",  # a register gives a date of death on or before the day
    "under_18",
    "only_pension",  # in neither of the two registers that lists are made from
    "faulty",  # a record of population or interior breaks a rule of its profile
    "swapped_numbers",  # population and interior have two persons' numbers crosswise
    "other_person",  # population and interior have different people under the number
    "age_conflict",  # of population and interior only one says that the person is 18 on the day
    "without_precinct",  # no address, or an address that the table does not know
    "duplicate",  # one register has the number more than once
    "perhaps_same",  # another number seems to be the same person's
    "conflict",  # population and interior differ in a field
    "doubtful_name",  # a letter of the listed name could stand for two, or it hardly is a name
    "only_interior",
    "only_population",
    "pension_conflict",  # the pension register differs from the record that the list uses
    "over_limit",  # behind the precinct's limit in list order
    "repaired",  # letters of the listed name were of the wrong script and were repaired
    "match",
)
FLAG = {name: 1 << bit for bit, name in enumerate(CLASSES[:-1])}  # "match" is the absence of flags
CONFLICT_FIELDS = ("surname", "given_name", "patronymic", "birth_date", "address_code")
PENSION_FIELDS = CONFLICT_FIELDS[:4]  # the pension register has no address
FIELD = {name: 1 << bit for bit, name in enumerate(CONFLICT_FIELDS)}

LISTED, HELD, ASIDE = "listed", "held", "aside"
OUTCOMES = (LISTED, HELD, ASIDE)  # on the list; waiting for a decision; off the list with a reason
LISTED_CODE, HELD_CODE, ASIDE_CODE = range(len(OUTCOMES))  # OUTCOMES by number, as entries store them

REGISTERS = ("population", "interior", "pension")
LISTING = REGISTERS[:2]  # those that lists are made from
PREFIX = dict(zip(REGISTERS, ("p_", "i_", "n_"), strict=True))  # of a register's columns in an entry
NAME_FIELDS = CONFLICT_FIELDS[:3]


def flag_names(flags: int) -> list[str]:
    """Names of the flags in `flags`, most weighty first; ["match"] for none."""
    return [name for name in CLASSES[:-1] if flags & FLAG[name]] or ["match"]


def mask_of(*names: str) -> int:
    """The flags of these names, together."""
    return sum(FLAG[name] for name in names)


def field_names(fields: int) -> list[str]:
    """Names of the fields in a field mask."""
    return [name for name in CONFLICT_FIELDS if fields & FIELD[name]]
