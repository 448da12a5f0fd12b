"""The script `doodle`: becomes the program. Outside the package, which would load NumPy first."""

import os
import pathlib
import sys


def main() -> None:
    program = pathlib.Path(__file__).with_name("doodle") / "doodle"
    os.execv(program, ["doodle", *sys.argv[1:]])
