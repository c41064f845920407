"""The file that MicroPython starts. It must be source, so everything else is in `start`, which is compiled."""

import gc

gc.threshold(10240)  # while modules load: avoids fragmentation  # isort: split

import asyncio

import last_page

asyncio.get_event_loop().set_exception_handler(last_page.fail)
try:
    import start

    role = start.compose()
    del start  # frees the memory of what composed the terminal
    asyncio.run(role.run())  # never returns while there is power
    raise RuntimeError("the main loop has returned")
except BaseException as error:  # noqa: BLE001  the outermost handler: any exception is a bug, a cancelled main task too
    last_page.crash(error)
