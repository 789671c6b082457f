"""Reads one file that a stranger sent and writes it anew. A program of its own: see apart.

It runs in a process apart, without the application, its environment or its secrets, and within
limits of memory and time: what a hostile file breaks is this process alone. Standard input is the
file; standard output is its media type, a line break and the file written anew. It ends with 3 and
one word where the file is refused.
"""

import io
import resource
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

MEMORY = 1 << 30  # bytes of address space
SECONDS = 10  # of processor time
PIXELS = 40_000_000  # more than a phone's usual picture, and at most 160 MB unpacked
LARGEST = 5 * 1024 * 1024  # bytes of the file written anew
REFUSED = 3

# What makes a document act by itself or carry something inside, by the key that says so …
BY_KEY = {
    "/JS": "script",
    "/JavaScript": "script",
    "/XFA": "script",
    "/EmbeddedFiles": "embedded",
    "/EF": "embedded",
    "/RichMediaContent": "embedded",
}
# … and by what an action, an annotation or an object calls itself.
BY_NAME = {
    "/JavaScript": "script",
    "/Rendition": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "launch",
    "/GoToE": "embedded",
    "/EmbeddedFile": "embedded",
    "/FileAttachment": "embedded",
    "/RichMedia": "embedded",
    "/Movie": "embedded",
    "/Sound": "embedded",
    "/3D": "embedded",
}


def refuse(problem: str) -> NoReturn:
    """End, with one word for what is wrong."""
    sys.stdout.write(problem)
    sys.stdout.flush()
    sys.exit(REFUSED)


def picture(content: bytes, kind: str) -> bytes:
    """Write a picture anew: its pixels alone, upright, without place, camera, comment or thumbnail."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - slow import

    Image.MAX_IMAGE_PIXELS = None  # asked below, before a pixel is unpacked
    try:
        found: Image.Image = Image.open(io.BytesIO(content), formats=[kind])
        if found.width * found.height > PIXELS:
            refuse("pixels")
        found.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        refuse("broken")
    except MemoryError:
        refuse("pixels")
    upright = ImageOps.exif_transpose(found)
    if kind == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    upright.info = {k: v for k, v in upright.info.items() if k == "transparency"}
    choices: list[dict[str, Any]] = [{"quality": each} for each in (88, 75, 60)]
    if kind == "PNG":
        choices = [{"compress_level": each} for each in (6, 9)]
    return smallest_enough(upright, kind, choices)


def smallest_enough(found: Any, kind: str, choices: list[dict[str, Any]]) -> bytes:
    """Save at the first choice that stays within the size."""
    for choice in choices:
        out = io.BytesIO()
        found.save(out, kind, **choice)
        if out.tell() <= LARGEST:
            return out.getvalue()
    refuse("grown")


def document(content: bytes) -> bytes:
    """Write a PDF anew: what its pages show, without what it could do, carries inside or says of its maker."""
    import pikepdf  # noqa: PLC0415 - slow import

    try:
        with pikepdf.open(io.BytesIO(content)) as found:
            for each in found.objects:
                for part in parts(each, pikepdf):
                    look_at(part)
                lose_camera(each, pikepdf)
            if not len(found.pages):
                refuse("broken")
            return written_anew(found)
    except pikepdf.PasswordError:
        refuse("locked")
    except (pikepdf.PdfError, ValueError, TypeError, KeyError):
        refuse("broken")


def parts(found: Any, pikepdf: Any) -> Iterator[Any]:
    """Walk the dictionaries of an object, nested ones too; what it refers to is an object of its own."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Stream):
            one = one.stream_dict
        if isinstance(one, pikepdf.Dictionary):
            yield one
            inner = [one[key] for key in one.keys()]  # noqa: SIM118 - not a mapping
        elif isinstance(one, pikepdf.Array):
            inner = list(one)
        else:
            continue
        waiting += [
            each for each in inner if isinstance(each, pikepdf.Object) and not each.is_indirect
        ]


def look_at(part: Any) -> None:
    """Refuse a document one of whose dictionaries acts by itself or carries something inside."""
    for key in part.keys():  # noqa: SIM118 - not a mapping
        if key in BY_KEY:
            refuse(BY_KEY[key])
    for key in ("/S", "/Subtype", "/Type"):
        if (name := str(part.get(key, ""))) in BY_NAME:
            refuse(BY_NAME[name])


def lose_camera(found: Any, pikepdf: Any) -> None:
    """Take place, time and camera out of a photograph inside a document."""
    if isinstance(found, pikepdf.Stream):
        filters = found.get("/Filter")
        alone = filters == "/DCTDecode" or (
            isinstance(filters, pikepdf.Array) and [str(each) for each in filters] == ["/DCTDecode"]
        )
        if alone:
            found.write(without_segments(found.read_raw_bytes()), filter=filters)
        if "/Metadata" in found:
            del found["/Metadata"]
    elif isinstance(found, pikepdf.Dictionary):
        for key in ("/Metadata", "/PieceInfo"):
            if key in found:
                del found[key]


def without_segments(jpeg: bytes) -> bytes:
    """Leave out what a JPEG says beside its pixels: APP1 to APP13, APP15 and comments.

    APP0 and APP14 tell how the colours are meant.
    """
    out, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        if not (marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)):
            out += jpeg[at : at + 2 + length]
        at += 2 + length
    return bytes(out) + jpeg[at:]


def written_anew(found: Any) -> bytes:
    """Save only what the pages need, without the names of author and program."""
    if "/Info" in found.trailer:
        del found.trailer["/Info"]
    if "/ID" in found.trailer:
        del found.trailer["/ID"]
    out = io.BytesIO()
    # Its identifier from what stands in it and not from the clock: the same file stays the same.
    found.save(out, deterministic_id=True)
    if out.tell() > LARGEST:
        refuse("grown")
    return out.getvalue()


def main() -> None:
    """Read the file, find out what it is by its first bytes, and write it anew."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read()
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        kind, anew = "image/png", picture(content, "PNG")
    elif content.startswith(b"\xff\xd8\xff"):
        kind, anew = "image/jpeg", picture(content, "JPEG")
    elif content.startswith(b"%PDF-"):
        kind, anew = "application/pdf", document(content)
    else:
        refuse("unknown")
    sys.stdout.buffer.write(kind.encode() + b"\n" + anew)


if __name__ == "__main__":
    main()
