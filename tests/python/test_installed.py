"""What a wheel puts where: seen on an installed package alone, as scripts/wheel.sh makes one."""

import importlib.metadata
import re
import subprocess

import pytest

import doodle


def installed_files():
    try:
        return importlib.metadata.files("doodle")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the package is not installed but taken from the build; scripts/wheel.sh has one installed")


def test_nothing_lies_beside_the_package():
    """Its folders, that of auditwheel, and what starts the command: no `bin` among the modules."""
    tops = {file.parts[0] for file in installed_files()} - {"..", "__pycache__"}
    assert not [top for top in tops if not re.fullmatch(r"doodle(\.libs|-.*\.dist-info|_program\.py)?", top)]


def test_the_command_is_installed():
    script = next(file for file in installed_files() if file.name == "doodle" and file.parts[0] == "..")
    shown = subprocess.run([script.locate(), "--version"], check=True, capture_output=True, text=True).stdout
    assert shown == f"doodle {doodle.__version__}\n"


def test_the_version_is_the_library_s():
    installed_files()
    assert importlib.metadata.version("doodle") == doodle.__version__
