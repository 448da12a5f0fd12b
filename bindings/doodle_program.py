"""The script `doodle`: becomes the program. Outside the package, whose libraries it has no use for."""

import os
import sys


def main() -> None:
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "doodle", "doodle-program")
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")  # as apps/doodle/launch.cpp
    os.execv(program, ["doodle", *sys.argv[1:]])
