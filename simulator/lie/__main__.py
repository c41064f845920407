"""`python -m simulator.lie`, from anywhere."""

import os
from pathlib import Path

import typer

from simulator.lie.command import main

if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    typer.run(main)
