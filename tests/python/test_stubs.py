"""The stub of the compiled module names what is there, and nothing else."""

import ast
import os
import pathlib
import subprocess
import sys

import pytest

import doodle._core as core

STUB = pathlib.Path(core.__file__).with_name("_core.pyi")


def described(body):
    """Names of a stub's classes, functions and attributes, those in classes as Class.name."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            if node.name.startswith("_"):
                continue  # of the stub alone: what its classes have in common
            yield node.name
            yield from (f"{node.name}.{name}" for name in described(node.body) if not name.startswith("__"))
        elif isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign):
            yield node.target.id


def present():
    for name, value in vars(core).items():
        if name.startswith("__") and name != "__version__":
            continue
        yield name
        if isinstance(value, type):
            yield from (f"{name}.{member}" for member in vars(value) if not member.startswith("_"))


def test_the_stub_is_complete():
    assert sorted(described(ast.parse(STUB.read_text()).body)) == sorted(present())


def test_the_types_are_those_at_run_time(tmp_path):
    """mypy's stubtest: the stub against the compiled module, when the types of the package agree in themselves."""
    pytest.importorskip("mypy.stubtest", reason="mypy is not installed; `pip install mypy` to have the stubs checked")
    package = pathlib.Path(core.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "doodle._core"],
        cwd=tmp_path,  # where mypy leaves its cache
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
