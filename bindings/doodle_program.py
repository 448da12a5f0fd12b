"""The script `doodle`: becomes the command that lies in the package.

It lies outside the package, whose libraries it has no use for.
"""

import os
import sys


def main() -> None:
    command = os.path.join(os.path.dirname(os.path.abspath(__file__)), "doodle", "doodle")
    os.execv(command, ["doodle", *sys.argv[1:]])
