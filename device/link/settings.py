"""What this desk's line to the centre is: a cable, or a modem and whom it calls. Set when the desk is provisioned.

`data/line.json` (docs/formats.md section 10); it is no secret and vouches for nothing: who answers proves itself.
"""

import json

_FILE = "data/line.json"
_NEEDED = {"hayes": ("number",), "sim800": ("apn", "host", "port"), "sim7600": ("apn", "host", "port")}


def read() -> dict | None:
    """The settings of the modem; empty for a cable, None if the file is damaged."""
    try:
        with open(_FILE) as file:
            settings = json.load(file)
    except OSError:
        return {}
    except ValueError:
        return None
    if not isinstance(settings, dict) or settings.get("modem") not in _NEEDED:
        return None
    for value in settings.values():
        if '"' in str(value) or "\r" in str(value):  # it would end the command, or begin another
            return None
    missing = [name for name in _NEEDED[settings["modem"]] if name not in settings]
    return None if missing else settings
