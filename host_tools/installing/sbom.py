"""The bill of materials as CycloneDX 1.6: `python -m host_tools.installing.sbom` writes sbom.cdx.json.

What runs on a commission's computer: every package of requirements.lock with the hashes of its files, whether the tools
need it or only development, what the page for phones is built from, and what comes from the system. Deterministic: the
same lock gives the same bytes.
"""

from __future__ import annotations

import json
import re
import tomllib
from base64 import b64decode
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from host_tools.whole_files import write_text

ROOT = Path(__file__).parents[2]
LOCK, SBOM = ROOT / "requirements.lock", ROOT / "sbom.cdx.json"
PAGE_LOCK = ROOT / "host_tools" / "page" / "web" / "package-lock.json"
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+?)(?: ; .*?)? \\?$", re.M)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAME = re.compile(r"^[A-Za-z0-9_.-]+")
# What the tools call that is not a Python package; the distribution's own version is the one that runs.
_SYSTEM = {
    "micropython": "runs the firmware in the simulator (1.25 or 1.26); boards carry their own",
    "libzbar0": "reads bar codes in photographs, loaded by pyzbar",
    "libusb-1.0-0": "printers and boot loaders on USB, loaded by pyusb",
    "python3": "3.11 or newer",
    "nodejs": "builds the page for phones (18 or newer)",
}


class Pinned(NamedTuple):
    """One package of the lock. hashes: SHA-256 of each file that may be installed."""

    name: str
    version: str
    hashes: list[str]


def pinned(text: str) -> list[Pinned]:
    """The packages of a lock file, by name."""
    starts = [(found.start(), found[1], found[2]) for found in _PIN.finditer(text)]
    ends = [start for start, _, _ in starts[1:]] + [len(text)]
    return [
        Pinned(name.lower().replace("_", "-"), version, _HASH.findall(text[start:end]))
        for (start, name, version), end in zip(starts, ends, strict=True)
    ]


def needed_to_run() -> set[str]:
    """Names of the packages that the tools need, directly or in turn, as installed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: set[str] = set()
    waiting = list(_names(project["dependencies"]))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        waiting += _names(line for line in requires if "extra ==" not in line)
    return found


def _names(lines: Any) -> Iterator[str]:
    for line in lines:
        if found := _NAME.match(line):
            yield found[0].lower().replace("_", "-").replace(".", "-")


def of_the_page() -> list[dict[str, Any]]:
    """What the page for phones is built from; what is in it is required, what only builds it is not."""
    components = []
    for path, one in json.loads(PAGE_LOCK.read_text("utf-8"))["packages"].items():
        if not path:
            continue  # the page itself
        name, version = path.removeprefix("node_modules/"), one["version"]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        digest = b64decode(one["integrity"].removeprefix("sha512-")).hex()
        components.append({
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "scope": "excluded" if one.get("dev") else "required",
            "externalReferences": [
                {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-512", "content": digest}]}
            ],
        })  # fmt: skip
    return components


def bill() -> dict[str, Any]:
    """The bill of materials."""
    run = needed_to_run()
    packages: list[dict[str, Any]] = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{one.name}@{one.version}",
            "name": one.name,
            "version": one.version,
            "purl": f"pkg:pypi/{one.name}@{one.version}",
            "scope": "required" if one.name in run else "excluded",
            "externalReferences": [
                {"type": "distribution", "url": f"pkg:pypi/{one.name}@{one.version}",
                 "hashes": [{"alg": "SHA-256", "content": digest} for digest in one.hashes]}
            ],
        }
        for one in pinned(LOCK.read_text("utf-8"))
    ]  # fmt: skip
    packages += of_the_page()
    system: list[dict[str, Any]] = [
        {"type": "library", "bom-ref": f"system:{name}", "name": name, "description": what, "scope": "required"}
        for name, what in _SYSTEM.items()
    ]
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    about = {"type": "application", "bom-ref": "tamga", "name": "tamga", "version": version,
             "licenses": [{"license": {"id": "Apache-2.0"}}]}  # fmt: skip
    needed = [one["bom-ref"] for one in [*packages, *system] if one["scope"] == "required"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": about},
        "components": [*packages, *system],
        "dependencies": [{"ref": "tamga", "dependsOn": sorted(needed)}],
    }


if __name__ == "__main__":
    write_text(SBOM, json.dumps(bill(), indent=1, ensure_ascii=False) + "\n")
