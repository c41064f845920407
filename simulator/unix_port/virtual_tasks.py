"""asyncio's task and queue on the wire's clock.

The unix port has them in C, bound to the computer's clock; asyncio takes these instead when they stand in its place before
it is imported. Same face as the built-in ones, on a short sorted list: a terminal has a dozen tasks.
"""

import sys
from time import ticks_diff, ticks_ms


class TaskQueue:
    """Tasks by the time that they are due, first come first served among equals."""

    def __init__(self):
        self._tasks = []

    def peek(self):
        return self._tasks[0] if self._tasks else None

    def push(self, task, key=None):
        task.data = None
        task.ph_key = ticks_ms() if key is None else key
        at = len(self._tasks)
        while at and ticks_diff(self._tasks[at - 1].ph_key, task.ph_key) > 0:
            at -= 1
        self._tasks.insert(at, task)

    def pop(self):
        return self._tasks.pop(0)

    def remove(self, task):
        self._tasks.remove(task)


class Task:
    """A coroutine and its fate. `state`: True runs unwatched, a queue holds who waits, None or False is over."""

    def __init__(self, coro, globals=None):
        self.coro = coro
        self.data = None  # where it waits; after its end, what it ended with
        self.state = True
        self.ph_key = 0

    def done(self):
        return not self.state

    def __iter__(self):
        if self.state is True:
            self.state = TaskQueue()
        elif not self.state:
            self.state = False  # somebody asked: its exception is not lost
        elif type(self.state) is not TaskQueue:
            raise RuntimeError("can't wait")
        return self

    def __next__(self):
        if not self.state:
            raise self.data
        core = sys.modules["asyncio.core"]
        self.state.push(core.cur_task)
        core.cur_task.data = self

    def cancel(self):
        core = sys.modules["asyncio.core"]
        if not self.state:
            return False
        if self is core.cur_task:
            raise RuntimeError("can't cancel self")
        task = self
        while isinstance(task.data, Task):  # the one at the end of the chain of waiting is the one to wake
            task = task.data
        if hasattr(task.data, "remove"):
            task.data.remove(task)
            core._task_queue.push(task)
        elif ticks_diff(task.ph_key, ticks_ms()) > 0:
            core._task_queue.remove(task)
            core._task_queue.push(task)
        task.data = core.CancelledError
        return True


sys.modules["_asyncio"] = sys.modules[__name__]
