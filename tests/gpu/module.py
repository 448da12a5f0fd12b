#!/usr/bin/env python3
"""Checks what the CUDA module shows of itself: one exported name, and no library of NVIDIA's among those it needs.

usage: module.py MODULE
"""

import re
import subprocess
import sys


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    module = sys.argv[1]
    exported = [line.split()[-1] for line in run("nm", "-D", "--defined-only", module).splitlines()]
    needed = re.findall(r"NEEDED.*\[(.*)\]", run("readelf", "-d", module))
    print("exports", exported, "needs", needed)
    if exported != ["doodle_device_module"]:
        sys.exit(f"{module} exports {exported}")
    if any(re.match(r"lib(cu|nv)", name) for name in needed):
        sys.exit(f"{module} needs {needed}: without a driver it would not load")


if __name__ == "__main__":
    main()
