"""Approvals: k of the n people whom the plan gives a key sign a list before it is packed.

An approval is a file `PERSON.approval.json` with the fields of `Approval`, the signer's public key, and an Ed25519
signature (RFC 8032) over `PREFIX` and the JSON of the fields with sorted keys, no spaces, UTF-8. It is of one list: the
SHA-256 of its clear content. Another compile, another list: nothing is approved any more.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import nacl.signing
from nacl.exceptions import BadSignatureError
from pydantic import BaseModel, ConfigDict, ValidationError

from host_tools.privacy.vault import Vault
from host_tools.registers.hashes import measured
from host_tools.registers.planning.plan import ListPlanError, Person, Plan
from host_tools.text_files import TextFileError, json_of
from host_tools.text_rules import tidy
from host_tools.validation import Name
from host_tools.whole_files import write_text

PREFIX = b"tamga list approval 1\n"
SUFFIX = ".approval.json"
LIST = "voters.parquet"


class Approval(BaseModel):
    """What a person signs: this list, with this number of voters, may be packed."""

    model_config = ConfigDict(extra="forbid")
    format: str = "tamga-approval"
    version: int = 1
    list_sha256: str
    summary_sha256: str
    name: Name

    def signed_bytes(self) -> bytes:
        """Bytes under the signature."""
        return (
            PREFIX + json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        )


def digest_of(path: Path, vault: Vault) -> str:
    """SHA-256 of a file's clear content."""
    with vault.reading(vault.find(path)) as stream:
        return measured(stream)[1]


def signer(key: nacl.signing.SigningKey, plan: Plan, who: str) -> Person:
    """Whom the plan gives a key. ListPlanError for a key that it does not have, and if `who` is another person: the
    journal would name somebody who did not sign."""
    public = key.verify_key.encode().hex()
    person = plan.approver(public)
    if person is None:
        raise ListPlanError(f"key {public[:16]}…: nobody in the plan approves with it")
    if tidy(who) != person.name:
        raise ListPlanError(f"--who {tidy(who)}: in the plan the key {public[:16]}… is that of {person.name}")
    return person


def approve(result: Path, folder: Path, person: Person, key: nacl.signing.SigningKey, vault: Vault) -> Path:
    """Sign the list of a result as `person`, the key's `signer`; the approval goes to `folder`."""
    public = key.verify_key.encode().hex()
    one = Approval(
        list_sha256=digest_of(result / LIST, vault),
        summary_sha256=digest_of(result / "summary.json", vault),
        name=person.name,
    )
    fields = one.model_dump() | {"key": public, "signature": key.sign(one.signed_bytes()).signature.hex()}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(public.encode()).hexdigest()[:12]}{SUFFIX}"
    write_text(path, json.dumps(fields, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return path


def approvers(list_sha256: str, folder: Path, plan: Plan) -> tuple[list[str], list[str]]:
    """(names of those who approved this list, why other files do not count)."""
    names: set[str] = set()
    others = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        reason = _read(path, list_sha256, plan, names)
        if reason:
            others.append(f"{path.name}: {reason}")
    return sorted(names), others


def _read(path: Path, list_sha256: str, plan: Plan, names: set[str]) -> str | None:
    """Add the name of a valid approval; else say why it does not count."""
    try:
        fields = json_of(path.read_bytes(), path)
        key, signature = fields.pop("key"), bytes.fromhex(fields.pop("signature"))
        one = Approval.model_validate(fields)
        nacl.signing.VerifyKey(bytes.fromhex(key)).verify(one.signed_bytes(), signature)
    except (TextFileError, ValidationError, ValueError, KeyError, TypeError, AttributeError, BadSignatureError):
        return "is no approval, or was changed after signing"
    person = plan.approver(key)
    if person is None or person.name != one.name:
        return f"{one.name} does not approve with this key in the plan"
    if one.list_sha256 != list_sha256:
        return f"{one.name} approved another list"
    names.add(one.name)
    return None


def require(list_sha256: str, folder: Path, plan: Plan) -> list[str]:
    """Names of those who approved a list. ListPlanError if they are too few."""
    names, others = approvers(list_sha256, folder, plan)
    if len(names) < plan.approvals:
        missing = f"{len(names)} of {plan.approvals} people approved this list"
        why = f" ({'; '.join(others)})" if others else ""
        raise ListPlanError(f"{folder}: {missing}{why}; tamga registers approve")
    return names
