"""Progress of a run: events for a callable, or a bar."""

from __future__ import annotations

import sys
from typing import Any, Callable, Optional, Union

from . import _core
from ._pictures import Picture


class Cancelled(_core.DoodleError):
    """The progress callable returned False. `picture` is the best so far, at the full size."""

    def __init__(self, picture: Picture) -> None:
        super().__init__("the run was cancelled; what there was is in `picture`")
        self.picture = picture


class Event:
    """A report from the middle of a run.

    Attributes:
        phase, phases: the phase at work, from 0, and how many there are.
        stage: "prepare", "vote", "refine" or "finish".
        step, steps: steps done in this stage, and how many it has.
        fraction: of the whole run, 0 to 1, by estimated work.
        loss: of the last evaluation; 0 where there is none.
        seconds, seconds_left: since the start, and an estimate; 0 while there is none.
        notices: lines for the user that the request led to, such as labels that were missing.
    """

    def __init__(self, event: _core.Event) -> None:
        self._event = event
        for name in ("phase", "phases", "stage", "step", "steps", "fraction", "loss", "seconds", "seconds_left",
                     "notices"):
            setattr(self, name, getattr(event, name))

    phase: int
    phases: int
    stage: str
    step: int
    steps: int
    fraction: float
    loss: float
    seconds: float
    seconds_left: float
    notices: list[str]

    def __repr__(self) -> str:
        where = f"phase {self.phase + 1}/{self.phases}, {self.stage} {self.step}/{self.steps}"
        return f"<doodle.Event {self.fraction:.0%}: {where}>"

    def picture(self) -> Optional[Picture]:
        """The picture as it stands, at the phase's size; to be called from within the callable."""
        image = self._event.image()
        return None if image is None else Picture(image)


Progress = Union[None, bool, Callable[[Event], Any]]


class _Line:
    """A line on standard error that is written over, where tqdm is not installed."""

    def __call__(self, event: Event) -> None:
        sys.stderr.write(f"\r{event.fraction:4.0%}  phase {event.phase + 1}/{event.phases}  {event.seconds:.1f} s ")
        sys.stderr.flush()

    def close(self) -> None:
        sys.stderr.write("\n")


class _Bar:
    """tqdm's bar, in thousandths of the run."""

    def __init__(self, tqdm: Any) -> None:
        self._bar = tqdm(total=1000, bar_format="{l_bar}{bar}| {elapsed}<{remaining}{postfix}")

    def __call__(self, event: Event) -> None:
        self._bar.set_postfix_str(f"phase {event.phase + 1}/{event.phases}")
        self._bar.update(round(1000 * event.fraction) - self._bar.n)

    def close(self) -> None:
        self._bar.close()


def _make_bar() -> Any:
    try:
        from tqdm.auto import tqdm  # type: ignore
    except ImportError:
        return _Line()
    return _Bar(tqdm)


class Reporter:
    """What the library calls, for any form of `progress`. A context: the bar is closed at the end."""

    def __init__(self, progress: Progress) -> None:
        if not (progress is None or isinstance(progress, bool) or callable(progress)):
            raise TypeError(f"progress is {progress!r}; it must be True, or a function that takes an Event")
        self._bar = _make_bar() if progress is True else None
        self._report = self._bar or (progress if callable(progress) else None)

    def __enter__(self) -> Optional[Callable[[_core.Event], Any]]:
        if self._report is None:
            return None
        report: Callable[[Event], Any] = self._report
        return lambda event: report(Event(event))

    def __exit__(self, *_: Any) -> None:
        if self._bar is not None:
            self._bar.close()
