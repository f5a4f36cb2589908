"""QR codes as drawings in the page: no file, no style, no script."""

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """An SVG of the code, its size left to the style sheet; M bears 15 % of dirt."""
    drawing = segno.make(text, micro=False, error="m")
    return Markup(drawing.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))
