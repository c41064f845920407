"""Opening the polls, at desk or booth: a mode, two people, an empty cartridge, a zero report, the mark *opened*."""

import asyncio

import memory
from formats.refused import Refused
from screens.answers import OTHER, YES
from storage import condition
from storage.layout import Layout, Marks, header_page
from terminal import election as poll_module
from terminal import hours, permissions
from terminal.acts import calibrate, self_test
from terminal.openings import Openings
from terminal.present import present
from terminal.reasons import typed_reason

_MODES = ("mode_official", "mode_test", "mode_training")  # by number


async def load_poll(role, mode: int) -> Refused | None:
    """Set the terminal up for the election of a mode. Returns None, or why its files are refused."""
    terminal = role.terminal
    found = poll_module.load(mode, role.name, terminal.signing_key.public, terminal.authority)
    if isinstance(found, Refused):
        return found
    terminal.take_poll(found)
    if found.key is None:
        memory.glance(_adopt_key, terminal)
    await asyncio.sleep_ms(0)
    return role.accept_poll()


def _adopt_key(terminal) -> None:
    from terminal.born_key import adopt

    adopt(terminal)


def _take_key(role):
    from terminal.born_key import take

    return take(role.terminal, 0)


def _key_before_opening(role, standing: int):
    from terminal.born_key import before_opening

    return before_opening(role, standing)


async def start(role) -> bool | None:
    """Resume from the cartridge (False) or open the polls (True); None if neither succeeded."""
    terminal = role.terminal
    found, header = await condition.look(terminal.twin)
    if found == condition.UNFINISHED and header and await _stood(role, header):
        found = condition.KNOWN  # power was cut between the terminal's file and the mark
    if found == condition.UNFINISHED:
        terminal.printer.was_interrupted()  # part of a zero report may be in the printer
    if found in (condition.BLANK, condition.UNFINISHED):
        return True if await open_polls(role) else None
    problem = await resume(role)
    if not problem:
        return False
    if problem.reason == "key_missing" and await memory.visit(_take_key, role):
        terminal.forget_poll()
        return None  # it is there now: begin again
    terminal.forget_poll()
    texts = terminal.texts
    words = [problem.words(texts), texts("call_technician")]
    other = "read_out" if role.sends else None  # to the computer at the line of a desk
    if await terminal.dialog.confirm(texts("start_trouble"), [], None, news=words, other=other) == OTHER:
        await role.read_out()
    return None


async def _stood(role, header) -> bool:
    """Is this the cartridge of an opening whose zero slip is on paper? Then only the mark is missing.

    Both chips have to hold the header; the rest of them is as blank as it was.
    """
    terminal, page = role.terminal, header_page(header)
    if any(bytes(terminal.twin.read(chip, 0, len(page))) != page for chip in (0, 1)):
        return False
    if await load_poll(role, header.mode):
        return False
    openings = Openings(terminal.poll)
    terminal.forget_poll()
    return 0 < openings.number == openings.standing and openings.is_last(header)


async def open_polls(role) -> bool:
    """Ask for the mode and the people, prepare the cartridge, print the zero slip. False when they gave up.

    role: gives `name`, `accept_poll()` (what is wrong beside the package, or None), `refuses_opening(openings)` (what
    forbids it to open this very poll, or None), `header()`, `forget_kept()` (what an earlier poll of the mode left in
    files), `begin(header)` (sets up its storage), `zero_slip()`, and if it has them `prepare()` (what people do
    before; False: they gave up) and `opened()` (notes in the log what the opening is with).
    """
    terminal = role.terminal
    dialog, texts = terminal.dialog, terminal.texts
    modes = [texts(name) for name in _MODES]
    others, lines = [self_test], modes + [texts("action_self_test")]
    if dialog.touch:
        others, lines = [calibrate, self_test], modes + [texts("action_calibrate"), texts("action_self_test")]
    mode = await dialog.choose(texts("mode_choose"), lines)
    if mode >= len(modes):
        await memory.visit(others[mode - len(modes)], role)
    if mode < 0 or mode >= len(modes):
        return False
    problem = await load_poll(role, mode)
    await asyncio.sleep_ms(0)
    if not problem:
        openings = Openings(terminal.poll)
        problem = role.refuses_opening(openings)
        if problem:
            terminal.log("open_refused")
    if not problem and terminal.poll.precinct.key is None and terminal.poll.desk < 2:
        if not await memory.visit(_key_before_opening, role, openings.standing):
            terminal.forget_poll()
            return False
    if not problem and role.prepare and not await role.prepare():
        terminal.forget_poll()
        return False
    if not problem and await hours.allows(role, "open"):
        reason = await _allowed(role, openings.standing)
        if reason is not None:
            dialog.show(texts("action_open"), [texts("please_wait")])
            openings.begin(terminal.drbg, reason)
            terminal.opening = openings.number, openings.identity, reason
            outcome = await _prepared(role, openings)
            if outcome is True:
                return True
            problem = outcome or None
    if problem:
        await dialog.message(texts("action_open"), [problem.words(texts), texts("call_technician")])
    terminal.forget_poll()
    return False


