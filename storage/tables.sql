-- What the migrations make of an empty SQLite file. Written by `make tables`, not by hand.
BEGIN IMMEDIATE;
CREATE TABLE "tortoise_migrations" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "app" VARCHAR(255) NOT NULL,
    "name" VARCHAR(255) NOT NULL,
    "applied_at" TIMESTAMP NOT NULL,
    CONSTRAINT "uid_tortoise_mi_app_3803a5" UNIQUE ("app", "name")
);
CREATE TABLE "dialogue" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "telegram_id" BIGINT NOT NULL UNIQUE,
    "step" VARCHAR(40) NOT NULL,
    "data" JSON NOT NULL,
    "started_at" TIMESTAMP NOT NULL
, "draft_id" INT REFERENCES "draft" ("id") ON DELETE CASCADE);
CREATE TABLE "invite" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "code_hash" VARCHAR(64) NOT NULL UNIQUE,
    "role" VARCHAR(8) NOT NULL,
    "claim" INT NOT NULL,
    "expires_at" TIMESTAMP NOT NULL,
    "used_at" TIMESTAMP
, "author_id" INT REFERENCES "person" ("id") ON DELETE CASCADE);
CREATE TABLE "person" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "telegram_id" BIGINT NOT NULL UNIQUE,
    "role" VARCHAR(8) NOT NULL,
    "language" VARCHAR(2) NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "joined_at" TIMESTAMP NOT NULL,
    "removed_at" TIMESTAMP,
    "unreachable_at" TIMESTAMP
, "quiet_from" INT, "quiet_to" INT, "wants_notices" INT NOT NULL DEFAULT 1);
CREATE TABLE "mailbox" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "address" VARCHAR(254) NOT NULL UNIQUE,
    "aliases" JSON NOT NULL,
    "mode" VARCHAR(10) NOT NULL,
    "provider" VARCHAR(40),
    "login" VARCHAR(254) NOT NULL,
    "credential" TEXT NOT NULL,
    "imap_host" VARCHAR(253) NOT NULL,
    "imap_port" INT NOT NULL,
    "imap_security" VARCHAR(8) NOT NULL,
    "smtp_host" VARCHAR(253),
    "smtp_port" INT,
    "smtp_security" VARCHAR(8),
    "smtp_login" VARCHAR(254) NOT NULL,
    "can_send" INT NOT NULL,
    "connected_at" TIMESTAMP NOT NULL,
    "window_from" TIMESTAMP NOT NULL,
    "imported_at" TIMESTAMP,
    "import_total" INT,
    "paused_at" TIMESTAMP,
    "erased_at" TIMESTAMP,
    "trouble" VARCHAR(12),
    "reason" VARCHAR(40),
    "failures" INT NOT NULL,
    "epoch" INT NOT NULL,
    "next_check" TIMESTAMP,
    "last_check" TIMESTAMP,
    "last_letter" TIMESTAMP,
    "progress_chat" BIGINT,
    "progress_message" BIGINT,
    "owner_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT
