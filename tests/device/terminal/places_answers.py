"""Run by MicroPython: a spare looks for a precinct among its places, and copies one, beside another task."""

import asyncio
import os

from terminal import places


async def _counting(turns):
    while True:
        await asyncio.sleep_ms(0)
        turns[0] += 1


async def _copied(precinct):
    for (number, _, _), _, size, file in places.packages():
        if number == precinct:
            await places.copy(file, "data/copied", size)
            return os.stat("data/copied")[6]


async def _beside(act):
    turns = [0]
    other = asyncio.create_task(_counting(turns))
    result = await act
    other.cancel()
    return [result, turns[0]]


def answer(case):
    os.chdir(case["folder"])
    if "copies" in case:
        return asyncio.run(_beside(_copied(case["copies"])))
    return asyncio.run(_beside(places.knows(case["looks_for"])))
