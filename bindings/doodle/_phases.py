"""A painting, phase by phase."""

from __future__ import annotations

import queue
import threading
from typing import Any, Iterator, Optional

from ._api import paint
from ._inputs import Pictures
from ._keywords import takes
from ._options import PaintOptions
from ._pictures import Picture, check_dtype
from ._progress import Cancelled, Event


@takes(PaintOptions, ("quality",))
def paint_phases(style: Optional[Pictures] = None, **keywords: Any) -> Iterator[Picture]:
    """Paints as paint() does (without `progress`) and yields the picture after every phase, from the smallest; the last one is the result.

    The painting goes on in a thread of its own while a picture is being looked at; leaving the loop cancels it.

    Args:
        style, keywords: as for paint().

    Yields:
        A Picture per phase, of that phase's size.

    Raises:
        What paint() raises, from within the loop; TypeError and UsageError for `progress` and `dtype` at once.

    >>> import numpy, doodle
    >>> noise = numpy.random.default_rng(0).integers(0, 256, (90, 90, 3), numpy.uint8)
    >>> [picture.size for picture in doodle.paint_phases(noise, phases=2, quality="draft")]
    [(45, 45), (90, 90)]
    """
    if "progress" in keywords:
        raise TypeError("paint_phases() takes no progress; its loop sees every phase, paint(progress=...) every step")
    keywords["dtype"] = check_dtype(keywords.get("dtype", "uint8"))
    return _phases(style, keywords)


def _phases(style: Optional[Pictures], keywords: dict[str, Any]) -> Iterator[Picture]:
    pictures: queue.Queue[Any] = queue.Queue()
    stop = threading.Event()

    def report(event: Event) -> bool:
        last = event.phase + 1 == event.phases
        if event.step == event.steps > 0 and not last and event.stage in ("refine", "finish"):
            shown = event.picture()
            if shown is not None:
                shown.dtype = keywords["dtype"]
                pictures.put((event.phase, shown))
        return not stop.is_set()

    def run() -> None:
        try:
            pictures.put((None, paint(style, progress=report, **keywords)))
        except Cancelled:
            pass
        except BaseException as error:
            pictures.put((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield from _last_of_each(pictures)
    finally:
        stop.set()
        thread.join()


def _last_of_each(pictures: "queue.Queue[Any]") -> Iterator[Picture]:
    """The last picture of each phase: a phase may report the end of several stages."""
    waiting: Optional[tuple[int, Picture]] = None
    while True:
        phase, picture = pictures.get()
        if waiting is not None and waiting[0] != phase:
            yield waiting[1]
        if isinstance(picture, BaseException):
            raise picture
        if phase is None:
            yield picture
            return
        waiting = (phase, picture)
