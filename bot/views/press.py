"""What the buttons send back when they are pressed: short words with ids (64 octets at most, Bot API)."""

HOME = "home"
HELP = "help"
SETTINGS = "settings"
STATUS = "status"
CONNECT = "connect"
CANCEL = "cancel"
GO_ON = "goon"  # with what ended while one was at something else
RETRY = "retry"  # the same sign-in once more
BY_PASSWORD = "bypassword"  # noqa: S105 - rather a password than a consent
HOLD = "-"  # a button that only shows something

LANGUAGE = "lang"  # lang:ru
SERVERS = "servers"  # servers:right or servers:other
MODE = "mode"  # mode:personal
SENT = "sent"  # sent:2, a place in the list of folders
MAILBOXES = "boxes"  # boxes:0, a page
MAILBOX = "box"  # box:17
OPENED = "see"  # see:17, the mailbox in a message of its own
CHECK = "check"
MOVE = "move"  # connects it anew at its new service
PASSWORD = "password"  # noqa: S105 - a word on a button
ALIASES = "aliases"
ALIAS_ADD = "aliasadd"
ALIAS_OWN = "aliasown"  # aliasown:right or aliasown:other
ALIAS_OFF = "aliasoff"  # aliasoff:17_3405, a mailbox and the mark of the address
PAUSE = "pause"
RESUME = "resume"
DISCONNECT = "off"  # asks first
ERASE = "erase"  # the confirmation
ERASE_TOO = "erasetoo"  # the same, with our latest messages about it
KEPT_OUT = "kept"  # kept:17_0, a mailbox and a page
KEPT_LETTER = "keptone"  # keptone:55_0, a letter and the page it is on
CLIENT = "client"  # client:55_0, the sender of that letter
NO_CLIENT = "noclient"
MARKED = "marked"  # marked:17_0, the senders that were marked as clients
UNMARK = "unmark"  # unmark:3_0, a mark and a page
TOLD = "told"  # told:90_0, a notice of a summary and a page
TOLD_BELOW = "toldall"  # the same list in a message of its own
TOLD_LETTER = "toldone"  # toldone:90_0, the notice of that letter
MUTE = "mute"  # mute:55, a letter: its sender or its mailbox?
MUTE_SENDER = "mutefrom"  # mutefrom:55, a letter: for how long its sender?
MUTE_SENDER_FOR = "mutefromfor"  # mutefromfor:55_2, a letter and a place in `muting.SPANS`
MUTE_BOX = "mutebox"  # mutebox:17
MUTE_BOX_FOR = "muteboxfor"  # muteboxfor:17_2
MUTE_WHO = "mutewho"  # mutewho:17, the senders of a mailbox
UNMUTE = "unmute"  # unmute:3_17, a mute and its mailbox
HEARS = "hears"  # hears:17_0, what one is told of a mailbox; a page
SHOW_TEXT = "showtext"
HIDE_TEXT = "hidetext"
NOTICES_ON = "noticeson"
NOTICES_OFF = "noticesoff"
QUIET_HOURS = "quiethours"
QUIET = "quiet"  # quiet:22_8, from and to
QUIET_OFF = "quietoff"
PREVIEWS = "previews"  # previews:0, a page
PREVIEW = "preview"  # preview:17_0, the other way round for that mailbox
QUARANTINE = "held"  # held:17_0
SEARCH = "search"
FOUND = "found"  # found:4_0, what was looked for and a page of what was found
CONTACTS = "contacts"  # contacts:0_0, the name that was looked for (0: none) and a page
CONTACT_FIND = "contactfind"
CARD = "card"  # card:12_0, a contact and a page of the letters
CARD_OF = "cardof"  # cardof:55, the contact of a letter, in a message of its own
CHAINS = "chains"  # chains:12_0, the conversations with a contact
READ_AGAIN = "again"  # again:55_0
READ_BELOW = "open"  # open:55, a letter in a message of its own
READ = "read"  # read:55_0, a letter and a leaf of it
FILE = "file"  # file:55_0, a letter and the place of an attachment
WHY = "why"  # why:55, what happened to that letter
WHY_LIST = "whys"  # whys:0_0, the latest letters; of one mailbox of somebody else's where it is not 0
WHY_FOUND = "whyfound"  # whyfound:4_0, what was looked for and a page of the letters found
EML = "eml"  # eml:55, the original
ANSWER = "answer"  # answer:55, a letter
WRITE_FROM = "from"  # from:17, the mailbox a new letter goes from
WRITE_FROM_LIST = "froms"  # froms:0, a page of those to choose from
DRAFT = "draft"  # draft:12, a letter that was put aside
SEND = "send"
WRITE_TEXT = "wtext"
WRITE_CC = "wcc"
WRITE_NO_CC = "wnocc"
WRITE_SUBJECT = "wsubject"
WRITE_FILE_OFF = "wfileoff"  # wfileoff:3, a file of the letter in hand
UNDO = "undo"  # undo:3, a letter on its way
RESEND = "resend"
REWRITE = "rewrite"
LOOK = "look"  # whether a letter that may have gone is in Sent
SIGNATURE = "sign"  # sign:17, a mailbox
NO_SIGNATURE = "nosign"
SENDER_NAME = "named"  # named:17, a mailbox
NO_SENDER_NAME = "nonamed"
TOPICS = "topics"  # topics:0, the menu
TOPIC_GROUP = "topicgroup"  # topicgroup:2, a place in its headings
MENU_TOPIC = "menutopic"  # menutopic:3, a place in the list of topics
TOPIC = "topic"  # the same, in a message of its own
HELPED = "helped"  # helped:12, a question
MISSED = "missed"
ASK_ADMIN = "askadmin"  # askadmin:12, a question to be passed on
ANSWER_QUESTION = "answerq"
QUESTIONS = "questions"  # questions:0, a page of those without an answer
ADMIN = "admin"
ADMIN_STATE = "adminstate"  # adminstate:2_0, a place in `marks.MARKS` and a page
CHART = "chart"
CHECKS = "checks"  # checks:17_0, what happened in the checks of a mailbox
ASK_OWNER = "askowner"  # askowner:17, to sign in again
TEAM = "team"  # team:0, a page
TEAMMATE = "mate"  # mate:3, a person
MAKE_ADMIN = "mateadmin"
MAKE_MEMBER = "matemember"
REMOVE_MATE = "mateoff"  # asks first
REMOVE_MATE_NOW = "mateoffyes"
REMOVE_MATE_ERASE = "mateofferase"  # their personal mailboxes at once
INVITE = "invite"
INVITE_AS = "inviteas"  # inviteas:admin or inviteas:member
DOMAINS = "domains"  # domains:0, a page
DOMAIN_ON = "domainon"  # domainon:3405_0, the mark of one that is offered, and the page it is on
DOMAIN_OFF = "domainoff"
DOMAIN_OTHER = "domainother"


def to(action: str, what: int | str) -> str:
    return f"{action}:{what}"


def to_page(action: str, what: int, page: int) -> str:
    return to(action, f"{what}_{page}")


def pattern(action: str) -> str:
    """A regular expression for the data of `action`; its group is the number after the colon."""
    return f"^{action}:([0-9]{{1,15}})$"


def page_pattern(action: str) -> str:
    """The same for data made by `to_page`, with a group for each of its two numbers."""
    return f"^{action}:([0-9]{{1,15}})_([0-9]{{1,15}})$"
