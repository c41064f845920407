"""A publication is brought from any static server; what was broken off goes on, and nothing wrong takes a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.formats import cose
from host_tools.publishing import check, fetching, parts, tree
from tests.host_tools.determining.made_up_nation import CENTRE


def test_whole_and_again(address: str, tmp_path: Path) -> None:
    brought = []
    number, count, kept = fetching.fetch(address, tmp_path / "here", brought.append)
    assert (number, kept) == (1, 0) and count == len(brought) > 8
    assert check.check(tmp_path / "here").ok
    assert fetching.fetch(address, tmp_path / "here") == (1, 0, count)


def test_what_was_broken_off_goes_on(address: str, published: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    whole = (published / parts.RESULT).read_bytes()
    (here / f"{parts.RESULT}.part").write_bytes(whole[:100])
    (here / "votes.csv.part").write_bytes(b"something else")
    fetching.fetch(address, here)
    assert check.check(here).ok and not list(here.rglob("*.part"))


def test_a_damaged_file_is_brought_again(address: str, tmp_path: Path) -> None:
    fetching.fetch(address, tmp_path / "here")
    (tmp_path / "here" / "votes.csv").write_text("nothing")
    assert fetching.fetch(address, tmp_path / "here")[1] == 1


def test_a_file_that_is_not_the_listed_one(address: str, published: Path, tmp_path: Path) -> None:
    (published / "votes.csv").write_text("altered on the server")
    with pytest.raises(fetching.FetchError, match=r"votes\.csv is not the file of the signed list"):
        fetching.fetch(address, tmp_path / "here")
    assert not (tmp_path / "here" / "votes.csv").exists() and not (tmp_path / "here" / tree.LIST).exists()


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside", "a\\outside", ""])
def test_a_list_that_names_a_place_outside(address: str, published: Path, tmp_path: Path, name: str) -> None:
    found = tree.last(published)
    assert found is not None
    files = [found[0].files[0]._replace(name=name)]
    altered = found[0].model_copy(update={"files": files})
    (published / tree.LIST).write_bytes(cose.sign1(altered.to_cbor(), CENTRE))
    with pytest.raises(fetching.FetchError, match="outside the folder"):
        fetching.fetch(address, tmp_path / "here")
    assert list(tmp_path.glob("outside*")) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [("http://127.0.0.1:9/", "no connection"), ("file:///etc/", "https://"), ("{}missing/", "the server answers 404")],
)
def test_an_address_that_is_none(address: str, tmp_path: Path, wrong: str, words: str) -> None:
    with pytest.raises(fetching.FetchError, match=words):
        fetching.fetch(wrong.format(address), tmp_path / "here")
