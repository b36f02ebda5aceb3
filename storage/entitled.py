"""Whose letters are whose (rule C3), as a condition of the queries themselves.

A personal mailbox is its owner's, a corporate one everybody's; one that is being erased is nobody's. What an
administrator may do with the mailboxes of others does not make its letters theirs.
"""

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage import models

# The same in plain SQL; its value is the id of the person.
MAILBOXES = "(SELECT id FROM mailbox WHERE (owner_id = ? OR mode = 'corporate') AND erased_at IS NULL)"


def letters(person_id: int) -> QuerySet[models.Letter]:
    """Those this person may read."""
    return models.Letter.filter(_mine(person_id), mailbox__erased_at__isnull=True)


def correspondence(person_id: int) -> QuerySet[models.Correspondence]:
    """What stands on cards of letters this person may read."""
    return models.Correspondence.filter(_mine(person_id), mailbox__erased_at__isnull=True)


def notices(person_id: int) -> QuerySet[models.Notice]:
    """Theirs, of letters they may still read."""
    mine = Q(letter__mailbox__owner_id=person_id) | Q(letter__mailbox__mode="corporate")
    return models.Notice.filter(mine, person_id=person_id, letter__mailbox__erased_at__isnull=True)


def _mine(person_id: int) -> Q:
    return Q(mailbox__owner_id=person_id) | Q(mailbox__mode="corporate")
