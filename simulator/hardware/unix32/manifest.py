# ruff: noqa: F821  (names of the manifest language)
# mypy: ignore-errors
# The simulator's own modules lie in the program, as a board's drivers do, and take none of the terminal's heap. They
# are found only where ".frozen/unix_port" is on the path.
include("$(MPY_DIR)/extmod/asyncio")
freeze(
    "..",
    (
        "unix_port/ends.py",
        "unix_port/machine.py",
        "unix_port/select.py",
        "unix_port/time.py",
        "unix_port/virtual_tasks.py",
        "unix_port/wire.py",
        "unix_port/wire_operations.py",
    ),
)
