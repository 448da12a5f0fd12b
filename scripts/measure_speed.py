#!/usr/bin/env python3
"""Measures how fast the program is on this machine, beside others, and writes the tables of docs/performance.md.

    scripts/measure_speed.py --data FOLDER [--vgg FILE] [--peer FILE ...] [--ebsynth FILE] [--write]

FOLDER holds Monet.jpg, Monet_sem.png and Coastline_sem.png. Build with -DDOODLE_BENCHMARKS=ON before, and let nothing else run.
Every table is between two comments in the document and takes their place alone; a table whose means are not given stays as
it is. Without --write the tables go to stdout.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "performance.md"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build/cpu")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vgg", type=Path, help="VGG-19's weights, for the rows with that network")
    parser.add_argument("--peer", type=Path, help="a program that does one evaluation in PyTorch, as the design notes have it")
    parser.add_argument("--peer-python", nargs="+", default=[sys.executable], help="Pythons with PyTorch to run --peer with")
    parser.add_argument("--ebsynth", type=Path, help="ebsynth's program, built for the CPU")
    parser.add_argument("--runs", type=int, default=3, help="the best of so many counts")
    parser.add_argument("--only", nargs="+", default=[], help="tables to make, by name; all that can be")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    return parser.parse_args()


def run(command, **environment):
    """Seconds, peak MiB and standard output of a command."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.PIPE,
                                   env={**os.environ, **environment}, text=True)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status != 0:
            sys.exit(f"{' '.join(map(str, command))} failed:\n{errors}")
        out.seek(0)
        return seconds, usage.ru_maxrss / 1024, out.read()


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def lowest(runs, command):
    """The quickest of some runs: seconds of all, and the most memory."""
    results = [run(command) for _ in range(runs)]
    return sorted(result[0] for result in results), max(result[1] for result in results)


def span(seconds):
    low, high = f"{seconds[0]:.2f}", f"{seconds[-1]:.2f}"
    return low if low == high else f"{low}-{high}"


# --- tables ---------------------------------------------------------------------------------------------------------------

def machine(options):
    text = Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*: (.*)", text).group(1)
    version = run([options.build / "apps/doodle/doodle", "--version"])[2].strip()
    isa = "AVX-512 with bf16" if "avx512_bf16" in text else "AVX-512" if "avx512f" in text else "AVX2"
    header = Path("/usr/include/oneapi/dnnl/dnnl_version.h")
    found = dict(re.findall(r"DNNL_VERSION_(MAJOR|MINOR|PATCH)\s+(\d+)", header.read_text())) if header.exists() else {}
    dnnl = ".".join(found[part] for part in ("MAJOR", "MINOR", "PATCH")) if found else "of the system"
    return (f"{os.cpu_count()} cores of {name} (family {re.search(r'cpu family.*: (.*)', text).group(1)}, {isa}), Linux "
            f"{platform.release().split('-')[0]}, oneDNN {dnnl}, {version}; measured on {time.strftime('%d %B %Y')}.")


def paint(options, *words):
    data = options.data
    return [options.build / "apps/doodle/doodle", "paint", "--style", data / "Monet.jpg", "--style-map", data / "Monet_sem.png",
            "--target-map", data / "Coastline_sem.png", "-q", *words]


def paintings(options):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        def add(size, network, quality, *words, runs=options.runs):
            seconds, memory = lowest(runs, paint(options, "--output", f"{folder}/out.png", "--output-size", size, "--quality",
                                                 quality, *words))
            rows.append([size, network, quality, span(seconds), f"{memory:.0f}"])

        add("512x384", "thin", "draft")
        add("512x384", "thin", "standard")
        if options.vgg:
            add("512x384", "VGG-19", "standard", "--model", options.vgg)
        add("2048x1536", "thin", "standard", runs=1)
    return table(["size", "network", "quality", "seconds", "peak MiB"], rows)


def benchmarks(options, program, pattern):
    text = run([options.build / f"tests/benchmark/{program}", f"--benchmark_filter={pattern}", "--benchmark_format=json",
                "--benchmark_min_time=0.4"], OMP_WAIT_POLICY="active")[2]
    return json.loads(text)["benchmarks"]


