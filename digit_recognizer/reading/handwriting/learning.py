"""Examples of a person's hand -> a change to the network's last layer, which keeps what it knew.

features (N, D) of the examples, and of digits that shall keep their answers
  -> weights and biases that suit both, by gradient descent            _descent()
  -> scaled back until other digits keep their answers: the guard      _guarded()

Only the last layer is fitted again: the layers before it know what strokes look like. That is
regularised towards the general network in two ways: digits of other people keep their answers
(Li and Hoiem, "Learning without Forgetting", 2016), and few steps are made from it (Kienzle and
Chellapilla, "Personalized Handwriting Recognition via Biased Regularization", ICML 2006).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from digit_recognizer import DIGITS, SIDE
from digit_recognizer.network.adaptation import Adaptation, LayerChange, logits_of, target_of
from digit_recognizer.network.arrays import FloatArray
from digit_recognizer.network.recognizer import Recognizer
from digit_recognizer.network.self_test import softmax
from digit_recognizer.reading.handwriting.examples import Example, images_of
from digit_recognizer.reading.preprocessing import to_network

OTHER_HANDS = Path(__file__).with_name("other_hands.png")  # 2,000 of MNIST's training images
KEPT_SHARE = 0.5  # of them are fitted, too, to keep their answers; all of them are the guard
STEPS = 60  # of gradient descent: more give way less to other hands, and take longer
RATE, MOMENTUM = 0.3, 0.9
EXAMPLE_WEIGHT = 0.02  # of one example, where that of all other hands together is 1
DECAY = 0.003  # of the change, in each step: nothing moves far without need
MOST_OF_A_DIGIT = 20  # examples, the newest: so that fifty 7s take no longer, and
FULL_WEIGHT = 5  # have no more weight together than so many
CONFIDENCE = 0.9  # that is asked for: what looks alike is likely the same, not surely
MOST_LOST = 1  # of the digits of other hands may have another answer
SCALES = (1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2, 0.1)  # of the change, that are tried


@dataclass(frozen=True, eq=False)
class Seen:
    """What the network, not adapted, sees in digits."""

    features: FloatArray  # float32 (N, D): what its last layer takes
    logits: FloatArray  # float32 (N, 10), up to a constant for each row

    def part(self, chosen: slice) -> Seen:
        """Some of them."""
        return Seen(self.features[chosen], self.logits[chosen])


class Learner:
    """Adapts networks to examples; for the last network, it remembers what that has seen."""

    def __init__(self) -> None:
        self._recognizer: Recognizer | None = None
        self._others: Seen | None = None
        self._of_examples: dict[bytes, Seen] = {}  # by their pixels
        self._last: tuple[Sequence[Example], Recognizer] | None = None
        self._lock = threading.Lock()  # one thread prepares, another one reads

    def adapted(self, recognizer: Recognizer, examples: Sequence[Example]) -> Recognizer:
        """The network, adapted; itself where there are no examples."""
        if not examples:
            return recognizer
        with self._lock:
            self._turn_to(recognizer)
            if self._last is None or self._last[0] is not examples:
                self._last = examples, recognizer.adapted(self._adaptation(recognizer, examples))
            return self._last[1]

    def prepare(self, recognizer: Recognizer) -> None:
        """Does beforehand what does not depend on examples: 0.3 s."""
        with self._lock:
            self._turn_to(recognizer)

    def _turn_to(self, recognizer: Recognizer) -> None:
        if self._recognizer is not recognizer:
            self._recognizer, self._of_examples, self._last = recognizer, {}, None
            self._others = seen_by(recognizer, other_hands())

    def _adaptation(self, recognizer: Recognizer, examples: Sequence[Example]) -> Adaptation:
        told = {example.pixels: example.label for example in examples}
        if self._others is None:
            return Adaptation(None, told)
        used = newest_of_each(examples)
        return Adaptation(change_for(self._seen(recognizer, used), used, self._others), told)

    def _seen(self, recognizer: Recognizer, examples: Sequence[Example]) -> Seen:
        new = [example for example in examples if example.pixels not in self._of_examples]
        if new:
            seen = seen_by(recognizer, to_network(images_of(new)))
            assert seen is not None  # there are others' features
            for row, example in enumerate(new):
                self._of_examples[example.pixels] = seen.part(slice(row, row + 1))
        parts = [self._of_examples[example.pixels] for example in examples]
        return Seen(
            np.concatenate([part.features for part in parts]),
            np.concatenate([part.logits for part in parts]),
        )


def other_hands() -> FloatArray:
    """float32 (2000, 28, 28, 1) in [0, 1], ink = 1: digits by many people."""
    with Image.open(OTHER_HANDS) as sheet:
        pixels = np.asarray(sheet)  # (rows * 28, columns * 28)
    rows, columns = pixels.shape[0] // SIDE, pixels.shape[1] // SIDE
    tiles = pixels.reshape(rows, SIDE, columns, SIDE).swapaxes(1, 2)
    return to_network(tiles.reshape(-1, SIDE, SIDE))


def seen_by(recognizer: Recognizer, digits: FloatArray) -> Seen | None:
    """float32 (N, 28, 28, 1); None where the network has no last layer that can be changed."""
    probabilities, features = recognizer.with_features(digits)
    if features is None:
        return None
    return Seen(features, logits_of(probabilities).astype(np.float32))


def newest_of_each(examples: Sequence[Example]) -> list[Example]:
    """The newest of each digit, in their order."""
    kept: list[Example] = []
    counts: Counter[int] = Counter()
    for example in reversed(examples):
        counts[example.label] += 1
        if counts[example.label] <= MOST_OF_A_DIGIT:
            kept.append(example)
    return kept[::-1]


def change_for(seen: Seen, examples: Sequence[Example], others: Seen) -> LayerChange:
    """What suits the examples, whose features are `seen`, and leaves the others as they are."""
    keep = others.part(slice(round(KEPT_SHARE * len(others.logits))))
    counts = Counter(example.label for example in examples)
    weights = [EXAMPLE_WEIGHT * min(1, FULL_WEIGHT / counts[one.label]) for one in examples]
    own = softmax(seen.logits)
    targets = [
        shares
        if example.label < DIGITS and shares[example.label] > CONFIDENCE
        else target_of(example.label, CONFIDENCE)
        for example, shares in zip(examples, own, strict=True)
    ]  # what is right already stays as sure as it is
    both = Seen(
        np.concatenate([seen.features, keep.features]), np.concatenate([seen.logits, keep.logits])
    )
    aims = np.concatenate([np.array(targets, np.float32), softmax(keep.logits)])
    shares = np.concatenate([weights, np.full(len(keep.logits), 1 / len(keep.logits))])
    return _guarded(_descent(both, aims, shares.astype(np.float32)), others)


def _descent(seen: Seen, targets: FloatArray, weights: FloatArray) -> LayerChange:
    """Gradient descent with momentum on the cross-entropy. targets: (N, 10). weights: (N,)."""
    inputs = np.concatenate([seen.features, np.ones_like(seen.logits[:, :1])], axis=1)  # (N, D + 1)
    change = np.zeros((inputs.shape[1], targets.shape[1]), np.float32)
    step = np.zeros_like(change)
    for _ in range(STEPS):
        error = (softmax(seen.logits + inputs @ change) - targets) * weights[:, None]
        step = MOMENTUM * step - RATE * (inputs.T @ error + DECAY * change)
        change = change + step
    return LayerChange(change[:-1], change[-1])


def _guarded(change: LayerChange, guard: Seen) -> LayerChange:
    """As much of the change as leaves the guard their answers."""
    before = guard.logits.argmax(axis=1)
    difference = guard.features @ change.weights + change.bias
    for scale in SCALES:
        lost = np.count_nonzero((guard.logits + scale * difference).argmax(axis=1) != before)
        if lost <= MOST_LOST:
            break
    return LayerChange(scale * change.weights, scale * change.bias)
