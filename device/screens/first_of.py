"""Waiting for whichever of several things happens first."""

import asyncio


async def first(*coroutines):
    """(number, value) of the one that ends first; the others are cancelled. An exception in one is raised here."""
    ended = asyncio.Event()
    result: list[tuple] = []

    async def run(number, coroutine):
        try:
            outcome: tuple = (number, await coroutine, None)
        except Exception as error:  # noqa: BLE001  a task that dies in silence would wait for ever
            outcome = (number, None, error)
        if not result:
            result.append(outcome)
            ended.set()

    tasks = [asyncio.create_task(run(number, coroutine)) for number, coroutine in enumerate(coroutines)]
    try:
        await ended.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.sleep_ms(0)
    number, value, error = result[0]
    if error:
        raise error
    return number, value
