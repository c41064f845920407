"""`python -m simulator.front`, from anywhere."""

import os
from pathlib import Path

import typer

from simulator.front.command import main

if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    typer.run(main)
