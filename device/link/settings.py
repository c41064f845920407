"""What this desk's line to the centre is: a cable, or a modem and whom it calls. Set when the desk is provisioned.

`data/line.json` (docs/formats.md section 10); it is no secret and vouches for nothing: who answers proves itself.
"""

import json

_FILE = "data/line.json"
_LONGEST_FILE = 1024
_LONGEST = 100  # letters of a value: a modem's longest line takes it
_NEEDED = {"hayes": ("number",), "sim800": ("apn", "host", "port"), "sim7600": ("apn", "host", "port")}


def read() -> dict | None:
    """The settings of the modem; empty for a cable, None if the file is damaged."""
    try:
        with open(_FILE, "rb") as file:
            data = file.read(_LONGEST_FILE + 1)
        settings = json.loads(data) if len(data) <= _LONGEST_FILE else None
    except OSError:
        return {}
    except ValueError:
        return None
    if not isinstance(settings, dict):
        return None
    modem = settings.get("modem")
    if not isinstance(modem, str) or modem not in _NEEDED:
        return None
    if not all([_fills_a_command(value) for value in settings.values()]):
        return None
    missing = [name for name in _NEEDED[modem] if name not in settings]
    return None if missing else settings


def _fills_a_command(value) -> bool:
    """True if a value can stand in a command without ending it, or beginning another."""
    if type(value) is not int and not isinstance(value, str):
        return False
    text = str(value)
    return 0 < len(text) <= _LONGEST and all([" " <= letter <= "~" and letter != '"' for letter in text])
