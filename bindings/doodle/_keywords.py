"""Options that are given by name."""

from __future__ import annotations

import dataclasses
import inspect
import numbers
import os
from typing import Any, Callable, Mapping, Optional, TypeVar, Union

from . import _core
from ._options import _Common

_Function = TypeVar("_Function", bound=Callable[..., Any])


def takes(kind: Union[type[_Common], Callable[..., Any]], also: tuple[str, ...] = ()) -> Callable[[_Function], _Function]:
    """Names the options of `kind`, or the keywords of another function, in a function's signature, for help() and the
    completion of notebooks, in place of the `**keywords` that take them."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    if isinstance(kind, type):
        defaults = {name: None for name in also} | {f.name: f.metadata["default"] for f in dataclasses.fields(kind)}
        named = [inspect.Parameter(name, keyword, default=default) for name, default in defaults.items()]
    else:
        named = [p for p in inspect.signature(kind).parameters.values() if p.kind is keyword]

    def name_them(function: _Function) -> _Function:
        signature = inspect.signature(function)
        own = [p for p in signature.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD and p.name[0] != "_"]
        own += [p for p in named if p.name not in signature.parameters]
        function.__signature__ = signature.replace(parameters=own)  # type: ignore[attr-defined]
        return function

    return name_them


def gather(kind: type[_Common], options: Optional[_Common], keywords: Mapping[str, Any], also: tuple[str, ...] = ()) -> dict[str, Any]:
    """The keywords for the library: `options` first, then what was given by name. Raises TypeError for an unknown name."""
    if options is not None and not isinstance(options, kind):
        raise TypeError(f"options is a {type(options).__name__}; it must be a {kind.__name__}")
    if options is not None and keywords.get("quality") is not None:
        raise _core.UsageError("quality and options are both given; take options=PaintOptions.preset(quality) and change it")
    values = {} if options is None else vars(options).copy()
    known = [field.name for field in dataclasses.fields(kind)] + list(also)
    for name in keywords:
        if name not in known:
            import difflib  # for this alone

            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise TypeError(f"there is no option {name}{hint}")
    values.update(keywords)
    plain = {name: os.fspath(value) if isinstance(value, os.PathLike) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value is not None}


def number(value: Any, name: str) -> float:
    """The value of an argument outside the options; raises TypeError, as they do, for what is no number."""
    if not isinstance(value, numbers.Real):
        raise TypeError(f"{name} cannot be {value!r}")
    return float(value)
