"""The file in a message of Telegram, whatever kind of message it is."""

from dataclasses import dataclass

from telegram import Message

# Kinds, with what those are that do not tell (Bot API: Message). An animation is a document, too.
_KINDS = (
    ("document", "file", "application/octet-stream"),
    ("video", "video.mp4", "video/mp4"),
    ("audio", "audio.mp3", "audio/mpeg"),
    ("voice", "voice.ogg", "audio/ogg"),
    ("video_note", "video.mp4", "video/mp4"),
)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """`name` as its sender gave it; `size` in octets, 0 where Telegram does not tell."""

    id: str
    name: str
    type: str
    size: int


def of(message: Message) -> Enclosed | None:
    """None where there is none that a letter could carry."""
    if message.photo:
        largest = message.photo[-1]
        return Enclosed(largest.file_id, "photo.jpg", "image/jpeg", largest.file_size or 0)
    for kind, name, media_type in _KINDS:
        if found := getattr(message, kind):
            told = getattr(found, "file_name", None), getattr(found, "mime_type", None)
            return Enclosed(found.file_id, told[0] or name, told[1] or media_type, found.file_size or 0)
    return None
