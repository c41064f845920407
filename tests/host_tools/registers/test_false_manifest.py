"""Manifests that are missing, changed, of another key, or of another file; files cut or changed after signing."""

from __future__ import annotations

import json

import nacl.signing
import pytest

from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.made_up.manifests import sign_all
from host_tools.registers.reading import manifest
from tests.host_tools.registers.conftest import KEY, TRUSTED, Desk


def refused(desk: Desk, words: str) -> None:
    with pytest.raises(VoterRegisterError, match=words):
        desk.compile()
    assert not desk.result.exists()
    assert not list(desk.folder.glob(".*"))


def test_a_register_without_manifest_is_refused(desk: Desk) -> None:
    desk.manifest_of("interior").unlink()
    refused(desk, "there is no manifest")


def test_a_manifest_changed_after_signing_is_refused(desk: Desk) -> None:
    path = desk.manifest_of("population")
    path.write_text(path.read_text().replace("nobody", "somebody"))
    refused(desk, "signature is wrong")


def test_a_manifest_signed_by_somebody_else_is_refused(desk: Desk) -> None:
    sign_all(desk.folder, nacl.signing.SigningKey(bytes(32)))
    refused(desk, "not among the trusted")


def test_a_cut_file_is_refused(desk: Desk) -> None:
    data = desk.file("pension").read_bytes()
    desk.file("pension").write_bytes(data[: len(data) // 2])
    refused(desk, "cut short")


def test_one_changed_byte_is_refused(desk: Desk) -> None:
    data = bytearray(desk.file("interior").read_bytes())
    data[len(data) // 2] ^= 1
    desk.file("interior").write_bytes(bytes(data))
    refused(desk, "interior.csv: SHA-256 is")


def test_a_wrong_number_of_rows_is_refused(desk: Desk) -> None:
    one = manifest.read(desk.file("interior"), TRUSTED)
    manifest.write(desk.file("interior"), one.model_copy(update={"rows": one.rows + 1}), KEY)
    refused(desk, "the manifest says 6001")


def test_the_manifest_of_another_register_is_refused(desk: Desk) -> None:
    one = manifest.read(desk.file("interior"), TRUSTED)
    manifest.write(desk.file("interior"), one.model_copy(update={"profile": "population"}), KEY)
    refused(desk, "not interior")


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"key": 1, "signature": "zz"}'])
def test_rubbish_in_place_of_a_manifest_is_refused(desk: Desk, text: str) -> None:
    desk.manifest_of("pension").write_text(text)
    refused(desk, "pension.csv.manifest.json")


def test_an_unknown_profile_version_is_refused(desk: Desk) -> None:
    one = manifest.read(desk.file("interior"), TRUSTED)
    manifest.write(desk.file("interior"), one.model_copy(update={"profile_version": 2}), KEY)
    refused(desk, "version 2 is not known")
    assert json.loads(desk.manifest_of("interior").read_text())["profile_version"] == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("date", "2026-02-30", "date: is no day of the calendar"),
        ("source", "MIA\x1b[2J", "source: has a control character"),
        ("responsible_person", " ", "responsible_person: is missing"),
        ("responsible_person", "Үлгі\u200bБірінші", "responsible_person: has an invisible character"),
    ],
)
def test_what_nobody_can_read_or_compare_is_refused_although_it_is_signed(
    desk: Desk, field: str, value: str, words: str
) -> None:
    one = manifest.read(desk.file("interior"), TRUSTED)
    manifest.write(desk.file("interior"), one.model_copy(update={field: value}), KEY)
    refused(desk, words)
