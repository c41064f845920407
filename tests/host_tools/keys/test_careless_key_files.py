"""Private keys that others can read, that are damaged, or that would be overwritten."""

import resource
import stat

import pytest

from host_tools.keys.files import KeyFileError, create, load, load_public
from host_tools.privacy.key_files import create_key_file
from host_tools.registers.reading.manifest import new_key


def test_a_new_key_is_its_owners_only_and_is_never_overwritten(tmp_path):
    key = create(tmp_path / "authority.key")
    assert stat.S_IMODE((tmp_path / "authority.key").stat().st_mode) == 0o600
    assert load(tmp_path / "authority.key") == key
    assert load_public(tmp_path / "authority.pub") == bytes(key.verify_key)
    with pytest.raises(KeyFileError, match="there is a key already"):
        create(tmp_path / "authority.key")


def test_a_key_that_others_can_read_is_not_used(tmp_path):
    create(tmp_path / "authority.key")
    (tmp_path / "authority.key").chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load(tmp_path / "authority.key")


@pytest.mark.parametrize(("content", "words"), [("no key", "no key file"), ("00" * 31, "31 bytes instead of 32")])
def test_a_damaged_key_file_is_told(tmp_path, content, words):
    (tmp_path / "x.pub").write_text(content)
    with pytest.raises(KeyFileError, match=words):
        load_public(tmp_path / "x.pub")
    with pytest.raises(KeyFileError, match="tamga keys create"):
        load_public(tmp_path / "none.pub")


def test_a_private_key_is_not_named_like_a_public_one(tmp_path):
    with pytest.raises(KeyFileError, match="choose a name that does not end in"):
        create(tmp_path / "authority.pub")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("make", [create, create_key_file, new_key])
@pytest.mark.parametrize("limit_bytes", [0, 30, 64])
def test_a_key_that_finds_no_room_leaves_no_file(tmp_path, make, limit_bytes):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            make(tmp_path / "a.key")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())
    make(tmp_path / "a.key")
