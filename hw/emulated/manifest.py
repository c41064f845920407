# ruff: noqa: F821  (names of the manifest language)
# mypy: ignore-errors
include("$(MPY_DIR)/extmod/asyncio")
freeze("frozen")
freeze(
    "../../simulator/hardware",
    (
        "unix_port/machine.py",
        "unix_port/select.py",
        "unix_port/time.py",
        "unix_port/virtual_tasks.py",
        "unix_port/wire.py",
        "unix_port/wire_operations.py",
        "emulated_port/ends.py",
    ),
)
