"""Processes with an engine in them, where several share one PostgreSQL."""

from tortoise import fields
from tortoise.models import Model


class Worker(Model):
    """A process with an engine in it, and when it last said that it lives."""

    name = fields.CharField(primary_key=True, max_length=40)
    # Both by the clock of the database. Null: it began before this was written down
    began_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField()

    class Meta:
        table = "worker"
