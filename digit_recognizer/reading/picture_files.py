"""Picture files, opened and written."""

import contextlib
import warnings
from functools import cache
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError, features

from digit_recognizer.network.atomic_write import atomic_write

# Pillow knows more formats; for some, EPS for one, it starts other programs
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "DIB", "TIFF", "WEBP", "PPM", "ICO")
SUFFIXES = (  # of files that may be such pictures
    *(".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".webp", ".avif"),
    *(".heic", ".heif", ".ppm", ".pgm", ".pbm", ".ico"),
)
NEEDS_PILLOW_HEIF = {  # the brand in a file's first bytes, after ISO/IEC 14496-12 and 23008-12
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), "HEIC"),
    **dict.fromkeys((b"avif", b"avis"), "AVIF"),
}


def open_picture(source: Path | BinaryIO, called: str = "") -> Image.Image:
    """Reads a whole picture file; of an animation, the first frame.

    source: its path, or its content. Raises ValueError with one sentence where it cannot be read,
    in which it is `called` so, or else by its path.
    """
    path = called or (source if isinstance(source, Path) else "The picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(source, formats=_formats())
            picture.load()
    except FileNotFoundError:
        raise ValueError(f"{path} was not found.") from None
    except IsADirectoryError:
        raise ValueError(f"{path} is a folder, not a picture.") from None
    except PermissionError:
        raise ValueError(f"{path} may not be read: it belongs to somebody else.") from None
    except UnidentifiedImageError:
        raise ValueError(f"{path} {_what_it_is(source)}") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ValueError(f"{path} is too large: scale it down first.") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # what Pillow's readers raise
        raise ValueError(f"{path} could not be read, it may be damaged: {error}.") from error
    return picture


@cache  # looking for a package that is missing takes a tenth of what reading a small picture takes
def _formats() -> tuple[str, ...]:
    """Those that can be opened here; HEIF where pillow-heif is installed."""
    found = [*FORMATS, *(["AVIF"] if features.check("avif") else [])]
    with contextlib.suppress(ImportError):
        from pillow_heif import register_heif_opener

        register_heif_opener()
        found.append("HEIF")
    return tuple(found)


def _what_it_is(source: Path | BinaryIO) -> str:
    """The rest of a sentence about a file that is none of the formats."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            start = file.read(12)
    else:
        source.seek(0)
        start = source.read(12)
    kind = NEEDS_PILLOW_HEIF.get(start[8:12]) if start[4:8] == b"ftyp" else None
    if kind is None:
        return "is not a picture of a kind that can be read: save it as PNG or JPEG."
    return (
        f"is a {kind} picture, for which a package is missing: python -m pip install pillow-heif. "
        "Or save it as JPEG."
    )


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
