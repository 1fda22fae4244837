"""The head of a mail at the top of pasted text: who sent it, when, about what."""

import re
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache

from earmark.extract.patterns import alternatives

_FIELDS = ("from", "subject", "date", "other")
_MIN_FIELDS = 2
"""One line "From: ..." may be part of a text; two of a mail's fields are a mail's head."""

_LOOK_LINES = 12
_QUOTE = re.compile(r"^(?:>\s?)+", re.MULTILINE)
_SIGNATURE = re.compile(r"\n-- ?\n.*\Z", re.DOTALL)


@dataclass(frozen=True)
class MailHead:
    """What stood at the head of a mail; all None where the text is no mail."""

    sender: str | None = None
    subject: str | None = None
    date: str | None = None


def without_mail_head(text: str) -> tuple[MailHead, str]:
    """The head of the mail, and the text without it, marks of quoting and signature."""
    unquoted = _QUOTE.sub("", text)
    lines = unquoted.replace("\r\n", "\n").split("\n")
    found: dict[str, str] = {}
    end = 0
    for i, line in enumerate(lines[:_LOOK_LINES]):
        name, value = _field(line.strip())
        if name:
            found.setdefault(name, value)
            end = i + 1
        elif line.strip() and not _is_forwarding(line.strip()):
            break
    if len(found) < _MIN_FIELDS:
        return MailHead(), text
    sender = parseaddr(found.get("from", ""))[0] or None
    subject = _prefix().sub("", found.get("subject", "")) or None
    body = _SIGNATURE.sub("\n", "\n".join(lines[end:]))
    return MailHead(sender, subject, found.get("date")), body


def _field(line: str) -> tuple[str | None, str]:
    for name in _FIELDS:
        if match := _label(name).match(line):
            return name, match[1].strip(" *")
    return None, ""


def _is_forwarding(line: str) -> bool:
    return bool(_forwarding().search(line)) and len(line) <= 60


@cache
def _label(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"^\*?(?:{alternatives('mails', name)})\s*\*?\s?[:：]\*?\s+(\S.*)$", re.IGNORECASE
    )


@cache
def _forwarding() -> re.Pattern[str]:
    return re.compile(rf"^[-_ ]*(?:{alternatives('mails', 'forwarded')})\b", re.IGNORECASE)


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:(?:re|aw|antw|sv|{alternatives('mails', 'forwarded')})\s*:\s*)+", re.IGNORECASE
    )