, "exchangers" JSON, "logins" JSON, "reconciled_at" TIMESTAMP, "told" VARCHAR(12), "watched_until" TIMESTAMP, "consent_told" INT NOT NULL DEFAULT 0, "consent_until" TIMESTAMP, "sign_in" VARCHAR(10) NOT NULL DEFAULT 'password', "previews" INT NOT NULL DEFAULT 1, "signature" TEXT NOT NULL DEFAULT '', "sender_name" TEXT NOT NULL DEFAULT '', "watched_by" VARCHAR(40));
CREATE INDEX "idx_mailbox_next_ch_3ef988" ON "mailbox" ("next_check");
CREATE TABLE "chain_token" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "token" VARCHAR(32) NOT NULL,
    "chain" VARCHAR(32) NOT NULL,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_chain_token_mailbox_280716" UNIQUE ("mailbox_id", "token")
);
CREATE INDEX "idx_chain_token_mailbox_11ea06" ON "chain_token" ("mailbox_id", "chain");
CREATE TABLE "folder" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "role" VARCHAR(5) NOT NULL,
    "name" VARCHAR(1000) NOT NULL,
    "uidvalidity" BIGINT NOT NULL,
    "new_from" BIGINT NOT NULL,
    "new_to" BIGINT NOT NULL,
    "old_to" BIGINT NOT NULL,
    "scanned" INT NOT NULL,
    "skipped" TEXT NOT NULL,
    "stored" INT NOT NULL,
    "quarantined" INT NOT NULL,
    "waiting" INT NOT NULL,
    "on_server" INT NOT NULL,
    "skipped_old" INT NOT NULL,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE, "renumbering" INT NOT NULL DEFAULT 0, "seen_messages" BIGINT, "seen_modseq" BIGINT, "seen_uidnext" BIGINT,
    CONSTRAINT "uid_folder_mailbox_6d7df9" UNIQUE ("mailbox_id", "role")
);
CREATE TABLE "hole" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "uid" BIGINT NOT NULL,
    "reason" VARCHAR(80) NOT NULL,
    "tries" INT NOT NULL,
    "next_try" TIMESTAMP,
    "folder_id" INT NOT NULL REFERENCES "folder" ("id") ON DELETE CASCADE, "new" INT NOT NULL DEFAULT 0,
    CONSTRAINT "uid_hole_folder__a8eff0" UNIQUE ("folder_id", "uid")
);
CREATE TABLE "letter" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "uidvalidity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "message_id" TEXT,
    "in_reply_to" TEXT,
    "references" JSON NOT NULL,
    "subject" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "from_address" TEXT NOT NULL,
    "to" JSON NOT NULL,
    "cc" JSON NOT NULL,
    "date" TIMESTAMP,
    "received" TIMESTAMP NOT NULL,
    "direction" VARCHAR(3) NOT NULL,
    "origin" VARCHAR(10) NOT NULL,
    "origin_reason" VARCHAR(40),
    "client" INT NOT NULL,
    "new" INT NOT NULL,
    "chain" VARCHAR(32),
    "preview" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "status" VARCHAR(11) NOT NULL,
    "quarantine_reason" VARCHAR(80),
    "stored_at" TIMESTAMP NOT NULL,
    "folder_id" INT NOT NULL REFERENCES "folder" ("id") ON DELETE CASCADE,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE, "reply_to" VARCHAR(320),
    CONSTRAINT "uid_letter_folder__607137" UNIQUE ("folder_id", "uidvalidity", "uid")
);
CREATE INDEX "idx_letter_mailbox_597aa7" ON "letter" ("mailbox_id", "received");
CREATE INDEX "idx_letter_mailbox_6ebf4f" ON "letter" ("mailbox_id", "chain");
CREATE INDEX "idx_letter_message_e952b5" ON "letter" ("message_id");
CREATE TABLE "attachment" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" TEXT NOT NULL,
    "type" VARCHAR(255) NOT NULL,
    "size" BIGINT NOT NULL,
    "part" VARCHAR(400) NOT NULL,
    "letter_id" INT NOT NULL REFERENCES "letter" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_attachment_letter__eaac79" ON "attachment" ("letter_id");
CREATE TABLE "notice" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "why" VARCHAR(40),
    "tries" INT NOT NULL,
    "due_at" TIMESTAMP NOT NULL,
    "at" TIMESTAMP,
    "message_id" BIGINT,
    "letter_id" INT NOT NULL REFERENCES "letter" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE, "bundle" VARCHAR(32), "unsure" INT NOT NULL DEFAULT 0, "edit_due" TIMESTAMP,
    CONSTRAINT "uid_notice_letter__8f63e3" UNIQUE ("letter_id", "person_id")
);
CREATE INDEX "idx_notice_state_6c1f3c" ON "notice" ("state", "due_at");
CREATE TABLE "refused_sign_in" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "telegram_id" BIGINT NOT NULL,
    "address_hash" VARCHAR(64) NOT NULL,
    "at" TIMESTAMP NOT NULL
);
CREATE INDEX "idx_refused_sig_telegra_2020f9" ON "refused_sign_in" ("telegram_id", "address_hash", "at");
CREATE TABLE "alert" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "reason" VARCHAR(40),
    "made_at" TIMESTAMP NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "tries" INT NOT NULL,
    "due_at" TIMESTAMP NOT NULL,
    "at" TIMESTAMP,
    "message_id" BIGINT,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
, "worked_at" TIMESTAMP, "unsure" INT NOT NULL DEFAULT 0, "answer_id" INT REFERENCES "answer" ("id") ON DELETE CASCADE);
CREATE INDEX "idx_alert_state_41c8e2" ON "alert" ("state", "due_at");
CREATE TABLE "client_mark" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "address" VARCHAR(320) NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_client_mark_mailbox_7b75e2" UNIQUE ("mailbox_id", "address")
);
CREATE INDEX "idx_notice_bundle_5499b4" ON "notice" ("bundle");
CREATE TABLE "limited_use" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "telegram_id" BIGINT NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "at" TIMESTAMP NOT NULL
);
CREATE INDEX "idx_limited_use_telegra_ec962e" ON "limited_use" ("telegram_id", "kind", "at");
CREATE TABLE "one_time_link" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "code_hash" VARCHAR(64) NOT NULL UNIQUE,
    "purpose" VARCHAR(10) NOT NULL,
    "data" JSON NOT NULL,
    "sealed" TEXT,
    "expires_at" TIMESTAMP NOT NULL,
    "used_at" TIMESTAMP,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "burst" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "bundle" VARCHAR(32) NOT NULL UNIQUE,
    "first_notice" INT NOT NULL,
    "began_at" TIMESTAMP NOT NULL,
    "last_at" TIMESTAMP NOT NULL,
    "shown_at" TIMESTAMP,
    "message_id" BIGINT,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_burst_person__b38406" ON "burst" ("person_id", "mailbox_id");