def rates(options, program, pattern):
    rows = []
    for case in benchmarks(options, program, pattern):
        name = case["name"].replace("/real_time", "")
        speed = "" if "GFLOP/s" not in case else f"{case['GFLOP/s']:.0f}"
        share = "" if "of_GEMM" not in case else f"{100 * case['of_GEMM']:.0f}%"
        other = next((f"{case[key]:.3g} {key}" for key in ("GB/s", "patches/s") if key in case), "")
        rows.append([name, f"{case['real_time']:.1f}", speed, share, other])
    return rows


def matcher(options):
    rows = rates(options, "match_benchmark", "matrix_product|windowed|(avx|portable).*/(64/64/512/0|128/128/256/.)")
    return table(["case: height/width/channels/labels", "ms", "GFLOP/s", "of GEMM"], [row[:4] for row in rows])


def operations(options):
    return table(["operation", "ms", "GFLOP/s", "of GEMM", ""], rates(options, "operations_benchmark", "."))


def evaluation(options):
    """One evaluation of VGG-19 at 512x512 by us: the difference of two runs, so that starting and preparing do not count."""
    few, many = 2, 8
    with tempfile.TemporaryDirectory() as folder:
        def seconds(iterations):
            return lowest(options.runs, paint(
                options, "--model", options.vgg, "--output", f"{folder}/out.png", "--output-size", "512x512", "--phases", "1",
                "--no-finish", "--votes", "0", "--match", "exact", "--iterations", iterations))

        short, long = seconds(few), seconds(many)
    return (long[0][0] - short[0][0]) / (many - few), long[1]


def peer(options):
    ours, memory = evaluation(options)
    rows = [["doodle", f"{ours:.2f}", f"{memory:.0f}", ""]]
    for python in options.peer_python:
        version = run([python, "-c", "import torch; print(torch.__version__)"])[2].strip()
        text = run([python, options.peer, "--height", "512", "--width", "512", "--phases", "1", "--match", "matmul",
                    "--weights", options.vgg, "--optimizer", "torch", "--iterations", "2"], OPENBLAS_NUM_THREADS=str(os.cpu_count()))[2]
        seconds = float(re.search(r"median eval (\d+) ms", text).group(1)) / 1000
        peak = float(re.search(r"peak RSS (\d+) MB", text).group(1))
        rows.append([f"PyTorch {version}", f"{seconds:.2f}", f"{peak:.0f}", f"{seconds / ours:.1f}"])
    return table(["program", "seconds an evaluation", "peak MiB", "times ours"], rows)


def ebsynth(options):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        ours, _ = lowest(options.runs, paint(options, "--output", f"{folder}/ours.png"))
        data = options.data
        other, _ = lowest(options.runs, [options.ebsynth, "-style", data / "Monet.jpg", "-guide", data / "Monet_sem.png",
                                         data / "Coastline_sem.png", "-output", f"{folder}/other.png", "-patchsize", "5",
                                         "-uniformity", "3500", "-backend", "cpu"])
        rows = [["doodle", span(ours), ""], ["ebsynth", span(other), f"{ours[0] / other[0]:.2f}"]]
    return table(["program", "seconds", "ours, of its time"], rows)


def possible(options):
    tables = {"machine": machine, "paintings": paintings, "matcher": matcher, "operations": operations}
    if options.peer and options.vgg:
        tables["peer"] = peer
    if options.ebsynth:
        tables["ebsynth"] = ebsynth
    return {name: make for name, make in tables.items() if not options.only or name in options.only}


def main():
    options = arguments()
    document = DOCUMENT.read_text()
    for name, make in possible(options).items():
        text = make(options)
        if not options.write:
            print(f"{name}:\n{text}\n")
            continue
        place = re.compile(rf"(<!-- measured: {name} -->\n).*?(<!-- end -->)", re.S)
        if not place.search(document):
            sys.exit(f"{DOCUMENT} has no place for the table '{name}'")
        document = place.sub(lambda found: found.group(1) + text + "\n" + found.group(2), document)
        DOCUMENT.write_text(document)


if __name__ == "__main__":
    main()
