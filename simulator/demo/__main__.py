"""`python -m simulator.demo`, from anywhere."""

import os
from pathlib import Path

import typer

from simulator.demo.command import main

if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    typer.run(main)
