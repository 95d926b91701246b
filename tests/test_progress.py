"""Lines while an epoch runs."""

import pytest

from digit_recognizer.training import progress
from digit_recognizer.training.progress import PAUSE_S, Progress


@pytest.fixture
def clock(monkeypatch):
    """Seconds, in a list of one."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_line_comes_when_the_last_one_is_long_ago(clock, capsys):
    lines = Progress(1500)
    lines.epoch_began(2, {})
    for index in range(4):
        clock[0] += PAUSE_S / 2
        lines.batch_ended(index, {"loss": 0.25})
    assert capsys.readouterr().out.splitlines() == [
        "  in epoch 3: step 2 of 1,500, training loss 0.2500",
        "  in epoch 3: step 4 of 1,500, training loss 0.2500",
    ]


def test_quick_epochs_have_none(clock, capsys):
    lines = Progress(None)
    for epoch in range(5):
        lines.epoch_began(epoch, {})
        clock[0] += 0.9 * PAUSE_S
        lines.batch_ended(0, {"loss": 1.0})
    assert capsys.readouterr().out == ""
