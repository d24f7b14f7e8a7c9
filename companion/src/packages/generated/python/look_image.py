"""Pictures."""

import pathlib

from base import size_text
from IPython.display import display


def show_image(path, rows):
    """A picture, made smaller for the page, and its measures."""
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        size = size_text(pathlib.Path(path).stat().st_size)
        print(f"{image.width} x {image.height} pixels, {image.format}, {image.mode}, {size}")
        small = image.convert("F") if image.mode.startswith(("I", "F")) else image.copy()
        small.thumbnail((900, 900))
        if small.mode == "F":
            # More than 256 greys: stretched from the darkest to the brightest.
            low, high = small.getextrema()
            small = small.point(lambda grey: (grey - low) * 255 / ((high - low) or 1)).convert("L")
        elif small.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
            small = small.convert("RGB")
        display(ImageOps.exif_transpose(small))
