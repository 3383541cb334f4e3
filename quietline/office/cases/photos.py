"""Photos that prove something: checked by content, freed of what the camera wrote into them, kept by their hash outside the web's reach."""

import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from PIL import Image, ImageOps, UnidentifiedImageError

from quietline.domain.errors import Refused
from quietline.home import Home

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2_400
"""Pixels of the longer side of what is kept: a page of text stays readable."""
FORMATS = ("JPEG", "PNG", "WEBP")
_MEND = "take the photo anew, or send it as JPEG, PNG or WebP"


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept: JPEG without any of the camera's notes. `sha256` names its file."""

    content: bytes
    sha256: str
    width: int
    height: int


def cleaned(content: bytes) -> Photo:
    """The photo, upright, made anew from its pixels: place, device and hidden parts of the file are gone.

    Raises Refused where it is empty, too large, or no picture of the formats in `FORMATS`.
    """
    if not content:
        raise Refused("the photo is empty", mend=_MEND)
    if len(content) > MAX_BYTES:
        raise Refused(
            f"the photo has {len(content)} bytes, the limit is {MAX_BYTES}", mend="send a smaller one"
        )
    kept = _upright(content)
    out = io.BytesIO()
    kept.save(out, "JPEG", quality=85, optimize=True)
    made = out.getvalue()
    return Photo(made, hashlib.sha256(made).hexdigest(), kept.width, kept.height)


def keep(home: Home, photo: Photo) -> None:
    """Write the photo where `path_of` finds it, whole or not at all. The same photo is kept once."""
    path = path_of(home, photo.sha256)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(photo.content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def path_of(home: Home, sha256: str) -> Path:
    """Where the photo of this hash is kept."""
    return home.root / "proofs" / sha256[:2] / f"{sha256}.jpg"


def _upright(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused(
                    f"the photo has {picture.width} × {picture.height} pixels, the limit is {MAX_PIXELS} in all",
                    mend="send a smaller one",
                )
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("the file is no photo that can be read", mend=_MEND) from error
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    upright.info.clear()
    return upright
