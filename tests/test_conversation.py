"""What is asked, and which answers count: without a display, on a clock that the test moves."""

import queue

import pytest

from digit_recognizer.network.recognizer import ModelError
from digit_recognizer.window import conversation
from digit_recognizer.window.conversation import ASK_EVERY_MS, Conversation
from digit_recognizer.window.reader import Question, Reading


class ScriptedReader:
    """Notes what it is asked; the test decides when it answers."""

    def __init__(self):
        self.loads, self.asked, self.is_loading = queue.SimpleQueue(), [], False
        self.recognizer, self._answers = None, []

    def load(self, model_file=None):
        self.is_loading = True

    def loaded(self, problem=None):
        self.is_loading = False
        self.recognizer = self.recognizer if problem else object()
        self.loads.put(problem)

    def ask(self, snapshot, ask_network, show_ink):
        self.asked.append(Question(len(self.asked) + 1, snapshot, ask_network))
        return len(self.asked)

    def answer(self, id):
        self._answers.append(Reading(self.asked[id - 1]))

    def newest_reading(self):
        newest, self._answers = self._answers[-1:], []
        return newest[0] if newest else None

    def close(self):
        self.loads.put(None)


class Clock:
    """after() and after_cancel() of Tk."""

    def __init__(self):
        self.waiting, self._last = {}, 0

    def after(self, ms, func):
        self._last += 1
        self.waiting[str(self._last)] = (ms, func)
        return str(self._last)

    def after_cancel(self, id):
        self.waiting.pop(id, None)  # Tk, too, does not mind one that has run

    def run(self):
        """All that is waiting now."""
        for id, (_, func) in list(self.waiting.items()):
            if self.waiting.pop(id, None):
                func()


class Talk:
    """A conversation about drawings "1", "2", ..., and what it told."""

    def __init__(self, live=True):
        self.reader, self.clock, self.drawing, self.live = ScriptedReader(), Clock(), 1, live
        self.shown, self.loaded, self.late = [], [], []
        self.conversation = Conversation(
            self.reader,
            self.clock,
            snapshot=lambda: str(self.drawing),
            is_live=lambda: self.live,
            shows_ink=lambda: False,
            on_reading=lambda reading: self.shown.append(
                (reading.question.snapshot, self.conversation.requested)
            ),
            on_loaded=lambda: self.loaded.append(self.conversation.problem),
            on_late=lambda: self.late.append(self.drawing),
        )

    def load(self):
        self.conversation.load()
        self.reader.loaded()
        self.clock.run()
        self.answer()
        self.shown.clear()

    def answer(self, id=None):
        self.reader.answer(id or len(self.reader.asked))
        self.clock.run()


@pytest.fixture
def talk():
    one = Talk()
    one.load()
    return one


def test_what_is_drawn_is_asked_and_the_answer_is_passed_on(talk):
    talk.drawing = 2
    talk.conversation.ask()
    assert talk.conversation.is_reading
    assert talk.reader.asked[-1].ask_network
    talk.answer()
    assert talk.shown == [("2", False)]
    assert not talk.conversation.is_reading
    assert talk.clock.waiting == {}  # nobody looks while nothing is due


def test_an_answer_to_an_older_drawing_is_stale(talk):
    talk.conversation.ask()
    older = len(talk.reader.asked)
    talk.drawing = 2
    talk.conversation.ask()
    talk.answer(older)
    assert talk.shown == []
    assert talk.conversation.is_reading
    talk.answer()
    assert talk.shown == [("2", False)]


def test_while_a_stroke_grows_older_answers_still_count(talk):
    talk.conversation.ask_soon()
    talk.clock.run()
    first = len(talk.reader.asked)
    talk.drawing = 2
    talk.conversation.ask_soon()
    talk.clock.run()
    talk.answer(first)
    talk.answer()
    assert [drawing for drawing, _ in talk.shown] == ["1", "2"]


def test_a_growing_stroke_asks_no_more_often_than_every_50_ms(talk):
    before = len(talk.reader.asked)
    talk.conversation.ask()
    for _ in range(5):
        talk.conversation.ask_soon()
    assert talk.conversation.is_asking_soon
    delays = [ms for ms, _ in talk.clock.waiting.values()]
    assert ASK_EVERY_MS - 10 <= max(delays) <= ASK_EVERY_MS
    talk.clock.run()
    assert len(talk.reader.asked) == before + 2
    assert not talk.conversation.is_asking_soon


