"""The fields of every map that enters or leaves a terminal, with their keys; docs/formats.md explains them.

`payloads.Activation` and so on are named tuples. Each type is made on demand and freed with its last value: all of them
would take 10 KiB of heap. payloads.pyi declares them. Names are those of the host's models.
"""

from collections import namedtuple

from formats import cbor
from formats.refused import Refused

# Kinds of objects in codes, and the others. Key 0 of a map is its kind and the version; a code has the kind alone.
ACTIVATION, ZERO_REPORT, SEALED_TOTALS, PROTOCOL, RECEIPT, ROLE_CARD, KEY_CARD = "A", "Z", "S", "P", "R", "C", "K"
CONFIRMATION, OPENED_BALLOT, KEY_SLIP, TERMINAL_KEY, SIGNING_CARD, SIGNATURES = "V", "O", "G", "T", "Q", "W"
CANCELLED_SLIP, TIME_CARD, READINESS, DESK_REPORT, REPLACEMENT = "B", "I", "7", "J", "8"
IN_CODES = "AZSPRCKVOGTQWBI7J8"
ELECTION, PRECINCT, MANIFEST, FIRMWARE, DEVICE, CARTRIDGE = "E", "N", "M", "F", "D", "H"
SUPPLEMENT, SIGNER_LIST = "U", "L"
_VERSION = "2"
_CONTESTS, _FILES = 4, 3  # keys of an election definition, and of the manifest of a firmware

OFFICIAL, TEST, TRAINING = 0, 1, 2  # modes
NOT_ALLOWED, OWN_LINE, INVALID = 0, 1, 2  # what a contest makes of a ballot without a mark

# Kind, type, and the fields in the order of their keys, from 1; = is a map without a kind, [ an array.
# field? may be absent and is then None. field:Type is an array of that type, field:Type* a list of such arrays.
# field:int, :bytes and :text are of that type. What others sign has a type for each field: a signature proves who made
# it, not that it has its form. +Type at the end stands for the fields of that type.
# One constant, so that it stays in flash memory; bytes, since a place in a string is counted character by character.
TABLE = b"""
A Activation election:bytes precinct:int mode:int booth:int style:int index:int desk:int opening:bytes nonce:bytes
Z ZeroReport election:bytes precinct:int mode:int terminal:int tally:Tally firmware:bytes log_head:bytes \
serial_number:text opening:bytes openings:int tag_key_hash?:bytes reason?:text signers?:bytes
S SealedTotals election:bytes precinct:int mode:int booth:int tally:Tally totals:bytes records:bytes tag_key:bytes \
log_head:bytes firmware:bytes opening:bytes styles?
P Protocol election precinct mode booths:BoothLine* electronic paper fields proof log_head firmware \
version reason? moments:Moments supersedes? correction? papers:PaperLine* left_out?:LeftOut* \
ended?:EndedLine* styles?:StyleLine* unopened?:UnopenedBooth* desks?:DeskLine* \
accounts?:Account*
R Receipt election:bytes precinct:int mode:int protocol:bytes received_s:int journal_number:int
B CancelledSlip election:bytes precinct:int mode:int booth:int opening:bytes index:int
J DeskReport election:bytes precinct:int mode:int desk:int opening:bytes firmware:bytes log_head:bytes \
counts:DeskCounts booths:DeskBooth* styles? accounts:Account*
I TimeCard election:bytes precinct:int mode:int request:text time_s:int
7 Readiness role serial_number firmware state election? precinct? mode? terminal? openings? roll? listed? time_s? \
faults:Fault* measures seals?
8 Replacement election:bytes precinct:int mode:int terminal:int serial_number:text opening:bytes openings:int \
point:bytes sealed:bytes signers?:bytes
C RoleCard election:bytes precinct:int mode?:int role:int holder:int salt:bytes iterations:int check:bytes
K KeyCardHeader election:bytes precinct:int mode:int index:int k:int n:int salt:bytes iterations:int
V ConfirmationCode election precinct mode booth opening code
O ChallengedBallot election precinct mode booth opening own nonce choice code
G KeySlip election:bytes precinct:int mode:int definition:bytes number:int holders:int commitments serial_number:text
T TerminalKey role serial_number public_key firmware
Q SigningCardHeader election:bytes precinct:int mode:int role:int holder:int salt:bytes iterations:int
W Signatures election precinct mode protocol signers:Signer*
L SignerList election precinct mode signers:ListedSigner*
M Manifest role precinct mode terminal parts:Item*
F FirmwareManifest role version files:Item*
E Election id title date contests settings styles?
N Precinct election precinct mode names key? desk booths:Booth* voters minutes_east centre hours?:Hours \
holders?:Holders people? kind? desks?:DeskPart*
U Supplement election precinct mode number added:Change* removed follows listed elsewhere?
D Device role serial_number authority
H CartridgeHeader election precinct mode terminal slots? slot_bytes? positions? indices slips? intents \
log_entries rows? booths? list_state? added? opening openings record_version? styles?
= Where election precinct mode
= Secrets role_secret card_secret? lookup_key? wrap_key?
= RollRow name birth_year style?
= Style id names contests
= Contest id title votes_allowed blank options referendum? colour? percent_of?
= Option id names against_all?
[ Fault number detail
[ Tally cast spoiled spent challenged cancelled
[ BoothLine booth cast spoiled spent totals? issued opening challenged cancelled
[ LeftOut booth opening first? positions? point? proof?
[ DeskCounts listed marked typed_in activations issued outside spoiled withdrawn slips_returned slips_exchanged \
slips_changed slips_taken paper_returned papers_taken added by_certificate added_refused \
home_requests home_refused assisted
[ DeskLine desk report? +DeskCounts
[ DeskBooth booth opening number issued exchanged ended
[ Account desk holder received slips issued outside spoiled paper_returned slips_returned ballots unused
[ EndedLine opening exchanged by_hand
[ StyleLine cast issued outside
[ UnopenedBooth booth reason
[ Signer role holder public_key verdict? signed_s? signature?
[ ListedSigner role holder public_key
[ PaperLine received withdrawn issued outside unused spoiled lost portable room
[ Moments opened closed count_began signed
[ Item name size hash
[ Booth number public_key slots
[ DeskPart number public_key voters
[ Hours opens closes
[ Holders needed all
[ Change row sealed entries
"""


