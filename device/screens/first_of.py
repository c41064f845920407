"""Wait for the first of several things to happen."""

import asyncio


async def first(*coroutines):
    """(number, value) of the coroutine that ends first; the others are cancelled. Raises what one of them raises."""
    ended = asyncio.Event()
    result: list[tuple] = []

    async def run(number, coroutine):
        try:
            outcome: tuple = (number, await coroutine, None)
        except Exception as error:  # noqa: BLE001  else a failed task would leave us waiting for ever
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
