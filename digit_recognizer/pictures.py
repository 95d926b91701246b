"""Opening picture files."""

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError


def open_picture(path: Path) -> Image.Image:
    """Reads a picture file wholly; of an animation, the first frame.

    Raises ValueError with one sentence where the file cannot be read as a picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(path)
            picture.load()
    except FileNotFoundError:
        raise ValueError(f"{path} was not found.") from None
    except IsADirectoryError:
        raise ValueError(f"{path} is a folder, not a picture.") from None
    except UnidentifiedImageError:
        raise ValueError(f"{path} is not a picture of a kind that can be read.") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ValueError(f"{path} is too large: scale it down first.") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # what Pillow's readers raise
        raise ValueError(f"{path} could not be read, it may be damaged: {error}.") from error
    return picture