_PLAIN = {"int": int, "bytes": bytes, "text": str}


def _line(begin: str) -> list[str]:
    """The words of the table's line that begins like this, from the type on."""
    at = TABLE.find(begin.encode())
    if at < 0:
        raise AttributeError(begin)
    words = TABLE[at + 1 : TABLE.find(b"\n", at + 1)].decode().split()[begin[0] == "\n" :]
    if words[-1][0] == "+":
        words += _line(" " + words.pop()[1:] + " ")[1:]
    return words


def __getattr__(name: str):
    return _type(name, _line(" " + name + " ")[1:])


def _type(name: str, fields: list[str]):
    return namedtuple(name, [field.partition(":")[0].rstrip("?") for field in fields])


def encode(kind: str, payload: tuple) -> bytes:
    """The map of a payload as deterministic CBOR."""
    content = {0: kind + _VERSION}
    for key, value in enumerate(payload, 1):
        if value is not None:
            content[key] = value
    return cbor.encode(content)


def decode(kind: str, data: bytes, without: str = ""):
    """The payload in the bytes of a map of this kind, or `Refused`: not a map, another kind, or missing fields.

    without: a field of bytes that nobody wants, and that is long; it is empty.
    """
    try:
        content = cbor.decode(data)
    except cbor.CborError:
        return Refused("code_damaged")
    if without:
        content[_line("\n" + kind + " ").index(without)] = b""
    return of_kind(kind, content)


def of_kind(kind: str, content):
    """The same for a value that has been decoded."""
    if isinstance(content, dict) and content.get(0) != kind + _VERSION:
        return Refused("code_wrong_kind")
    return named(_line("\n" + kind + " ")[0], content)


def named(name: str, content):
    """A map as the type of this name; `Refused` if it is not a map, or a field is missing or has a wrong length."""
    return all_named(name, [content])[0]


def all_named(name: str, contents: list) -> list:
    """The same for several maps, in the same list; faster than one after the other, since the type is made once."""
    fields = _line(" " + name + " ")[1:]
    make = _type(name, fields)
    for number, content in enumerate(contents):  # in place: both forms of a long contest do not fit
        contents[number] = _filled(make, fields, content)
    return contents


def _filled(make, fields: list[str], content):
    if not isinstance(content, dict):
        return Refused("code_damaged")
    values = []
    for key, field in enumerate(fields, 1):
        value, part = content.get(key), field.partition(":")[2]
        if value is not None and part:
            value = _with_names(value, part)
            field = part  # without "?": a field that is present must be valid
        if value is None and "?" not in field:
            return Refused("code_damaged")
        values.append(value)
    return make(*values)


def _with_names(value, part: str):
    """A value of the type that `part` names, an array or a list of arrays as named tuples; None if it is another."""
    if part in _PLAIN:
        return value if type(value) is _PLAIN[part] else None
    items, name = value if part[-1] == "*" else [value], part.rstrip("*")
    length = len(_line(" " + name + " ")) - 1
    if not isinstance(items, list) or not all(isinstance(item, list) and len(item) == length for item in items):
        return None
    make = __getattr__(name)
    found = [make(*item) for item in items]
    return found if part[-1] == "*" else found[0]


def election(data: bytes):
    """An election definition whose contests stay encoded: all decoded at once, they would fill the heap."""
    try:
        return of_kind(ELECTION, cbor.decode_but(data, _CONTESTS))
    except cbor.CborError:
        return Refused("code_damaged")


def firmware_files(manifest: memoryview, role: str):
    """[path, size, hash] of each file of a role's firmware, one after the other: all of them would fill the heap.
    The last is None if the manifest is damaged, or another role's."""
    try:
        fields, count, at = cbor.decode_before(manifest, _FILES)
        if fields.get(0) != FIRMWARE + _VERSION or fields.get(1) != role:
            yield None
            return
        for _ in range(count):
            found, at = cbor.item(manifest, at)
            if not isinstance(found, list) or len(found) != 3:
                break
            yield found
        else:
            if at == len(manifest):
                return
    except cbor.CborError:
        pass
    yield None


def contest(data: bytes):
    """One contest of an election definition, from its CBOR, with its options."""
    found = named("Contest", cbor.decode(data))
    all_named("Option", found.options)
    return found


def beginning(kind: str, election: bytes, precinct: int, mode: int) -> tuple:
    """The beginning of an encoded map after its head: keys 0 to 3, each with its value.

    kind: of the map.
    election: hash of the election.
    precinct, mode: numbers.
    """
    fields = (kind + _VERSION, election, precinct, mode)
    return tuple(cbor.encode(key) + cbor.encode(value) for key, value in enumerate(fields))


def removed_at(supplement, encoded: bytes) -> int:
    """The offset of the removed cards in an encoded supplement: they and the fields after them end the map."""
    tail = {6: supplement.removed, 7: supplement.follows, 8: supplement.listed}
    if supplement.elsewhere is not None:
        tail[9] = supplement.elsewhere
    tail = cbor.encode(tail)
    return len(encoded) - len(tail) + 1  # without the head of a map