CREATE TABLE "mute" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "address" VARCHAR(320) NOT NULL,
    "until" TIMESTAMP,
    "at" TIMESTAMP NOT NULL,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_mute_person__e0885b" UNIQUE ("person_id", "mailbox_id", "address")
);
CREATE INDEX "idx_notice_person__efc9b5" ON "notice" ("person_id", "at");
CREATE TABLE "asked" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "text" TEXT NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "contact" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "address" VARCHAR(320) NOT NULL UNIQUE
);
CREATE TABLE "correspondence" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "direction" VARCHAR(3) NOT NULL,
    "received" TIMESTAMP NOT NULL,
    "name" TEXT NOT NULL,
    "folded" TEXT NOT NULL,
    "contact_id" INT NOT NULL REFERENCES "contact" ("id") ON DELETE CASCADE,
    "letter_id" INT NOT NULL REFERENCES "letter" ("id") ON DELETE CASCADE,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_corresponde_letter__c1502e" UNIQUE ("letter_id", "contact_id")
);
CREATE INDEX "idx_corresponde_contact_099d76" ON "correspondence" ("contact_id", "mailbox_id", "received");
CREATE TABLE "search_entry" (
    "key" BIGINT NOT NULL  PRIMARY KEY,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "letter_id" INT NOT NULL UNIQUE REFERENCES "letter" ("id") ON DELETE CASCADE
);
CREATE VIRTUAL TABLE "search_words" USING fts5(
            "sender", "recipients", "subject", "body", "marks",
            tokenize = 'unicode61 remove_diacritics 0', columnsize = 0
        );
CREATE TRIGGER "search_entry_gone" AFTER DELETE ON "search_entry" BEGIN
            DELETE FROM "search_words" WHERE "rowid" = old."key";
        END;
CREATE TABLE "answer" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "message_id" VARCHAR(400) NOT NULL,
    "sender" VARCHAR(254) NOT NULL,
    "to" VARCHAR(320) NOT NULL,
    "cc" VARCHAR(320),
    "subject" TEXT NOT NULL,
    "preview" TEXT NOT NULL,
    "draft" JSON NOT NULL,
    "octets" BLOB,
    "state" VARCHAR(8) NOT NULL,
    "reason" VARCHAR(40),
    "reply" TEXT,
    "tries" INT NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "due_at" TIMESTAMP NOT NULL,
    "handed_at" TIMESTAMP,
    "at" TIMESTAMP,
    "filed_at" TIMESTAMP,
    "file_due" TIMESTAMP,
    "file_tries" INT NOT NULL,
    "message" BIGINT,
    "shown" VARCHAR(8) NOT NULL,
    "letter_id" INT REFERENCES "letter" ("id") ON DELETE SET NULL,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_answer_state_90431e" ON "answer" ("state", "due_at");
CREATE INDEX "idx_answer_mailbox_23bb09" ON "answer" ("mailbox_id", "message_id");
CREATE INDEX "idx_answer_letter__390084" ON "answer" ("letter_id");
CREATE TABLE "answered" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "message_id" TEXT,
    "at" TIMESTAMP NOT NULL,
    "person_id" INT REFERENCES "person" ("id") ON DELETE SET NULL,
    "letter_id" INT NOT NULL UNIQUE REFERENCES "letter" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_answered_message_3099a8" ON "answered" ("message_id");
CREATE INDEX "idx_notice_edit_du_834fa0" ON "notice" ("edit_due");
CREATE TABLE "answer_file" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "name" TEXT NOT NULL,
    "type" VARCHAR(200) NOT NULL,
    "size" INT NOT NULL,
    "octets" BLOB NOT NULL,
    "made_at" TIMESTAMP NOT NULL,
    "answer_id" INT REFERENCES "answer" ("id") ON DELETE CASCADE,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
