#!/usr/bin/env python3
"""What Session.features costs beside the library's own call: both in turns, in one run.

    OMP_WAIT_POLICY=passive PYTHONPATH=build/cpu/bindings features_overhead.py FEATURES_SECONDS PICTURE [LAYER...]

FEATURES_SECONDS is the program of features_seconds.cpp. Prints medians in milliseconds for the library, for a Picture, which is
passed as it is, and for an array of 8 bits, which is converted to the library's floats; and the medians of their ratios to the
library's call of the same round, which the machine's moods leave alone.
"""

import statistics
import subprocess
import sys
import time

import doodle

ROUNDS = 60


def main():
    program, path, *layers = sys.argv[1:]
    layers = layers or ["3_1"]
    session = doodle.Session()
    picture = doodle.Picture(path)
    inputs = {"Picture": picture, "array": picture.array("uint8")}
    rounds = []
    with subprocess.Popen([program, path, *layers], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as library:
        for _ in range(ROUNDS):
            library.stdin.write("\n")
            library.stdin.flush()
            rounds.append({"library": float(library.stdout.readline())})
            for name, value in inputs.items():
                start = time.perf_counter()
                session.features(value, layers)
                rounds[-1][name] = time.perf_counter() - start
        library.stdin.close()
    rounds = rounds[ROUNDS // 10 :]  # the first prepare memory
    for name in rounds[0]:
        seconds = statistics.median(one[name] for one in rounds)
        ratio = statistics.median(one[name] / one["library"] for one in rounds)
        print(f"{name:<8} {1000 * seconds:8.2f} ms  {ratio:.3f}")


if __name__ == "__main__":
    main()
