"""Picture files, opened and written."""

import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from digit_recognizer.network.atomic_write import atomic_write

# Pillow knows more formats; for some, EPS for one, it starts other programs
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "DIB", "TIFF", "WEBP", "PPM", "ICO")


def open_picture(source: Path | BinaryIO) -> Image.Image:
    """Reads a whole picture file; of an animation, the first frame.

    source: its path, or its content. Raises ValueError with one sentence where it cannot be read.
    """
    path = source if isinstance(source, Path) else "What was copied"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(source, formats=FORMATS)
            picture.load()
    except FileNotFoundError:
        raise ValueError(f"{path} was not found.") from None
    except IsADirectoryError:
        raise ValueError(f"{path} is a folder, not a picture.") from None
    except PermissionError:
        raise ValueError(f"{path} may not be read: it belongs to somebody else.") from None
    except UnidentifiedImageError:
        raise ValueError(f"{path} is not a picture of a kind that can be read.") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ValueError(f"{path} is too large: scale it down first.") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # what Pillow's readers raise
        raise ValueError(f"{path} could not be read, it may be damaged: {error}.") from error
    return picture


def save_picture(picture: Image.Image, path: Path) -> None:
    """Writes a picture in the format that the name ends with.

    Raises ValueError with one sentence where that fails; an old file then stays as it was.
    """
    try:
        with atomic_write(path) as beside:
            picture.save(beside)
    except ValueError:
        raise ValueError(f"{path.name} does not say a format: let it end with .png.") from None
    except OSError as error:
        raise ValueError(f"{path} could not be written: {error.strerror or error}.") from error