, "draft_id" INT REFERENCES "draft" ("id") ON DELETE CASCADE);
CREATE INDEX "idx_answer_file_person__260c99" ON "answer_file" ("person_id", "answer_id");
CREATE INDEX "idx_answer_file_answer__c2d639" ON "answer_file" ("answer_id");
CREATE TABLE "check_entry" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "what" VARCHAR(10) NOT NULL,
    "reason" VARCHAR(40),
    "letters" INT NOT NULL,
    "times" INT NOT NULL,
    "began_at" TIMESTAMP NOT NULL,
    "last_at" TIMESTAMP NOT NULL,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "person_id" INT REFERENCES "person" ("id") ON DELETE SET NULL
);
CREATE INDEX "idx_check_entry_mailbox_8d428e" ON "check_entry" ("mailbox_id", "id");
CREATE TABLE "incident" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "service" VARCHAR(253) NOT NULL,
    "going" VARCHAR(270)  UNIQUE,
    "since" TIMESTAMP NOT NULL,
    "over_at" TIMESTAMP,
    "mailboxes" JSON NOT NULL,
    "ever" INT NOT NULL,
    "of" INT NOT NULL,
    "number" INT NOT NULL,
    "version" INT NOT NULL
);
CREATE INDEX "idx_incident_over_at_720643" ON "incident" ("over_at");
CREATE TABLE "incident_message" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "message_id" BIGINT,
    "shown" INT NOT NULL,
    "incident_id" INT NOT NULL REFERENCES "incident" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_incident_me_inciden_c5df4e" UNIQUE ("incident_id", "person_id")
);
CREATE TABLE "sample" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "at" TIMESTAMP NOT NULL UNIQUE,
    "freshness" REAL,
    "letters" INT NOT NULL,
    "newest" INT NOT NULL
);
CREATE TABLE "team_domain" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "domain" VARCHAR(253) NOT NULL UNIQUE,
    "at" TIMESTAMP NOT NULL
);
CREATE TABLE "worker" (
    "name" VARCHAR(40) NOT NULL  PRIMARY KEY,
    "seen_at" TIMESTAMP NOT NULL
, "began_at" TIMESTAMP);
CREATE INDEX "idx_mailbox_watched_b4040b" ON "mailbox" ("watched_by");
CREATE TABLE "question" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "language" VARCHAR(2) NOT NULL,
    "text" TEXT NOT NULL,
    "topic" VARCHAR(40),
    "vote" VARCHAR(8),
    "at" TIMESTAMP NOT NULL,
    "passed_at" TIMESTAMP,
    "answer" TEXT,
    "told_at" TIMESTAMP,
    "answered_by_id" INT REFERENCES "person" ("id") ON DELETE SET NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_question_person__763531" ON "question" ("person_id", "id");
CREATE INDEX "idx_question_at_5cfa9c" ON "question" ("at");
CREATE TABLE "question_message" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "message_id" BIGINT,
    "settled" INT NOT NULL,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    "question_id" INT NOT NULL REFERENCES "question" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_question_me_questio_06323d" UNIQUE ("question_id", "person_id")
);
CREATE INDEX "idx_question_me_person__1dc140" ON "question_message" ("person_id", "message_id");
CREATE TABLE "draft" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "step" VARCHAR(40) NOT NULL,
    "data" JSON NOT NULL,
    "card" BIGINT,
    "at" TIMESTAMP NOT NULL,
    "mailbox_id" INT REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "idx_draft_person__7deca2" ON "draft" ("person_id", "card");
CREATE TABLE "shown_letter" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "message_id" BIGINT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "letter_id" INT NOT NULL REFERENCES "letter" ("id") ON DELETE CASCADE,
    "person_id" INT NOT NULL REFERENCES "person" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_shown_lette_person__aa26ff" UNIQUE ("person_id", "message_id")
);
CREATE INDEX "idx_shown_lette_letter__b32a45" ON "shown_letter" ("letter_id");
CREATE INDEX "idx_answer_file_draft_i_c9f408" ON "answer_file" ("draft_id");
CREATE INDEX "idx_answer_open" ON "answer" ("id")
        WHERE state IN ('waiting', 'sending', 'unknown') OR file_due IS NOT NULL;
CREATE INDEX "idx_answer_moving" ON "answer" ("id")
        WHERE NOT "shown" = "state" AND NOT "message" IS NULL;
CREATE TABLE "bounce" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    "message_id" VARCHAR(400) NOT NULL,
    "address" VARCHAR(320) NOT NULL DEFAULT '',
    "reason" VARCHAR(40) NOT NULL,
    "reply" TEXT NOT NULL,
    "at" TIMESTAMP NOT NULL,
    "mailbox_id" INT NOT NULL REFERENCES "mailbox" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_bounce_mailbox_f6e820" UNIQUE ("mailbox_id", "message_id", "address")
);
INSERT INTO "tortoise_migrations" ("app", "name", "applied_at") VALUES
    ('storage', '0001_first', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0002_watch_and_alerts', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0003_worked_at', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0004_connecting', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0005_quiet', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0006_search', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0007_answers', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0008_answered', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0009_files', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0010_account', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0011_workers', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0012_questions', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0013_drafts_and_bounces', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')),
    ('storage', '0014_bounces_and_workers', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));
COMMIT;