async def _allowed(role, standing: int) -> str | None:
    """Chair and member open; officially a second time only with a reason, which is "" for a first. None: given up.

    standing: openings so far. Test and training are opened as often as wanted; their number goes up, too.
    """
    terminal, act, reason = role.terminal, "open", ""
    if standing and terminal.poll.is_official:
        act, title = "open_again", terminal.texts("action_open_again")
        if await terminal.dialog.confirm(title, [terminal.texts("open_again_text", standing)]) != YES:
            return None
        reason = await typed_reason(terminal, title)
        if not reason:
            return None
    who = permissions.rule(role.RULES, permissions.READY, act)[1]
    return reason if await memory.visit(present, terminal, who) else None  # nothing of it beside the zero slip


async def _prepared(role, openings: Openings) -> Refused | bool:
    """Cartridge, zero slip, mark: True when the polls are open, False when they gave up on the paper."""
    terminal, header = role.terminal, role.header()
    problem = await condition.prepare(terminal.twin, header)
    if problem:
        return problem
    terminal.twin.claim(header_page(header))
    role.forget_kept()
    await role.begin(header)
    await asyncio.sleep_ms(0)
    if not await terminal.print_slip(await role.zero_slip()):
        return False
    openings.stand()  # before the mark, so that no identity is ever open twice
    if not Marks(terminal.twin).set(Marks.OPENED):
        return Refused("chip_failed")
    terminal.start_log("opened", terminal.poll.mode)
    if openings.number > 1:
        terminal.log("opened_again", openings.number)
    if role.opened:
        role.opened()
    terminal.event_log.sign_head()
    return True


async def resume(role) -> Refused | None:
    """At boot, with a cartridge that was opened: take it up again, or say why not."""
    terminal = role.terminal
    state, header = await condition.look(terminal.twin)
    if state not in (condition.KNOWN, condition.UNFINISHED):
        reasons = {
            condition.MISSING: "chip_missing",
            condition.DIFFERENT: "chips_differ",
            condition.FOREIGN: "chip_foreign",
        }
        return Refused(reasons[state])
    problem = await load_poll(role, header.mode)
    if problem:
        return problem
    poll = terminal.poll
    if poll.key is None and not poll.desk:
        return Refused("key_missing")  # a booth cannot seal without; a desk takes the slip again in the evening
    if (header.election, header.precinct, header.terminal) != (
        poll.election_hash,
        poll.precinct_number,
        poll.terminal,
    ):
        return Refused("chip_foreign")
    openings = Openings(poll)
    if openings.is_damaged:
        terminal.log("memory_trouble")
    if openings.is_damaged or not openings.number:
        openings.adopt(header)
    is_last = openings.is_last(header)
    terminal.opening = header.openings, header.opening, openings.reason if is_last else ""
    ours = role.header()
    if header.list_state != ours.list_state:
        return Refused("list_changed")
    if header != ours:
        return Refused("chip_foreign")  # its regions lie elsewhere
    if Layout(header).end > terminal.twin.size():
        return Refused("chip_too_small")  # another chip, with this one's beginning
    if not is_last and not (role.closes_earlier and openings.is_earlier(header)):
        return Refused("opened_otherwise")
    role.is_outdated = not is_last
    terminal.twin.claim(header_page(header))
    marks = Marks(terminal.twin)
    marks.set(Marks.OPENED)  # the power may have gone between the two chips
    marks.complete()
    await role.begin(header)
    terminal.event_log.open(role.remembers)
    terminal.start_log("boot", 1)
    return None


async def clear_test(role) -> None:
    """Erase a finished test or training. Official data is never erased here."""
    terminal = role.terminal
    dialog, texts = terminal.dialog, terminal.texts
    if terminal.poll.is_official:
        return
    title = texts("action_clear")
    show = lambda at, of: dialog.show(title, [texts("progress", at, of)])  # noqa: E731
    done = await condition.clear(terminal.twin, role.header(), show)
    if not done:
        words = texts("supply_low" if terminal.twin.held else "chip_failed")
        await dialog.message(title, [words, texts("call_technician")])
        return
    terminal.forget_poll()
