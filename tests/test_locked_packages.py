"""A package without a hash, a pin that is not the project's, a bill of another lock, root without a reason."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from host_tools.installing import sbom

ROOT = Path(__file__).parents[1]
INSTALLING = ROOT / "host_tools" / "installing"
LOCKS = [sbom.LOCK, INSTALLING / "build.lock", ROOT / "device" / "typings.lock"]
LOCKS += [INSTALLING / f"{peer}.lock" for peer in ("electionguard", "splink")]  # what benches stand beside


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_hashes(lock: Path) -> None:
    packages = sbom.pinned(lock.read_text("utf-8"))
    assert packages and all(one.hashes for one in packages)
    lines = lock.read_text("utf-8").splitlines()
    others = [line for line in lines if not re.match(r"^(\S+==\S+.*|    --hash=.*)$", line)]
    assert not others


def _named(pin: str) -> str:
    """As the lock names it, without the systems that it is for."""
    return pin.partition(";")[0].strip().lower().replace("_", "-")


def test_what_the_project_pins_is_what_the_lock_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = {*project["project"]["dependencies"], *project["dependency-groups"]["dev"]}
    locked = {(one.name, one.version) for one in sbom.pinned(sbom.LOCK.read_text("utf-8"))}
    missing = {pin for pin in wanted if tuple(_named(pin).split("==")) not in locked}
    assert not missing, "write the lock anew: make lock"


def test_the_bill_of_materials_is_of_this_lock() -> None:
    kept, made = json.loads(sbom.SBOM.read_text("utf-8")), sbom.bill()

    def without_scope(bill: dict) -> list[dict]:  # type: ignore[type-arg]
        return [{key: value for key, value in one.items() if key != "scope"} for one in bill["components"]]

    assert without_scope(kept) == without_scope(made), "write it anew: python -m host_tools.installing.sbom"
    assert kept["specVersion"] == "1.6" and kept["bomFormat"] == "CycloneDX"
    references = [one["bom-ref"] for one in kept["components"]]
    assert len(references) == len(set(references))
    required = {one["bom-ref"] for one in kept["components"] if one["scope"] == "required"}
    assert set(kept["dependencies"][0]["dependsOn"]) == required


def test_nothing_is_installed_without_its_hash_and_nothing_is_done_as_root_without_a_reason() -> None:
    for script in INSTALLING.glob("*.sh"):
        text = script.read_text("utf-8")
        if script.name != "root.sh":
            assert "sudo" not in text, script
        for line in re.findall(r"^\s*as_root (.*)$", text, re.M):
            assert line.startswith('"'), f"{script.name}: as_root says no reason: {line}"
    for line in re.findall(r"^pip (.*)$", (INSTALLING / "packages.sh").read_text("utf-8"), re.M):
        assert "--require-hashes" in line or "--no-deps --no-build-isolation --editable ." in line
