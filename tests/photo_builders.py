"""Pictures as a phone sends them."""

import io

from PIL import Image


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30), *, colour: str = "grey") -> bytes:
    """A picture with notes of a camera in it: place, device, orientation."""
    picture = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x010F] = "Camera Maker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()
