"""What a wheel puts where: seen on an installed package alone, as scripts/wheel.sh makes one."""

import importlib.metadata
import re

import pytest

import doodle


def installed_files():
    try:
        return importlib.metadata.files("doodle")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the package is not installed but taken from the build; scripts/wheel.sh has one installed")


def test_nothing_lies_beside_the_package():
    """Its folders, those of auditwheel, and the command among the programs: no `bin` among the modules."""
    tops = {file.parts[0] for file in installed_files()}
    assert not [top for top in tops if top != ".." and not re.fullmatch(r"doodle(\.libs|\.scripts|-.*\.dist-info)?", top)]


def test_the_version_is_the_library_s():
    installed_files()
    assert importlib.metadata.version("doodle") == doodle.__version__
