"""The procedure that locks a chip to images signed by one key, for each chip; and a dry run of what needs no board.

Sources: RP2350 datasheet, 5.10 and 13.10 (OTP rows of CRIT1 and BOOT_FLAGS1), picotool's README, *seal* and *otp*;
ESP-IDF's "Secure Boot v2" for the ESP32-S3. Nothing of this has been done on a chip: the page says so first.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from host_tools.boards.board_file import value_of
from host_tools.boards.connections import PROCESSOR
from host_tools.errors import FirmwareError
from host_tools.whole_files import write_text

_LIMIT_S = 60
_UNKNOWN = "Unknown command"  # what picotool says of one that it was built without
_UNTRIED = (
    "**Nobody has done this on a chip.** Fuses cannot be unburnt: a step out of order leaves a board that starts "
    "nothing. "
    "Do it first on a board that may be lost, with a second person who reads each step aloud."
)


class SecureBootError(FirmwareError):
    """No procedure for this board. The message says why."""


class Step(NamedTuple):
    """One step. command: as typed. needs_board: it cannot be tried without one. burns: it cannot be undone.

    then: what must be seen before the next step.
    """

    name: str
    command: tuple[str, ...]
    then: str
    needs_board: bool = True
    burns: bool = False


def steps_for(board: Path, image: Path, key: Path) -> list[Step]:
    """The steps for a board's processor. SecureBootError: none are known for it.

    image: the .uf2, or for an ESP32-S3 the application's .bin. key: PEM file of the boot key.
    """
    processor = value_of(board, PROCESSOR)
    if processor == "rp2350b":
        return _rp2350(image, key)
    if processor == "esp32s3":
        return _esp32_s3(image, key)
    raise SecureBootError(f"{board}: no secure boot is known for {processor}")


def _rp2350(image: Path, key: Path) -> list[Step]:
    signed, otp, back = image.with_suffix(".signed.uf2"), key.with_suffix(".otp.json"), image.with_suffix(".back.bin")
    return [
        Step(
            "key",
            ("openssl", "ecparam", "-name", "secp256k1", "-genkey", "-noout", "-out", str(key)),
            "a new file, kept off every network; a copy in another safe: without it no image can follow",
            needs_board=False,
        ),
        Step(
            "image",
            ("picotool", "info", "-a", str(image)),
            "the board's name without DEVELOPMENT, and *secure* ARM; the register's keepers have signed for this image",
            needs_board=False,
        ),
        Step(
            "sign",
            ("picotool", "seal", "--hash", "--sign", str(image), str(signed), str(key), str(otp)),
            "both files are there. Debian's picotool 2.1.1 has no `seal`, being built without mbed TLS: build it "
            "with that",
            needs_board=False,
        ),
        Step(
            "stepping",
            ("picotool", "info", "-d"),
            "chip revision A4 or later: A2 and A3 start images with a forged signature (errata E16, E20, E21, E24)",
        ),
        Step("write", ("picotool", "load", "-v", str(signed)), "*OK*, verified"),
        Step("read back", ("picotool", "save", "--range", "10000000", "10400000", str(back)), "a file of 4 MiB"),
        Step(
            "compare",
            ("tamga", "firmware", "verify", str(image), "--flash", str(back)),
            "the ROM partition as in the image; MicroPython differs only by its signature block",
        ),
        Step("start", ("picotool", "reboot"), "the terminal starts with the signed image, before anything is burnt"),
        Step("burn key", ("picotool", "otp", "load", str(otp)), "*OK*; BOOTKEY0 is the key's fingerprint", burns=True),
        Step("look", ("picotool", "otp", "get", "BOOT_FLAGS1"), "KEY_VALID 1; KEY_INVALID 0"),
        Step(
            "no other keys",
            ("picotool", "otp", "set", "BOOT_FLAGS1.KEY_INVALID", "0xe"),
            "*OK*: the three places that are free can take no key later",
            burns=True,
        ),
        Step("glitches", ("picotool", "otp", "set", "CRIT1.GLITCH_DETECTOR_ENABLE", "1"), "*OK*", burns=True),
        Step("no debugger", ("picotool", "otp", "set", "CRIT1.DEBUG_DISABLE", "1"), "*OK*", burns=True),
        Step(
            "lock",
            ("picotool", "otp", "set", "CRIT1.SECURE_BOOT_ENABLE", "1"),
            "after a restart the terminal runs; the unsigned image, written by the boot loader, does not",
            burns=True,
        ),
    ]


def _esp32_s3(image: Path, key: Path) -> list[Step]:
    signed, digest = image.with_suffix(".signed.bin"), key.with_suffix(".digest")
    chip = ("--chip", "esp32s3")
    return [
        Step(
            "key",
            ("espsecure", "generate-signing-key", "--version", "2", "--scheme", "rsa3072", str(key)),
            "a new file, kept off every network; a copy in another safe",
            needs_board=False,
        ),
        Step(
            "sign",
            ("espsecure", "sign-data", "--version", "2", "--keyfile", str(key), "--output", str(signed), str(image)),
            "*Signed*; the second-stage boot loader is signed in the same way",
            needs_board=False,
        ),
        Step(
            "check",
            ("espsecure", "verify-signature", "--version", "2", "--keyfile", str(key), str(signed)),
            "*verification successful*",
            needs_board=False,
        ),
        Step(
            "fingerprint",
            ("espsecure", "digest-sbv2-public-key", "--keyfile", str(key), "--output", str(digest)),
            "a file of 32 bytes",
            needs_board=False,
        ),
        Step("chip", ("espefuse", *chip, "summary"), "SECURE_BOOT_EN False; BLOCK_KEY0 empty"),
        Step("write", ("esptool", *chip, "write-flash", "0x10000", str(signed)), "*Hash of data verified*"),
        Step(
            "burn key",
            ("espefuse", *chip, "burn-key", "BLOCK_KEY0", str(digest), "SECURE_BOOT_DIGEST0"),
            "*Successful*",
            burns=True,
        ),
        Step("lock", ("espefuse", *chip, "burn-efuse", "SECURE_BOOT_EN", "1"), "*Successful*", burns=True),
        Step(
            "no other keys",
            ("espefuse", *chip, "burn-efuse", "SECURE_BOOT_KEY_REVOKE1", "1", "SECURE_BOOT_KEY_REVOKE2", "1"),
            "*Successful*",
            burns=True,
        ),
        Step(
            "no debugger, no download",
            (
                "espefuse",
                *chip,
                "burn-efuse",
                "DIS_PAD_JTAG",
                "1",
                "DIS_USB_JTAG",
                "1",
                "DIS_DOWNLOAD_MODE",
                "1",
            ),
            "*Successful*; the signed image starts, an unsigned one does not",
            burns=True,
        ),
    ]


def page(steps: list[Step]) -> str:
    """The procedure as a page: each step, its command, what must be seen, what cannot be undone."""
    lines = ["# Locking a chip to signed images", "", _UNTRIED, ""]
    for number, step in enumerate(steps, 1):
        mark = " — **burns fuses**" if step.burns else ""
        lines += [f"## {number}. {step.name}{mark}", "", f"    {' '.join(step.command)}", "", f"Then: {step.then}.", ""]
        lines += ["Done by: ______________________  Seen by: ______________________", ""]
    return "\n".join(lines)


def write(steps: list[Step], path: Path) -> None:
    """Write the page."""
    write_text(path, page(steps))


def try_out(steps: list[Step], picotool: Path) -> list[tuple[str, str]]:
    """Do what needs no board, in order; (step, what came of it). A key that is there is not made again.

    picotool: stands for the command of that name.
    """
    found = []
    for step in steps:
        if step.needs_board:
            found.append((step.name, "not tried: it needs a board" + (" and cannot be undone" if step.burns else "")))
            continue
        if step.name == "key" and Path(step.command[-1]).exists():
            found.append((step.name, "there already"))
            continue
        program = str(picotool) if step.command[0] == "picotool" else shutil.which(step.command[0])
        if program is None:
            found.append((step.name, f"not tried: {step.command[0]} is not installed"))
            continue
        done = subprocess.run(
            [program, *step.command[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=_LIMIT_S, check=False,
        )  # fmt: skip
        found.append((step.name, _came_of(step, done)))
    return found


def _came_of(step: Step, done: subprocess.CompletedProcess[str]) -> str:
    if not done.returncode:
        return "done"
    if _UNKNOWN in done.stdout:
        return f"not tried: this {step.command[0]} has no {step.command[1]}; build one with mbed TLS"
    return f"failed with status {done.returncode}"
