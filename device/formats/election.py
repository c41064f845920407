"""Names for the keys of the election and precinct definitions (docs/formats.md, section 3)."""

# Election definition.
ID, TITLE, DATE, CONTESTS, SETTINGS = 1, 2, 3, 4, 5
# Contest and option; an option has the first two, and TITLE is its name.
VOTES_ALLOWED, BLANK_ALLOWED, OPTIONS = 3, 4, 5
AGAINST_ALL = 3
# What most objects begin with, and the precinct definition.
KIND, ELECTION, PRECINCT, MODE = 0, 1, 2, 3
NAME, PRECINCT_KEY, DESK_KEY, BOOTHS, LISTED, UTC_OFFSET, CENTRE_KEY, HOURS = 4, 5, 6, 7, 8, 9, 10, 11

OFFICIAL, TEST, TRAINING = 0, 1, 2
CHAIR, MEMBER = 0, 1
