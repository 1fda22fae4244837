"""What a save by API brings: JSON, or a form with a file, read into a NewBookmark."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from earmark.errors import Invalid
from earmark.library.new_bookmark import CONTENT_BYTES_MAX, NewBookmark, Sent
from earmark.library.shapes import NewBookmarkIn
from earmark.web.forms import text_of

FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")

NEW_BOOKMARK_BODY: dict[str, Any] = {  # Any: a piece of OpenAPI
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": NewBookmarkIn.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "url": {"type": "string"},
                        "title": {"type": "string"},
                        "tags": {"type": "string", "description": "parted by commas"},
                        "note": {"type": "string"},
                        "file": {"type": "string", "format": "binary"},
                    },
                }
            },
        },
    }
}


async def read_new_bookmark(request: Request) -> NewBookmark:
    """What the request asks to save.

    Raises RequestValidationError or Invalid for a body that cannot be understood.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in FORM_TYPES:
        async with request.form(max_part_size=CONTENT_BYTES_MAX) as form:
            return await _from_form(form)
    if media_type and not media_type.endswith("json"):
        raise Invalid("body", "Send JSON (application/json) or a form with a file.")
    return _from_json(await request.body())


def _from_json(body: bytes) -> NewBookmark:
    try:
        asked = NewBookmarkIn.model_validate_json(body)
    except ValidationError as exc:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in exc.errors()]
        raise RequestValidationError(errors) from exc
    return NewBookmark(
        url=asked.url,
        sent=_sent(asked.html, asked.text),
        title=asked.title,
        tags=asked.tags,
        note=asked.note,
        saved_at=asked.saved_at,
    )


async def _from_form(form: FormData) -> NewBookmark:
    file = form.get("file")
    return NewBookmark(
        url=text_of(form, "url").strip() or None,
        sent=await _from_file(file) if isinstance(file, UploadFile) else None,
        title=text_of(form, "title").strip() or None,
        tags=text_of(form, "tags").split(","),
        note=text_of(form, "note") or None,
    )


def _sent(html: str | None, text: str | None) -> Sent | None:
    if html is not None and text is not None:
        raise Invalid("text", "Send the page as html or as text, not as both.")
    if html is not None:
        return Sent(html.encode("utf-8", "replace"), "text/html; charset=utf-8", "browser")
    if text is not None:
        return Sent(text.encode("utf-8", "replace"), "text/plain; charset=utf-8", "text")
    return None


async def _from_file(file: UploadFile) -> Sent:
    content = await file.read(CONTENT_BYTES_MAX + 1)
    media_type = (file.content_type or "").partition(";")[0].strip().lower()
    if media_type in ("text/html", "application/xhtml+xml", "text/plain"):
        return Sent(content, file.content_type or media_type, "file")
    if b"<" not in content[:1024]:
        raise Invalid("file", "Only pages saved as HTML and plain text files can be saved so far.")
    return Sent(content, "text/html", "file")
