from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Dialogue",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("telegram_id", fields.BigIntField(unique=True)),
                ("step", fields.CharField(max_length=40)),
                (
                    "data",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("started_at", fields.DatetimeField(auto_now=True, auto_now_add=False)),
            ],
            options={
                "table": "dialogue",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "Where a person stands in a dialogue of several steps. Never holds a password.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Invite",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("code_hash", fields.CharField(unique=True, max_length=64)),
                ("role", fields.CharField(max_length=8)),
                ("claim", fields.BooleanField(default=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "invite",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "A one-time link. Only the hash of its code is kept.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Person",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("telegram_id", fields.BigIntField(unique=True)),
                ("role", fields.CharField(max_length=8)),
                ("language", fields.CharField(max_length=2)),
                ("name", fields.CharField(default="", max_length=200)),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("unreachable_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "person",
                "app": "storage",
                "pk_attr": "id",
                "table_description": "Somebody who was invited, or an administrator of the settings. Removed people keep their row.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Mailbox",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("address", fields.CharField(unique=True, max_length=254)),
                (
                    "aliases",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "owner",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="owner_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mailboxes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("mode", fields.CharField(max_length=10)),
                ("provider", fields.CharField(null=True, max_length=40)),
                ("login", fields.CharField(max_length=254)),
                ("credential", fields.TextField(unique=False)),
                ("imap_host", fields.CharField(max_length=253)),
                ("imap_port", fields.IntField()),
                ("imap_security", fields.CharField(max_length=8)),
                ("smtp_host", fields.CharField(null=True, max_length=253)),
                ("smtp_port", fields.IntField(null=True)),
                ("smtp_security", fields.CharField(null=True, max_length=8)),
                ("smtp_login", fields.CharField(max_length=254)),
                ("can_send", fields.BooleanField(default=False)),
                ("connected_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("window_from", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("imported_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("import_total", fields.IntField(null=True)),
                ("paused_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("erased_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("trouble", fields.CharField(null=True, max_length=12)),
                ("reason", fields.CharField(null=True, max_length=40)),
                ("failures", fields.IntField(default=0)),
                ("epoch", fields.IntField(default=0)),
                ("next_check", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_check", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_letter", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("progress_chat", fields.BigIntField(null=True)),
                ("progress_message", fields.BigIntField(null=True)),
            ],
            options={
                "table": "mailbox",
                "app": "storage",
                "indexes": [Index(fields=["next_check"])],
                "pk_attr": "id",
                "table_description": "A connected mailbox and how it stands.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChainToken",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="chain_tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token", fields.CharField(max_length=32)),
                ("chain", fields.CharField(max_length=32)),
            ],
            options={
                "table": "chain_token",
                "app": "storage",
                "unique_together": (("mailbox_id", "token"),),
                "indexes": [Index(fields=["mailbox_id", "chain"])],
                "pk_attr": "id",
                "table_description": "One thing by which letters of a chain know each other (a Message-ID or a subject, hashed).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Folder",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="folders",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("role", fields.CharField(max_length=5)),
                ("name", fields.CharField(max_length=1000)),
                ("uidvalidity", fields.BigIntField()),
                ("new_from", fields.BigIntField()),
                ("new_to", fields.BigIntField()),
                ("old_to", fields.BigIntField()),
                ("scanned", fields.BooleanField(default=False)),
                ("skipped", fields.TextField(default="", unique=False)),
                ("stored", fields.IntField(default=0)),
                ("quarantined", fields.IntField(default=0)),
                ("waiting", fields.IntField(default=0)),
                ("on_server", fields.IntField(default=0)),
                ("skipped_old", fields.IntField(default=0)),
            ],
            options={
                "table": "folder",
                "app": "storage",
                "unique_together": (("mailbox_id", "role"),),
                "pk_attr": "id",
                "table_description": "A followed folder and its two marks (storage.records.FolderMarks says what they mean).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Hole",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "folder",
                    fields.ForeignKeyField(
                        "storage.Folder",
                        source_field="folder_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="holes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("uid", fields.BigIntField()),
                ("reason", fields.CharField(max_length=80)),
                ("tries", fields.IntField(default=0)),
                ("next_try", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "hole",
                "app": "storage",
                "unique_together": (("folder_id", "uid"),),
                "pk_attr": "id",
                "table_description": "A letter between the marks that is still to be fetched.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Letter",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "mailbox",
                    fields.ForeignKeyField(
                        "storage.Mailbox",
                        source_field="mailbox_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="letters",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "folder",
                    fields.ForeignKeyField(
                        "storage.Folder",
                        source_field="folder_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="letters",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("uidvalidity", fields.BigIntField()),
                ("uid", fields.BigIntField()),
                ("message_id", fields.TextField(null=True, unique=False)),
                ("in_reply_to", fields.TextField(null=True, unique=False)),
                (
                    "references",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("subject", fields.TextField(unique=False)),
                ("from_name", fields.TextField(unique=False)),
                ("from_address", fields.TextField(unique=False)),
                (
                    "to",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "cc",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("date", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("received", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("direction", fields.CharField(max_length=3)),
                ("origin", fields.CharField(max_length=10)),
                ("origin_reason", fields.CharField(null=True, max_length=40)),
                ("client", fields.BooleanField()),
                ("new", fields.BooleanField()),
                ("chain", fields.CharField(null=True, max_length=32)),
                ("preview", fields.TextField(unique=False)),
                ("text", fields.TextField(unique=False)),
                ("size", fields.BigIntField()),
                ("status", fields.CharField(max_length=11)),
                ("quarantine_reason", fields.CharField(null=True, max_length=80)),
                ("stored_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "letter",
                "app": "storage",
                "unique_together": (("folder_id", "uidvalidity", "uid"),),
                "indexes": [
                    Index(fields=["mailbox_id", "received"]),
                    Index(fields=["mailbox_id", "chain"]),
                    Index(fields=["message_id"]),
                ],
                "pk_attr": "id",
                "table_description": "A letter. Its identity is (folder, UIDVALIDITY, UID), never its Message-ID.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Attachment",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "letter",
                    fields.ForeignKeyField(
                        "storage.Letter",
                        source_field="letter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.TextField(unique=False)),
                ("type", fields.CharField(max_length=255)),
                ("size", fields.BigIntField()),
                ("part", fields.CharField(max_length=400)),
            ],
            options={
                "table": "attachment",
                "app": "storage",
                "indexes": [Index(fields=["letter_id"])],
                "pk_attr": "id",
                "table_description": "What is attached to a letter. The octets stay on the mail server (rule S9).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Notice",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "letter",
                    fields.ForeignKeyField(
                        "storage.Letter",
                        source_field="letter_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "storage.Person",
                        source_field="person_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notices",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("state", fields.CharField(max_length=10)),
                ("why", fields.CharField(null=True, max_length=40)),
                ("tries", fields.IntField(default=0)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("message_id", fields.BigIntField(null=True)),
            ],
            options={
                "table": "notice",
                "app": "storage",
                "unique_together": (("letter_id", "person_id"),),
                "indexes": [Index(fields=["state", "due_at"])],
                "pk_attr": "id",
                "table_description": "That a person is to be told of a letter. Written with the letter, drained by the bot.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RefusedSignIn",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("telegram_id", fields.BigIntField()),
                ("address_hash", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "refused_sign_in",
                "app": "storage",
                "indexes": [Index(fields=["telegram_id", "address_hash", "at"])],
                "pk_attr": "id",
                "table_description": "A sign-in that a server refused to a person who was connecting (rule C4).",
            },
            bases=["Model"],
        ),
    ]
