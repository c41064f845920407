# ruff: noqa: F821  (names of the manifest language)
# mypy: ignore-errors
include("$(MPY_DIR)/extmod/asyncio")
freeze("frozen")
freeze(
    "../../simulator",
    (
        "unix_port/machine.py",
        "unix_port/select.py",
        "unix_port/time.py",
        "unix_port/virtual_tasks.py",
        "unix_port/wire.py",
        "emulated_port/ends.py",
    ),
)
