"""The page as bytes: the same ones again, small, one file that loads nothing; and what gives no page."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import pytest

from host_tools.errors import PageError
from host_tools.formats.objects import PaperLine
from host_tools.formats.payload import Key, Text
from host_tools.page import building, shapes, trust
from host_tools.verifying.keyring import AUTHORITY_FILE
from host_tools.verifying.ranges import FIELDS
from tests.host_tools.page.conftest import LIBRARIES
from tests.host_tools.page.published import publish
from tests.host_tools.small_precinct import SmallPrecinct


def test_same_sources_give_the_same_bytes(page_file: Path, given: trust.Trust) -> None:
    assert sha256(building.page(given, LIBRARIES)).digest() == sha256(page_file.read_bytes()).digest()


def test_page_is_small_and_loads_nothing(page_file: Path) -> None:
    text = page_file.read_text("utf-8")
    assert len(text.encode()) <= building.MOST_BYTES
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and policy[1].startswith("default-src 'none'") and "connect-src 'none'" in policy[1]
    assert "unsafe-inline" not in policy[1] and "'unsafe-eval'" not in policy[1]
    assert not re.search(r"\b(src|href)=\"(?!data:)", text) and "{{" not in text


def test_every_package_is_locked_by_its_hash_and_no_registry_is_named() -> None:
    lock = json.loads((building.SOURCES / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages and all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert "://" not in json.dumps(lock)
    named = json.loads((building.SOURCES / "package.json").read_text("utf-8"))
    wanted = {**named["dependencies"], **named["devDependencies"]}
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_every_word_is_there_and_used(given: trust.Trust) -> None:
    sources = "".join(path.read_text("utf-8") for path in building.SOURCES.iterdir() if path.suffix in (".js", ".html"))
    own = building._table_of_words(building.SOURCES / "words.tsv")
    made = {
        "verdict_",
        "kind_",
        "mode_",
        "at_",
        "why_test",
        "why_training",
        "strip_",
        "nonce_",
    }  # scripts complete them
    assert [key for key in own if f'"{key}"' not in sources and not any(map(key.startswith, made))] == []
    said = set(re.findall(r'\bsay\("(\w+)"', sources)) | set(re.findall(r'data-word="(\w+)"', sources))
    said |= set(re.findall(r'Refused\("(\w+)"', sources)) | set(re.findall(r'word: "(\w+)"', sources))
    assert said - set(building.words(given)) == set()


def test_every_number_of_a_protocol_is_shown() -> None:
    source = (building.SOURCES / "contents.js").read_text("utf-8")
    assert [name for name in (*FIELDS, *PaperLine._fields) if f"{name}: " not in source] == []


def test_field_that_the_page_cannot_read_stops_the_build() -> None:
    with pytest.raises(PageError, match=r"Protocol\.share: the page cannot read"):
        shapes.shape(Annotated[float, Key(16)], "Protocol.share")
    assert shapes.shape(Annotated[Text, Key(16)], "Protocol.note") == {"is": "text"}


def test_folder_that_the_authority_did_not_sign_gives_no_page(tmp_path: Path, place: SmallPrecinct) -> None:
    folder = publish(tmp_path / "public", place)
    (folder / AUTHORITY_FILE).write_text(bytes(place.desk.verify_key).hex())
    with pytest.raises(PageError, match="is not signed by the authority"):
        trust.load([folder])
    folder = publish(tmp_path / "other", place)
    precinct = place.precinct.model_copy(update={"voters": 21})
    (folder / "precinct-official.cbor").write_bytes(precinct.to_cbor())
    with pytest.raises(PageError, match="not the one that the authority signed"):
        trust.load([folder])
    (folder / "precinct-official.cbor").unlink()
    with pytest.raises(PageError, match="no precinct definition"):
        trust.load([folder])


def test_without_packages_the_way_out_is_named(tmp_path: Path, given: trust.Trust) -> None:
    with pytest.raises(PageError, match=r"installing/page\.sh"):
        building.page(given, tmp_path)
