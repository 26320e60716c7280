"""Draw the icon of the app: lines of text, the last word the mask. python scripts/make_icon.py"""

from pathlib import Path

from PIL import Image, ImageDraw

SIZE = 512  # drawn large, then shrunk for smooth edges
TEAL, PAPER, MASK = (11, 107, 107, 255), (255, 255, 255, 255), (240, 170, 80, 255)


def main() -> None:
    """Write the icon beside the ui."""
    image = Image.new("RGBA", (SIZE, SIZE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((16, 16, SIZE - 16, SIZE - 16), 112, fill=TEAL)
    draw.rounded_rectangle((96, 140, 416, 192), 26, fill=PAPER)
    draw.rounded_rectangle((96, 232, 336, 284), 26, fill=PAPER)
    draw.rounded_rectangle((96, 324, 216, 376), 26, fill=PAPER)
    draw.rounded_rectangle((248, 308, 416, 392), 30, fill=MASK)
    icon = image.resize((64, 64), Image.Resampling.LANCZOS)
    icon.save(Path(__file__).parents[1] / "promptrec" / "ui" / "shell" / "icon.png", optimize=True)


if __name__ == "__main__":
    main()
