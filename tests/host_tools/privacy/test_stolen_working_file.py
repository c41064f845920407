"""A working file in a thief's hands, and one that was cut, swapped or changed on the way."""

import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.privacy import key_files, working_files
from host_tools.privacy.image_search import Found, ImageSearch
from host_tools.privacy.working_files import CHUNK_BYTES, WorkingFileError

KEY = bytes(range(32))


def sealed(path, content, key=KEY):
    with working_files.writing(path, key) as writer:
        writer.write(content)
    return path


def opened(path, key=KEY):
    with working_files.reading(path, key) as reader:
        return reader.read()


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_every_size_comes_back(tmp_path, size):
    content = bytes(index % 251 for index in range(size))
    assert opened(sealed(tmp_path / "list.tmwf", content)) == content


def test_shows_no_name_and_no_number(tmp_path):
    content = "000101300009;Үлгі;Тіркеу\n".encode() * 5_000
    hits = ImageSearch(["000101300009", "Тіркеу"]).in_path(sealed(tmp_path / "list.tmwf", content))
    assert not [hit for hit in hits if isinstance(hit, Found)]


def test_does_not_open_with_another_key(tmp_path):
    with pytest.raises(WorkingFileError, match="another key"):
        opened(sealed(tmp_path / "list.tmwf", b"row" * 10), key=bytes(32))


@pytest.mark.parametrize("cut", [1, 17, CHUNK_BYTES + 17, CHUNK_BYTES + 18])
def test_cut_off_at_the_end_is_noticed(tmp_path, cut):
    path = sealed(tmp_path / "list.tmwf", b"x" * (2 * CHUNK_BYTES + 1))
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(WorkingFileError):
        opened(path)


def test_two_chunks_that_changed_places_are_noticed(tmp_path):
    path = sealed(tmp_path / "list.tmwf", b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c")
    data, size, start = path.read_bytes(), CHUNK_BYTES + 17, 30
    first, second = data[start : start + size], data[start + size : start + 2 * size]
    path.write_bytes(data[:start] + second + first + data[start + 2 * size :])
    with pytest.raises(WorkingFileError):
        opened(path)


def test_bytes_after_the_end_are_noticed(tmp_path):
    path = sealed(tmp_path / "list.tmwf", b"x" * (CHUNK_BYTES))
    path.write_bytes(path.read_bytes() + b"!")
    with pytest.raises(WorkingFileError):
        opened(path)


@settings(max_examples=60)
@given(at=st.integers(0, 129), flip=st.integers(1, 255))
def test_any_changed_byte_is_noticed(tmp_path_factory, at, flip):
    path = sealed(tmp_path_factory.mktemp("w") / "list.tmwf", b"row" * 33)
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= flip
    path.write_bytes(bytes(data))
    with pytest.raises(WorkingFileError):
        opened(path)


def test_a_writer_that_stops_halfway_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), working_files.writing(tmp_path / "list.tmwf", KEY) as writer:
        writer.write(b"x" * 200_000)
        raise RuntimeError("disk full")
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_never_appears_in_clear(tmp_path):
    path = sealed(tmp_path / "list.tmwf", b"x" * (2 * CHUNK_BYTES))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(WorkingFileError):
        working_files.unseal_file(path, tmp_path / "list.csv", KEY)
    assert [inner.name for inner in tmp_path.iterdir()] == ["list.tmwf"]


def test_working_and_key_files_are_only_the_owners(tmp_path):
    key_files.create_key_file(tmp_path / "work.key")
    sealed(tmp_path / "list.tmwf", b"x")
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("work.key", "list.tmwf")] == [0o600, 0o600]


def test_a_key_file_that_others_may_read_is_refused(tmp_path):
    key = key_files.create_key_file(tmp_path / "work.key")
    assert key_files.read_key_file(tmp_path / "work.key") == key
    (tmp_path / "work.key").chmod(0o640)
    with pytest.raises(key_files.WorkingKeyError, match="chmod 600"):
        key_files.read_key_file(tmp_path / "work.key")


def test_a_key_is_never_replaced(tmp_path):
    key_files.create_key_file(tmp_path / "work.key")
    with pytest.raises(key_files.WorkingKeyError, match="is there already"):
        key_files.create_key_file(tmp_path / "work.key")


@pytest.mark.parametrize("content", [b"", b"TMKEY1 \n", b"TMKEY1 zz\n", b"00" * 32, b"TMKEY1 " + b"00" * 31])
def test_something_else_is_no_key_file(tmp_path, content):
    (tmp_path / "work.key").write_bytes(content)
    (tmp_path / "work.key").chmod(0o600)
    with pytest.raises(key_files.WorkingKeyError, match=r"no working key|is a damaged working key"):
        key_files.read_key_file(tmp_path / "work.key")
