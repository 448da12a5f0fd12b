#!/usr/bin/env python3
"""Runs one case of the command line: `run_case.py FOLDER PROGRAM [--sanitized]`.

A folder holds
  cmd           bash, run in an empty folder; `doodle` and `make_input` are commands in it,
                $SOURCE is the project's folder
  setup         bash, run before it (optional); it must succeed
  expect.toml   what must be true afterwards:
    exit = 3                       the exit code of cmd (default 0)
    stderr = ["REGEX", ...]        each must be found; likewise stdout
    no_stderr = ["REGEX", ...]     none may be found
    pictures = {"out.png" = "48x32"}   complete PNG files of that size
    text = {"out.png" = ["KEY", ...]}  keys of their text chunks
    absent = ["FILE", ...]         must not exist
    unchanged = ["FILE", ...]      same bytes as after setup
    same = [["A", "B"], ...]       same bytes as each other
    json = {"KEY" = "TYPE"}        stdout is one JSON object with these keys; TYPE is a Python type
    like = {"out.png" = ["REFERENCE", 2.0]}  mean difference from a file of the folder at most so much (0..255)
    needs_memory_limit = true      skipped under sanitizers, which reserve address space
  stdout        exact expected output (optional)
Always: a failure (2..6) is one line `doodle: ...` on stderr besides notes, prints nothing on stdout, and nothing is
left behind under a temporary name.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

import png

SKIPPED = 77
TOOLS = pathlib.Path(__file__).resolve().parent


def environment(root, program):
    """A clean environment in which nothing of the user's own settings shows."""
    commands = root / "bin"
    commands.mkdir()
    (commands / "doodle").symlink_to(pathlib.Path(program).resolve())
    maker = commands / "make_input"
    maker.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B "{TOOLS / "make_input.py"}" "$@"\n')
    maker.chmod(0o755)
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("DOODLE_") and name not in ("XDG_CACHE_HOME", "TORCH_HOME")}
    return kept | {"PATH": f"{commands}:{os.environ['PATH']}", "HOME": str(root), "TERM": "dumb",
                   "SOURCE": str(TOOLS.parent.parent), "LC_ALL": "C.UTF-8", "OMP_WAIT_POLICY": "passive"}


def bash(script, folder, variables):
    return subprocess.run(["bash", str(script)], cwd=folder, env=variables, capture_output=True, text=True)


class Case:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.expect = tomllib.loads((self.folder / "expect.toml").read_text())
        self.problems = []

    def check(self, good, problem):
        if not good:
            self.problems.append(problem)

    def run(self, program):
        with tempfile.TemporaryDirectory(prefix="doodle-cli-") as name:
            root = pathlib.Path(name)
            variables = environment(root, program)
            self.place = root / "work"
            self.place.mkdir()
            if (self.folder / "setup").exists():
                result = bash(self.folder / "setup", self.place, variables)
                self.check(result.returncode == 0, f"setup failed:\n{result.stdout}{result.stderr}")
            before = {file: (self.place / file).read_bytes() for file in self.expect.get("unchanged", [])}
            self.result = bash(self.folder / "cmd", self.place, variables)
            self.check_streams()
            self.check_files(before)
        return self.problems

    def check_streams(self):
        code, expected = self.result.returncode, self.expect.get("exit", 0)
        self.check(code == expected, f"exit code {code}, expected {expected}")
        for stream in ("stdout", "stderr"):
            text = getattr(self.result, stream)
            for regex in self.expect.get(stream, []):
                self.check(re.search(regex, text, re.MULTILINE), f"{stream} lacks /{regex}/")
            for regex in self.expect.get(f"no_{stream}", []):
                self.check(not re.search(regex, text, re.MULTILINE), f"{stream} has /{regex}/")
        if 2 <= expected <= 6:
            lines = [line for line in self.result.stderr.splitlines() if not line.startswith("doodle: note: ")]
            self.check(len(lines) == 1 and lines[0].startswith("doodle: "), "the error is not one line `doodle: ...`")
            self.check(self.result.stdout == "", "a failure printed on stdout")
        if (self.folder / "stdout").exists():
            self.check(self.result.stdout == (self.folder / "stdout").read_text(), "stdout differs from the file")
        if "json" in self.expect:
            self.check_json()

    def check_json(self):
        try:
            found = json.loads(self.result.stdout)
        except ValueError as error:
            self.problems.append(f"stdout is no JSON: {error}")
            return
        if not isinstance(found, dict):
            self.problems.append("stdout is no JSON object")
            return
        for key, kind in self.expect["json"].items():
            value = found.get(key)
            self.check(type(value).__name__ == kind, f"JSON {key} is {value!r}, expected a {kind}")

    def check_files(self, before):
        for file, bytes_before in before.items():
            path = self.place / file
            self.check(path.exists() and path.read_bytes() == bytes_before, f"{file} has changed")
        for file in self.expect.get("absent", []):
            self.check(not (self.place / file).exists(), f"{file} exists")
        for first, second in self.expect.get("same", []):
            self.check((self.place / first).read_bytes() == (self.place / second).read_bytes(),
                       f"{first} and {second} differ")
        left = [path.name for path in self.place.rglob("*") if ".tmp" in path.name or path.name.startswith(".doodle-")]
        self.check(not left, f"left behind: {left}")
        try:
            self.check_pictures()
        except (OSError, ValueError) as error:
            self.problems.append(str(error))

    def check_pictures(self):
        for file, size in self.expect.get("pictures", {}).items():
            width, height, _, _ = png.read(self.place / file)
            self.check(f"{width}x{height}" == size, f"{file} is {width}x{height}, expected {size}")
        for file, keys in self.expect.get("text", {}).items():
            found = png.text(self.place / file)
            for key in keys:
                self.check(key in found, f"{file} has no text {key}, only {sorted(found)}")
        for file, (reference, limit) in self.expect.get("like", {}).items():
            distance = png.difference(self.place / file, self.folder / reference)
            self.check(distance <= limit, f"{file} differs from {reference} by {distance:.2f}, more than {limit}")


def main(folder, program, *flags):
    case = Case(folder)
    if case.expect.get("needs_memory_limit") and "--sanitized" in flags:
        print("skipped: sanitizers reserve more address space than the limit allows")
        return SKIPPED
    problems = case.run(program)
    for problem in problems:
        print(f"FAILED: {problem}")
    if problems:
        print(f"--- stdout\n{case.result.stdout}--- stderr\n{case.result.stderr}---")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
