"""Progress, phases, cancelling, and Ctrl-C."""

import os
import signal
import subprocess
import sys
import textwrap
import threading

import numpy as np
import pytest

import doodle
from conftest import SMALL, noise


def test_progress_runs_up_to_the_end(example):
    events = []
    doodle.paint(example, progress=events.append, **SMALL)
    fractions = [event.fraction for event in events]
    assert fractions == sorted(fractions) and fractions[-1] == pytest.approx(1)
    assert {event.stage for event in events} <= {"prepare", "vote", "refine", "finish"}
    assert repr(events[-1]).startswith("<doodle.Event 100%: phase 1/1, finish ")
    with pytest.raises(doodle.UsageError, match="during the call alone"):
        events[-1].picture()


def test_an_event_shows_the_picture(example):
    shown = []
    doodle.paint(example, progress=lambda event: shown.append(event.picture()), **SMALL)
    assert shown[-1].size == (40, 32)


def test_false_cancels_and_leaves_the_picture(example):
    with pytest.raises(doodle.Cancelled) as caught:
        doodle.paint(example, progress=lambda event: event.fraction < 0.3, **SMALL)
    assert caught.value.picture.size == (40, 32)


@pytest.mark.parametrize("answer", [None, True, 1, "going on", [0], np.True_])
def test_what_is_not_false_goes_on(example, answer):
    assert doodle.paint(example, progress=lambda event: answer, **SMALL).size == (40, 32)


def test_an_exception_in_the_callable_comes_out(example):
    def fail(event):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        doodle.paint(example, progress=fail, **SMALL)


def test_a_bar_ends_with_its_line(example, capsys):
    doodle.paint(example, progress=True, **SMALL)
    assert "100%" in capsys.readouterr().err


def test_leaving_the_phases_cancels(example):
    before = threading.active_count()
    for picture in doodle.paint_phases(noise(90, 90), phases=2, quality="draft"):
        assert picture.size == (45, 45)
        break
    assert threading.active_count() == before


def test_an_error_in_a_phase_is_raised():
    with pytest.raises(doodle.UsageError):
        list(doodle.paint_phases(noise(90, 90), phases=99))


def test_phases_take_no_progress(example):
    with pytest.raises(TypeError, match=r"paint_phases\(\) takes no progress; its loop sees every phase"):
        doodle.paint_phases(example, progress=print)  # at once, not when the loop begins
    with pytest.raises(doodle.UsageError, match="dtype is 'int8'"):
        doodle.paint_phases(example, dtype="int8")


def test_every_phase_has_the_type_asked_for():
    pictures = list(doodle.paint_phases(noise(90, 90), phases=2, quality="draft", dtype="float32"))
    assert [picture.array().dtype for picture in pictures] == [np.float32] * 2


def test_ctrl_c_returns_promptly():
    # Shells start what runs in the background with the signal ignored, and Python leaves it so.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    steps = []
    with pytest.raises(KeyboardInterrupt):
        doodle.texture(noise(300, 300), output_size=(1500, 1500), progress=lambda event: steps.append(event.fraction))
    assert not steps or steps[-1] < 0.9
    timer.join()
    signal.signal(signal.SIGINT, before)


# Handlers of signals run when Python looks for signals. While a call does not look, any number of alarms are one: it ran
# before the call or runs after it, so three need a look in between.
ALARMS = """
    import signal
    import numpy as np
    import doodle

    random = np.random.default_rng(0)
    picture, values = random.random((1000, 1000, 3), np.float32), random.random((160, 160, 128), np.float32)
    session = doodle.Session()
    alarms = []

    def ring(*_):
        alarms.append(1)
        if len(alarms) == 3:
            raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
    try:
        {}
        print("it went through")
    except KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, 0)
        print("interrupted")
    small = picture[:40, :40]
    np.testing.assert_array_equal(session.features(small, "3_1")["3_1"], doodle.features(small, "3_1")["3_1"])
"""


@pytest.mark.parametrize("action", ["session.features(picture, session.layers[-1])", "doodle.match(values, values)"])
def test_signals_are_seen_during_a_call(action):
    script = textwrap.dedent(ALARMS).format(action)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("interrupted", "")


def test_notices_come_with_the_first_event_and_name_keywords(example):
    events = []
    picture = doodle.texture(example, output_size=(12, 9), progress=events.append, quality="draft")
    assert any("64x48" in notice and "style_scale=0.19" in notice for notice in events[0].notices), events[0].notices
    assert events[0].notices == picture.notices
