"""QR codes as pictures for page and paper."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=512)  # a code takes longer to work out than the page around it
def qr_svg(address: str, *, title: str, scale: float = 4) -> SafeString:
    """Draw an address as a QR code (error level M, `scale` pixels a module), to stand inside a page.

    `title` is read out in place of the picture.
    """
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        out, kind="svg", scale=scale, title=title, xmldecl=False, svgclass="qr", lineclass=None
    )
    # segno escapes the title; all else is numbers.
    return mark_safe(out.getvalue().decode())  # noqa: S308 - see above
