"""Names that an image's table lacks are copied to a terminal's heap, and looked for one by one."""

from pathlib import Path

from host_tools.provisioning.compiling import compiled
from host_tools.provisioning.names import in_firmware, in_module, main, of_imports

DEVICE = Path(__file__).parents[3] / "device"
SOURCE = b'''
"""Words that are no names."""
from collections import namedtuple
FIELDS = b"not text"
SHORT = "%02d:%02d"
Made = namedtuple("Made", "first_field second_field?")
def function(argument):
    return argument.attribute, ("in_a_tuple", 7, None)
'''


def test_every_name_of_a_module_is_found():
    found = in_module(compiled("sample.py", SOURCE, "armv7m"))
    assert found >= {
        b"sample.py", b"Made", b"FIELDS", b"function", b"argument", b"attribute", b"first_field", b"second_field",
        b"in_a_tuple", b"%02d:%02d",
    }  # fmt: skip
    assert not found & {b"not", b"text", b"Words"}


def test_names_of_all_rooms_are_listed_once_and_sorted():
    names = in_firmware(DEVICE, "armv7m")
    assert names == sorted(set(names))
    assert {"start.py", "desk/desk.py", "serial_number", "pbkdf2_sha256", "sha256_block"} <= set(names)
    assert {"%02d:%02d", "/rom/desk/desk.mpy", "desk.desk"} <= set(names)


def test_what_an_import_makes_names_of_is_found():
    assert of_imports("desk/roll/roll.py") == {"/rom/desk/roll/roll.mpy", "desk.roll.roll", "desk", "roll"}
    assert of_imports("desk/roll/__init__.py") == {"/rom/desk/roll/__init__.mpy", "desk.roll", "desk", "roll"}


def test_no_name_ends_the_c_text_that_it_is_read_in():
    assert not [name for name in in_firmware(DEVICE, "armv7m") if set(name) & set('"\\\n') or name != name.strip()]


def test_a_list_that_did_not_change_is_not_written(tmp_path):
    into = tmp_path / "names.h"
    main(DEVICE, "armv7m", into)
    assert into.read_text().startswith("Q(")
    before = into.stat().st_mtime_ns
    main(DEVICE, "armv7m", into)
    assert into.stat().st_mtime_ns == before
