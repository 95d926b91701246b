"""The two kinds of array that every room passes around."""

import numpy as np
from numpy.typing import NDArray

ByteArray = NDArray[np.uint8]  # images, 255 = ink, or labels
FloatArray = NDArray[np.floating]  # float32 images in [0, 1], or probabilities
