"""From the pad to the answer: asks when the drawing changes, and shows what comes back.

    the pad changes  ->  LiveReading  ->  Conversation  ->  Reader, a thread
    result, bars, pixels, frames  <-  Presenter  <-  LiveReading  <-  a Reading

Where there is no answer, it says why.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from digit_recognizer.window import words
from digit_recognizer.window.conversation import Conversation
from digit_recognizer.window.presenter import Presenter, entry_of
from digit_recognizer.window.reader import Reader, Reading
from digit_recognizer.window.widgets.main_window import MainWindow

if TYPE_CHECKING:
    from digit_recognizer.network.recognizer import Recognizer
    from digit_recognizer.reading.handwriting.profile import Profile


class LiveReading:
    """What is on the pad of a window, read and shown; where there is no answer, why not."""

    def __init__(
        self,
        window: MainWindow,
        presenter: Presenter,
        model_file: Path | str,
        on_loaded: Callable[[], None],
    ) -> None:
        """on_loaded: called when a network has been loaded, or could not be."""
        self._on_loaded = on_loaded
        self._window, self._canvas, self._presenter = window, window.canvas, presenter
        self._reader = Reader(model_file)
        self.conversation = Conversation(
            self._reader,
            timer=window,
            snapshot=self._canvas.snapshot,
            is_live=window.live.get,
            shows_ink=window.shows_ink.get,
            on_reading=self._show,
            on_loaded=self._loaded,
            on_late=lambda: window.answer.result.mark_late(words.LATE),
        )

    def network(self) -> tuple[Path, Recognizer | None]:
        """The file of the network in use, and the network, once it is loaded."""
        return self.conversation.model_file, self.conversation.recognizer

    def request(self) -> None:
        """Reads the pad, live or not; while the network loads, as soon as it is there."""
        self.conversation.request()
        if not self.conversation.ready:
            self.show_state()

    def use_profile(self, profile: Profile | None) -> None:
        """What is on the pad is read again, by what was learnt of a hand."""
        self._reader.profile = profile
        if self.conversation.ready and not self._canvas.sheet.is_empty:
            self.conversation.request()

    # --- what the pad and its settings tell ---

    def stroke_grows(self) -> None:
        """Reads now and then; in between nothing is done, so that the ink keeps up with the pen."""
        if self.conversation.is_asking_soon:
            return
        self._window.say("")
        if not self._window.live.get():
            self.conversation.discard_answers()
            self.show_state(words.CHANGED)
        self.conversation.ask_soon()

    def sheet_changed(self) -> None:
        """Reads it."""
        self._window.say("")
        if not self._window.live.get():
            self.show_state(words.CHANGED)
        self.conversation.ask()

    def live_changed(self) -> None:
        """Live reading was switched on or off."""
        self._window.use_live()
        self.show_state(None if self._canvas.sheet.is_empty else words.CHANGED)
        self.conversation.ask()

    def ink_changed(self) -> None:
        """The ink of digits alone is to be seen, or the whole picture again."""
        if not self._window.shows_ink.get():
            self._canvas.show_faded(None)
        elif self._presenter.number is None:
            self.conversation.ask()
        else:
            self.conversation.request()  # the answer stays, live or not

    # --- what is shown ---

    def _loaded(self) -> None:
        self.show_state()
        self._on_loaded()

    def _show(self, reading: Reading) -> None:
        requested = self.conversation.requested
        if self._window.shows_ink.get():
            self._canvas.show_faded(reading.faded)
        if reading.number is None:
            self.show_state(words.nothing_read(reading, requested))
            self._presenter.show_pixels(reading.pixels, reading.question.snapshot)
            return
        self._presenter.show_number(reading.number, reading.question.snapshot)
        if self.conversation.is_last(reading) and not self._canvas.pen_is_down:
            self._window.history.keep(entry_of(reading))

    def show_state(self, otherwise: words.Message | None = None) -> None:
        """There is no answer to show: says why, or what to do."""
        talk = self.conversation
        if not talk.ready and talk.problem is not None:
            message = words.no_network(str(talk.problem), talk.model_file)
        elif not talk.ready:
            message = words.ASKED_EARLY if talk.requested else words.LOADING
        else:
            message = otherwise or (words.EMPTY_LIVE if self._window.live.get() else words.EMPTY)
        self._presenter.show_message(message)
