"""Names of accounts: as written, and as compared."""

import unicodedata

from earmark.errors import Invalid

NAME_MAX_CHARACTERS = 64


def checked_name(name: str) -> str:
    """The name as it will be shown, without spaces around it.

    Raises Invalid if it is empty, longer than 64 characters, or holds characters that
    cannot be seen (control characters, marks that turn the direction of writing).

    >>> checked_name(" Ada ")
    'Ada'
    """
    stripped = unicodedata.normalize("NFC", name).strip()
    if not stripped:
        raise Invalid("name", "A name is needed.")
    if len(stripped) > NAME_MAX_CHARACTERS:
        raise Invalid("name", f"A name has at most {NAME_MAX_CHARACTERS} characters.")
    if not stripped.isprintable():
        raise Invalid("name", "The name holds characters that cannot be seen. Leave them out.")
    return stripped


def name_key(name: str) -> str:
    """The name as compared: one key for all ways to write it (case, width, ligatures).

    >>> name_key("ＡＤＡ") == name_key(" ada")
    True
    """
    folded = unicodedata.normalize("NFKC", name.strip()).casefold()
    return unicodedata.normalize("NFKC", folded)[: 4 * NAME_MAX_CHARACTERS]
