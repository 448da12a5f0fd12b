#!/usr/bin/env python3
"""Writes the reference part of docs/python.md from the package's docstrings; with --check only says whether it is current.

Run with PYTHONPATH=build/cpu/bindings.
"""

import inspect
import pathlib
import sys
import textwrap

import doodle

PAGE = pathlib.Path(__file__).parent.parent / "docs" / "python.md"
MARK = "<!-- From here on made by scripts/make_python_reference.py -->\n"
ORDER = ["paint", "texture", "variations", "upscale", "world", "apply_map", "style", "paint_phases", "features", "match", "check_maps", "propose_map", "devices", "Session", "Picture", "Animation", "Matches", "MapReport", "LabelUse"]
ORDER += ["Device", "PaintOptions", "UpscaleOptions", "StyleOptions", "Event", "DoodleError", "BadInput", "UsageError", "ModelMissing", "OutOfMemory", "DeviceMissing"]
ORDER += ["Cancelled"]


def signature(function):
    """A function's parameters without their types, which the text explains; its options stay **keywords."""
    vars(function).pop("__signature__", None)  # that names them, for notebooks
    parameters = inspect.signature(function).parameters.values()
    return str(inspect.Signature([p.replace(annotation=inspect.Parameter.empty) for p in parameters if p.name[0] != "_"]))


def members(kind):
    """The public methods and properties that a class itself describes."""
    for name, member in vars(kind).items():
        function = getattr(member, "fget", None) or getattr(member, "__func__", member)
        if not name.startswith("_") and inspect.isfunction(function) and function.__doc__:
            call = "" if isinstance(member, property) else signature(function)
            text = f"- `{name}{call}`: {' '.join(inspect.getdoc(function).split())}"
            yield textwrap.fill(text, 130, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def section(name):
    thing = getattr(doodle, name)
    head = f"doodle.{name}{signature(thing)}" if inspect.isfunction(thing) else f"class doodle.{name}"
    yield f"\n### {name}\n\n```python\n{head}\n```\n\n```text\n{inspect.getdoc(thing)}\n```\n"
    if inspect.isclass(thing) and not issubclass(thing, (tuple, Exception)):
        listed = list(members(thing))
        if listed:
            yield "\n" + "\n".join(listed) + "\n"


def main():
    page = PAGE.read_text(encoding="utf-8")
    before = page[: page.index(MARK)] + MARK
    made = before + "".join(part for name in ORDER for part in section(name))
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(made, encoding="utf-8")
    elif made != page:
        sys.exit("docs/python.md is not current; run scripts/make_python_reference.py with PYTHONPATH=build/cpu/bindings")


if __name__ == "__main__":
    main()
