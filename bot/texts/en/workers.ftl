trouble-worker-sqlite = A worker needs PostgreSQL: a SQLite file is for one process.
    .hint = Set POSTROOM_DATABASE_URL to postgres://…, or use: postroom run
trouble-move-from-to = Moving goes from sqlite://… to PostgreSQL.
    .hint = Set POSTROOM_DATABASE_URL to postgres://…, then run: postroom migrate --from sqlite://…
trouble-move-not-empty = The PostgreSQL database holds data already. Nothing was changed.
    .hint = Moving needs an empty database.
cli-moved = Everything is in PostgreSQL now, counted and complete: { $letters ->
        [one] { $letters } letter
       *[other] { $letters } letters
    } in { $mailboxes ->
        [one] { $mailboxes } mailbox
       *[other] { $mailboxes } mailboxes
    }. Keep the old file until you are sure.
