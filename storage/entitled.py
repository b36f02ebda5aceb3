"""Whose letters are whose (rule C3), as a condition of the queries themselves.

A personal mailbox is its owner's, a corporate one everybody's; one that is being erased is nobody's. What an
administrator may do with the mailboxes of others does not make its letters theirs.
"""

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage import models


def letters(person_id: int) -> QuerySet[models.Letter]:
    """Those this person may read."""
    mine = Q(mailbox__owner_id=person_id) | Q(mailbox__mode="corporate")
    return models.Letter.filter(mine, mailbox__erased_at__isnull=True)
