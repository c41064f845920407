"""Where MicroPython starts. It takes this one name only as source, so all else is in `start`, which comes compiled."""

import gc

gc.threshold(4096)  # while modules load: keeps the free memory in one piece  # isort: split

import start

start.run()
