"""Where MicroPython starts. It takes this one name only as source, so all else is in `start`, which comes compiled."""

import gc

gc.threshold(4096)  # while modules load: keeps the free memory in one piece  # isort: split

import asyncio

import last_page

asyncio.get_event_loop().set_exception_handler(last_page.fail)
try:
    import start

    role = start.compose()
    del start  # what composed the terminal leaves the heap
    asyncio.run(role.run())  # never returns while there is power
    raise RuntimeError("a terminal's life has ended")
except Exception as error:  # noqa: BLE001  whatever it is: it is a bug, and nobody else is there to take it
    last_page.crash(error)
