"""What a desk's line to the centre is: a cable, or a modem and whom it calls (formats, section 10).

Checked here as the desk checks it. It is no secret but for the PIN of the card, and it vouches for nothing: who answers
proves itself.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path

from host_tools.overwriting import discard
from host_tools.provisioning.loading import LoadingError
from host_tools.provisioning.new_terminals import device_of
from host_tools.whole_files import atomic_file

_NUMBER, _NAME, _PIN = re.compile(r"\+?[0-9*#]{1,20}"), re.compile(r"[A-Za-z0-9.-]{1,100}"), re.compile(r"[0-9]{4,8}")
_OWNER_ONLY = 0o600


class Class(StrEnum):
    """Of modems: a data call, or TCP of the SIM800 or of the SIM7600 and A7670E class."""

    hayes, sim800, sim7600 = "hayes", "sim800", "sim7600"


def put_line(
    terminal: Path, modem: Class | None, number: str = "", apn: str = "", host: str = "", port: int = 0, pin: str = ""
) -> Path | None:
    """Write the settings into a desk's folder; the path there. Without a modem the line is a cable, and there is none.

    terminal: the desk's folder.
    number: of the centre's modem, for hayes. apn, host, port: of the network, and where the centre listens.
    pin: of the SIM card, or "".

    TerminalsError: no terminal. LoadingError: no desk, or a value that is missing or that no modem takes.
    """
    device = device_of(terminal)
    if device.role != "desk":
        raise LoadingError(f"{terminal}: only a desk has a line to the centre, and this is a {device.role}")
    file = terminal / "data" / "line.json"
    if modem is None:
        discard(file)  # it may hold the PIN of a SIM card
        return None
    settings: dict[str, str | int] = {"modem": modem.value}
    if modem == Class.hayes:
        settings["number"] = _fit("number", number, _NUMBER, "digits, with + before them where it is international")
    else:
        settings["apn"] = _fit("apn", apn, _NAME, "the access point's name, letters, digits, dots and hyphens")
        settings["host"] = _fit("host", host, _NAME, "the centre's name or address")
        if not 0 < port < 65_536:
            raise LoadingError(f"port {port}: the port on which the centre listens is 1 to 65535")
        settings["port"] = port
        if pin:
            settings["pin"] = _fit("PIN", pin, _PIN, "4 to 8 digits", is_secret=True)
    with atomic_file(file, _OWNER_ONLY) as out:
        out.write(json.dumps(settings).encode())
    return file


def _fit(name: str, value: str, form: re.Pattern[str], words: str, is_secret: bool = False) -> str:
    if not form.fullmatch(value):
        shown = "" if is_secret or not value else f" {value}"
        raise LoadingError(f"{name}{shown}: give {words}")
    return value
