#!/usr/bin/env python3
"""Checks who includes whom: `include_rules.py ROOT`. The rules are those of docs/architecture.md."""

import pathlib
import re
import sys

# What the files of a folder under libdoodle may include besides their own folder and the public headers.
MAY_INCLUDE = {
    "base": set(),
    "archive": {"base"},
    "tensor": {"base"},
    "kernels": {"base", "tensor"},
    "backend": {"base", "tensor", "kernels"},
    "image": {"base", "tensor"},
    "measure": {"base", "tensor", "image"},
    "registry": {"base"},
    "features": {"base", "tensor", "kernels", "backend", "image", "registry"},
    "importers": {"base", "archive", "tensor", "kernels", "backend", "registry", "features"},
    "match": {"base", "tensor", "kernels", "backend"},
    "loss": {"base", "tensor", "kernels", "backend", "features", "match"},
    "optimise": {"base", "tensor", "kernels", "backend"},
    "synthesis": {"base", "tensor", "kernels", "backend", "image", "features", "match", "loss", "optimise"},
    "style": {"base", "tensor", "kernels", "backend", "image", "features", "match", "loss", "optimise", "synthesis"},
    "upscale": {"base", "tensor", "image", "synthesis"},
    "world": {"base", "tensor", "backend", "image", "registry", "features", "synthesis"},
    "pack": {"base", "archive", "tensor", "image", "registry"},
}
# Libraries that one folder alone may see.
ONLY_IN = {
    "OpenImageIO/": "libdoodle/image/",
    "webp/": "libdoodle/image/",
    "oneapi/dnnl/": "libdoodle/backend/cpu/",
    "dnnl": "libdoodle/backend/cpu/",
    "Eigen/": "libdoodle/backend/cpu/",
    "curl/": "libdoodle/registry/",
    "hdf5.h": "libdoodle/importers/",
    "matio.h": "libdoodle/importers/",
    "zip.h": "libdoodle/archive/",
    "bzlib.h": "libdoodle/importers/",
    "CLI/": "apps/",
}
# Outside the library: the public headers, and what lies beside the file.
OUTSIDE = ("apps", "bindings")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCES = {".h", ".cpp", ".cu", ".cuh"}


def includes(path):
    """The (quote, name) of every #include of a file."""
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def check_library(path, folder, quote, name):
    """Why a file of libdoodle/FOLDER may not include NAME; empty when it may."""
    if quote != '"' or name.startswith("doodle/"):
        return ""
    if ".." in name:
        return "paths start at libdoodle/"
    target = name.split("/")[0] if "/" in name else folder
    if target == folder or target in MAY_INCLUDE.get(folder, set()):
        return ""
    if target not in MAY_INCLUDE and (path.parent / name).is_file():
        return ""
    return f"libdoodle/{folder} may not include {target}"


def check_outside(path, quote, name):
    if quote != '"' or name.startswith("doodle/"):
        return ""
    if ".." not in name and (path.parent / name).is_file():
        return ""
    return "only doodle/*.h and files beside it may be included here"


def check_public(quote, name):
    if (quote == '"' and name.startswith("doodle/")) or (quote == "<" and "/" not in name and "." not in name):
        return ""
    return "a public header includes standard headers and doodle/*.h alone"


def complaint(root, path, quote, name):
    place = path.relative_to(root).as_posix()
    parts = place.split("/")
    for library, home in ONLY_IN.items():
        if quote == "<" and name.startswith(library) and not place.startswith(home):
            return f"{name} may be included in {home} alone"
    if "cuda_kernels" in name and parts[0] != "cuda_kernels":
        return "nothing includes cuda_kernels"
    if place.startswith("libdoodle/include/"):
        return check_public(quote, name)
    if parts[0] == "libdoodle" and len(parts) > 2:
        return check_library(path, parts[1], quote, name)
    if parts[0] in OUTSIDE:
        return check_outside(path, quote, name)
    return ""


def violations(root):
    """One line per #include that breaks a rule, and one per folder of the library that the rules do not know."""
    found = []
    for folder in sorted((root / "libdoodle").iterdir()):
        if folder.is_dir() and folder.name != "include" and folder.name not in MAY_INCLUDE:
            found.append(f"libdoodle/{folder.name}: no rule says what it may include")
    for top in ("libdoodle", "apps", "bindings", "cuda_kernels"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in SOURCES:
                continue
            for quote, name in includes(path):
                reason = complaint(root, path, quote, name)
                if reason:
                    found.append(f"{path.relative_to(root).as_posix()} includes {name}: {reason}")
    return found


if __name__ == "__main__":
    lines = violations(pathlib.Path(sys.argv[1]).resolve())
    print("\n".join(lines) or "the include direction holds")
    sys.exit(1 if lines else 0)
