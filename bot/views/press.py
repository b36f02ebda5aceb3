"""What the buttons send back when they are pressed: short words with ids (64 octets at most, Bot API)."""

HOME = "home"
HELP = "help"
SETTINGS = "settings"
STATUS = "status"
CONNECT = "connect"
CANCEL = "cancel"
RETRY = "retry"  # the same sign-in once more
HOLD = "-"  # a button that only shows something

LANGUAGE = "lang"  # lang:ru
MODE = "mode"  # mode:personal
SENT = "sent"  # sent:2, a place in the list of folders
MAILBOXES = "boxes"  # boxes:0, a page
MAILBOX = "box"  # box:17
OPENED = "see"  # see:17, the mailbox in a message of its own
CHECK = "check"
PASSWORD = "password"  # noqa: S105 - a word on a button
PAUSE = "pause"
RESUME = "resume"
DISCONNECT = "off"  # asks first
ERASE = "erase"  # the confirmation


def to(action: str, what: int | str) -> str:
    return f"{action}:{what}"


def pattern(action: str) -> str:
    """A regular expression for the data of `action`; its group is what stands after the colon."""
    return f"^{action}:([a-z0-9_]+)$"
