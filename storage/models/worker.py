"""Processes with an engine in them, where several share one PostgreSQL."""

from tortoise import fields
from tortoise.models import Model


class Worker(Model):
    """A process with an engine in it, and when it last said that it lives."""

    name = fields.CharField(primary_key=True, max_length=40)
    seen_at = fields.DatetimeField()  # by the clock of the database

    class Meta:
        table = "worker"
