#!/usr/bin/env python3
"""Compiles the kernels that matter most and compares their registers and spills with the table registers.json.

usage: registers.py NVCC ROOT [--write]
A kernel that needs more registers than the table allows, or spills at all, fails; --write makes the table anew.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

TABLE = pathlib.Path(__file__).with_name("registers.json")
FILES = ("match", "convolution", "pixel_match")
ARCHITECTURES = ("80", "90a")
# The struct that is the kernel, within nvcc's mangled name of run_kernel<...>.
KERNELS = {"MatchShapeINS0_8WarpTileILi2ELi8EEELi4ELi2E": "match", "MatchShapeINS0_8WarpTileILi2ELi8EEELi2ELi1E": "match in small blocks",
           "16GroupMatchKernel": "match by groups"}
KERNELS |= {f"DirectSourceENS0_16ConvolutionShapeILi{shape}E": f"convolution {name}"
            for shape, name in (("2ELi2ELi4ELi8", "128x128"), ("4ELi1ELi2ELi8", "128x64"), ("2ELi2ELi2ELi4", "64x64"))}
KERNELS |= {f"{way}SourceENS0_16ConvolutionShapeILi{shape}EEELb{exact}": f"{'exact ' * exact}convolution {way.lower()}"
            for way in ("Forward", "Backward") for exact, shape in ((0, "4ELi1ELi2ELi8"), (1, "2ELi2ELi2ELi4"))}
KERNELS |= {"5Sweep": "pixel sweep", "9PixelVote": "pixel vote", "7Measure": "pixel measure"}


def compile_for(nvcc, root, name, architecture):
    """What ptxas says of one file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [nvcc, "-std=c++20", "--expt-relaxed-constexpr", "-diag-suppress=177", "-O3", "-Xptxas=-v", "-cubin"]
        command += [f"-gencode=arch=compute_{architecture},code=sm_{architecture}", *(f"-I{root}/{part}" for part in ("cuda_kernels", "libdoodle", "libdoodle/include"))]
        command += ["-o", f"{folder}/out", f"{root}/cuda_kernels/{name}.cu"]
        command += [] if name == "convolution" else ["--fmad=false"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stderr


def measure(text):
    """(kernel, registers, spilled bytes) of every kernel of KERNELS."""
    for block in text.split("Compiling entry function")[1:]:
        kernel = next((name for part, name in KERNELS.items() if part in block), None)
        if kernel:
            spills = sum(int(bytes_) for bytes_ in re.findall(r"(\d+) bytes spill", block))
            yield kernel, int(re.search(r"Used (\d+) registers", block).group(1)), spills


def main():
    nvcc, root = sys.argv[1:3]
    found = {}
    for architecture in ARCHITECTURES:
        for name in FILES:
            for kernel, registers, spills in measure(compile_for(nvcc, root, name, architecture)):
                found[f"sm_{architecture} {kernel}"] = {"registers": registers, "spilled": spills}
    if "--write" in sys.argv[3:]:
        TABLE.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")
    table, wrong = json.loads(TABLE.read_text()), []
    for name in sorted(table.keys() | found.keys()):
        kept, now = table.get(name), found.get(name)
        print(f"{name}: {now}, table {kept}")
        if kept is None or now is None or now["registers"] > kept["registers"] or now["spilled"] > kept["spilled"]:
            wrong.append(name)
    if wrong:
        sys.exit(f"not as in {TABLE.name}: {', '.join(wrong)}; look why, then run it with --write")


if __name__ == "__main__":
    main()
