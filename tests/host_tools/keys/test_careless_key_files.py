"""Private keys that others can read, that are damaged, or that would be overwritten."""

import stat

import pytest

from host_tools.keys.files import KeyFileError, create, load, load_public


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
