trouble-worker-sqlite = Для worker нужна PostgreSQL: с файлом SQLite работает только один процесс.
    .hint = Задайте POSTROOM_DATABASE_URL вида postgres://… или запустите: postroom run
trouble-move-from-to = Переезд возможен только из sqlite://… в PostgreSQL.
    .hint = Задайте POSTROOM_DATABASE_URL вида postgres://… и запустите: postroom migrate --from sqlite://…
trouble-move-not-empty = В этой базе PostgreSQL уже есть данные. Ничего не изменилось.
    .hint = Для переезда нужна пустая база.
cli-moved = Теперь всё в PostgreSQL, сверено до последней строки: { $letters ->
        [one] { $letters } письмо
        [few] { $letters } письма
       *[many] { $letters } писем
    } в { $mailboxes ->
        [one] { $mailboxes } ящике
       *[other] { $mailboxes } ящиках
    }. Старый файл пока не удаляйте.
