"""ORM models, one noun a file, found by Tortoise as `storage.models`.

The docstring of a model becomes a comment in its CREATE TABLE, which must not hold a semicolon.
"""

from storage.models.account import CheckEntry, Incident, IncidentMessage, Sample, TeamDomain
from storage.models.answer import Answer, AnswerFile, Bounce, Draft
from storage.models.contact import Contact, Correspondence
from storage.models.folder import Folder, Hole
from storage.models.letter import Attachment, ChainToken, Letter
from storage.models.mailbox import Alert, ClientMark, Mailbox, RefusedSignIn
from storage.models.notice import Answered, Burst, Mute, Notice, ShownLetter
from storage.models.people import Dialogue, Invite, LimitedUse, OneTimeLink, Person
from storage.models.question import Question, QuestionMessage
from storage.models.search import Asked, SearchEntry
from storage.models.worker import Worker

__all__ = [
    "Alert",
    "Answer",
    "AnswerFile",
    "Answered",
    "Asked",
    "Attachment",
    "Bounce",
    "Burst",
    "ChainToken",
    "CheckEntry",
    "ClientMark",
    "Contact",
    "Correspondence",
    "Dialogue",
    "Draft",
    "Folder",
    "Hole",
    "Incident",
    "IncidentMessage",
    "Invite",
    "Letter",
    "LimitedUse",
    "Mailbox",
    "Mute",
    "Notice",
    "OneTimeLink",
    "Person",
    "Question",
    "QuestionMessage",
    "RefusedSignIn",
    "Sample",
    "SearchEntry",
    "ShownLetter",
    "TeamDomain",
    "Worker",
]