def test_a_finished_drawing_does_not_wait_for_the_next_question(talk):
    talk.conversation.ask_soon()
    talk.conversation.ask()
    assert not talk.conversation.is_asking_soon


def test_without_live_reading_the_network_is_asked_on_request_alone():
    talk = Talk(live=False)
    talk.load()
    talk.conversation.ask()
    assert not talk.reader.asked[-1].ask_network
    talk.conversation.request()
    assert talk.reader.asked[-1].ask_network
    talk.answer()
    assert talk.shown == [("1", True)]
    assert not talk.conversation.requested
    talk.conversation.ask()
    assert not talk.reader.asked[-1].ask_network


def test_a_request_while_the_network_loads_is_answered_once_it_is_there():
    talk = Talk(live=False)
    talk.conversation.load()
    talk.conversation.request()
    talk.answer()  # without a network: no number yet
    assert talk.conversation.requested
    talk.reader.loaded()
    talk.clock.run()
    assert talk.reader.asked[-1].ask_network
    talk.answer()
    assert talk.shown[-1] == ("1", True)
    assert not talk.conversation.requested


def test_a_withdrawn_request_is_not_answered():
    talk = Talk(live=False)
    talk.conversation.load()
    talk.conversation.request()
    talk.conversation.withdraw()
    talk.reader.loaded()
    talk.clock.run()
    assert not talk.reader.asked[-1].ask_network


def test_a_network_that_cannot_be_loaded_ends_the_request_and_can_be_tried_again():
    talk = Talk()
    problem = ModelError("mnist.h5 was not found")
    talk.conversation.load()
    talk.conversation.request()
    talk.reader.loaded(problem)
    talk.clock.run()
    assert talk.loaded == [problem]
    assert (talk.conversation.ready, talk.conversation.requested) == (False, False)
    talk.conversation.request()
    assert talk.conversation.problem is None
    assert talk.conversation.is_loading
    talk.reader.loaded()
    talk.clock.run()
    assert talk.conversation.ready


def test_a_network_that_cannot_be_opened_leaves_the_old_one(talk):
    talk.conversation.load("other.h5")
    talk.conversation.ask()
    talk.answer()
    assert talk.shown  # by the old one, while the other is loading
    problem = ModelError("other.h5 is a folder")
    talk.reader.loaded(problem)
    talk.clock.run()
    assert talk.loaded[-1] is talk.conversation.problem is problem
    assert talk.conversation.ready


def test_what_is_drawn_is_read_again_with_a_new_network(talk):
    talk.conversation.load("other.h5")
    talk.reader.loaded()
    talk.clock.run()
    talk.answer()
    assert talk.shown == [("1", False)]


def test_discarded_answers_are_not_shown(talk):
    talk.conversation.ask()
    talk.conversation.discard_answers()
    talk.answer()
    assert talk.shown == []
    assert not talk.conversation.is_reading


def test_only_the_last_question_is_the_last(talk):
    talk.conversation.ask()
    first = Reading(talk.reader.asked[-1])
    assert talk.conversation.is_last(first)
    talk.conversation.ask()
    assert not talk.conversation.is_last(first)


def test_after_closing_nothing_is_due(talk):
    talk.conversation.ask_soon()
    talk.conversation.ask()
    talk.conversation.ask_soon()
    talk.conversation.close()
    assert talk.clock.waiting == {}


def test_an_answer_that_stays_away_is_late_once_and_one_in_time_is_not(talk, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(conversation.time, "monotonic", lambda: now[0])
    talk.conversation.ask()
    now[0] += 0.9 * conversation.LATE_S
    talk.clock.run()
    talk.answer()
    assert talk.late == []
    talk.drawing = 2
    talk.conversation.ask()
    for _ in range(3):
        now[0] += 0.9 * conversation.LATE_S
        talk.clock.run()
    assert talk.late == [2]
    talk.answer()
    assert talk.shown[-1] == ("2", False)
