"""Opening the polls, at desk or booth: a mode, two people, an empty cartridge, a zero report, the mark *opened*."""

import memory
from formats.refused import Refused
from storage import condition
from storage.layout import Marks, header_page, opening_page, read_opening
from terminal import election as poll_module
from terminal import hours, permissions
from terminal.acts import calibrate
from terminal.officials import Officials
from terminal.openings import Openings

_MODES = ("mode_official", "mode_test", "mode_training")  # by number


def load_poll(role, mode: int) -> Refused | None:
    """Set the terminal up for the election of a mode. Returns None, or why its files are refused."""
    terminal = role.terminal
    found = poll_module.load(mode, role.name, terminal.signing_key.public, terminal.authority)
    if isinstance(found, Refused):
        return found
    terminal.take_poll(found)
    return role.accept_poll()


async def start(role) -> bool | None:
    """Resume from the cartridge (False) or open the polls (True); None if neither succeeded."""
    terminal = role.terminal
    found, header = condition.look(terminal.twin)
    if found == condition.UNFINISHED and header and _stood(role, header):
        found = condition.KNOWN  # power was cut between the terminal's file and the mark
    if found == condition.UNFINISHED:
        terminal.printer.was_interrupted()  # part of a zero report may be in the printer
    if found in (condition.BLANK, condition.UNFINISHED):
        return True if await open_polls(role) else None
    problem = resume(role)
    if not problem:
        return False
    terminal.forget_poll()
    await terminal.dialog.message(
        terminal.texts("start_trouble"), [problem.words(terminal.texts), terminal.texts("call_technician")]
    )
    return None


def _stood(role, header) -> bool:
    """True if the zero report of this cartridge's opening is printed, so that only the mark *opened* is missing.

    Both chips must hold the header; the rest of them is blank.
    """
    terminal, page = role.terminal, header_page(header)
    if any(bytes(terminal.twin.read(chip, 0, len(page))) != page for chip in (0, 1)) or load_poll(role, header.mode):
        return False
    openings = Openings(terminal.poll)
    terminal.forget_poll()
    return openings.number > 0 and openings.stands and openings.is_of(read_opening(terminal.twin))


async def open_polls(role) -> bool:
    """Ask for the mode and the people, prepare the cartridge, print the zero report. False if they gave up.

    role: the desk or the booth, with these members:
    `name`;
    `accept_poll()`, why files besides the package are refused, or None;
    `refuses_opening()`, why data stored from this very poll forbids opening, or None;
    `header()`, the cartridge's header;
    `forget_kept()`, delete the files of an earlier poll of this mode;
    `begin(header)`, set up the role's storage;
    `zero_slip()`, the elements of the zero report.
    """
    terminal = role.terminal
    dialog, texts = terminal.dialog, terminal.texts
    modes = [texts(name) for name in _MODES]
    mode = await dialog.choose(texts("mode_choose"), modes + ([texts("action_calibrate")] if dialog.touch else []))
    if mode == len(modes):
        await memory.visit(calibrate, role)
    if mode < 0 or mode == len(modes):
        return False
    problem = load_poll(role, mode)
    if not problem:
        openings = Openings(terminal.poll)
        problem = role.refuses_opening() or _opened_before(terminal.poll, openings)
        if problem:
            terminal.log("open_refused")
    allowed = not problem and await hours.allows(terminal, "open")
    if allowed and await Officials(terminal).present(permissions.rule(role.RULES, permissions.READY, "open")[1]):
        dialog.show(texts("action_open"), [texts("please_wait")])
        openings.begin(terminal.drbg)
        header = role.header()
        problem = condition.prepare(terminal.twin, header, opening_page(openings.number, openings.identity))
        if not problem:
            terminal.twin.claim(header_page(header))
            role.forget_kept()
            role.begin(header)
            if await terminal.print_slip(role.zero_slip()):
                openings.stand()  # before the mark, so that no identity is used twice
                if not Marks(terminal.twin).set(Marks.OPENED):
                    problem = Refused("chip_failed")
                else:
                    terminal.start_log("opened", terminal.poll.mode)
                    terminal.event_log.sign_head()
                    return True
    if problem:
        await dialog.message(texts("action_open"), [problem.words(texts), texts("call_technician")])
    terminal.forget_poll()
    return False


def _opened_before(poll, openings: Openings) -> Refused | None:
    """Refuse to open an official election again: slips already issued would be valid again on another cartridge."""
    return Refused("opened_before") if poll.is_official and openings.number and openings.stands else None


def resume(role) -> Refused | None:
    """Resume, at boot, from a cartridge that was opened. Returns None, or why that is refused."""
    terminal = role.terminal
    state, header = condition.look(terminal.twin)
    if state not in (condition.KNOWN, condition.UNFINISHED):
        reasons = {
            condition.MISSING: "chip_missing",
            condition.DIFFERENT: "chips_differ",
            condition.FOREIGN: "chip_foreign",
        }
        return Refused(reasons[state])
    problem = load_poll(role, header.mode)
    if problem:
        return problem
    poll = terminal.poll
    if (header.election, header.precinct, header.terminal) != (
        poll.election_hash,
        poll.precinct_number,
        poll.terminal,
    ):
        return Refused("chip_foreign")
    ours = role.header()
    if header.list_state != ours.list_state:
        return Refused("list_changed")
    if header != ours:
        return Refused("chip_foreign")  # its layout is another one
    opening, openings = read_opening(terminal.twin), Openings(poll)
    if opening and not openings.number:
        openings.adopt(*opening)
    if not openings.is_of(opening):
        return Refused("opened_otherwise")
    terminal.twin.claim(header_page(header))
    Marks(terminal.twin).set(Marks.OPENED)  # power may have been cut between the two chips
    role.begin(header)
    terminal.event_log.open()
    terminal.start_log("boot", 1)
    return None


async def clear_test(role) -> None:
    """Erase a finished test or training. Official data is never erased here."""
    terminal = role.terminal
    dialog, texts = terminal.dialog, terminal.texts
    if terminal.poll.is_official:
        return
    title = texts("action_clear")
    done = condition.clear(terminal.twin, role.header(), lambda at, of: dialog.show(title, [texts("progress", at, of)]))
    if not done:
        await dialog.message(title, [texts("chip_failed"), texts("call_technician")])
        return
    terminal.forget_poll()
