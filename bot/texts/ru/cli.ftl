# Командная строка. Простой текст; где можно, одна фраза в строке.

cli-sandbox =
    Песочница готова. Откройте { $url } в браузере. Остановить: Ctrl-C.
cli-claim =
    Администратора пока нет. Откройте эту ссылку в ближайшие { $claim_minutes } { $claim_minutes ->
        [one] минуту
        [few] минуты
       *[other] минут
    }, чтобы стать им:
      { $link }
cli-invite = По ней может войти один человек как { $role ->
    [admin] администратор
   *[member] участник
 }. Срок: { $invite_days } { $invite_days ->
    [one] день
    [few] дня
   *[other] дней
 }.
cli-invite-without-name = Telegram сейчас не отвечает, поэтому в ссылке нет имени бота. Отправьте боту строку выше.
cli-user-added = { $id } теперь { $role ->
    [admin] администратор
   *[member] участник
 }.
cli-user-removed = { $id } больше не имеет доступа.
cli-mailbox-added = Ящик { $address } подключён. Работающая программа начнёт загрузку через несколько секунд.
cli-mailbox-added-reading = Ящик { $address } подключён для чтения. Отвечать из него нельзя.
cli-password-changed = Новый пароль ящика { $address } подошёл и сохранён.
cli-paused = Ящик { $address } на паузе.
cli-resumed = Ящик { $address } снова проверяется.
cli-removed = Ящик { $address } отключён, его письма здесь стёрты.
cli-no-mailboxes = Ни одного ящика не подключено.
cli-no-letters = Писем нет.
cli-column-address = Ящик
cli-column-mode = Вид
cli-column-state = Состояние
cli-column-server = На сервере
cli-column-here = Здесь
cli-column-quarantined = В карантине
cli-column-backlog = Ждут
cli-column-checked = Проверен
cli-mode-personal = личный
cli-mode-corporate = корпоративный
cli-state-importing = загружается
cli-state-ok = в порядке
cli-state-paused = на паузе
cli-state-auth-failed = не пускает
cli-state-unreachable = не отвечает
cli-state-moved = переехал
cli-synced = { $letters ->
    [0] Ничего нового.
    [one] Загружено { $letters } письмо.
    [few] Загружено { $letters } письма.
   *[other] Загружено { $letters } писем.
 }{ $quarantined ->
    [0] { "" }
   *[other] { " " }В карантине: { $quarantined }.
 }
cli-folder-inbox = Входящие
cli-folder-sent = Отправленные
cli-audit-folder = { $role }: на сервере { $server }, здесь { $here }, в карантине { $quarantined }, ждут { $waiting }, не хватает { $missing }.
cli-audit-complete = Всё на месте: ни одно письмо не потеряно.
cli-audit-incomplete = Не все письма на месте.
cli-notices-waiting = { $notices ->
    [0] Уведомлений в очереди нет.
    [one] В очереди { $notices } уведомление.
    [few] В очереди { $notices } уведомления.
   *[other] В очереди { $notices } уведомлений.
 }
cli-database = База данных: { $where }
cli-migrate-made = Базы здесь не было: создана новая, пустая.
cli-migrate-nothing = База данных в порядке, обновлять нечего.
cli-migrated = { $count ->
    [one] Выполнена { $count } миграция.
    [few] Выполнены { $count } миграции.
   *[other] Выполнено { $count } миграций.
 }
cli-backup = Копия лежит в { $path }. Ключей в ней нет: храните их отдельно.
cli-rotated = { $count ->
    [one] Новым ключом запечатан { $count } пароль.
    [few] Новым ключом запечатаны { $count } пароля.
   *[other] Новым ключом запечатано { $count } паролей.
 }

trouble-no-token = Нет токена бота, запускать нечего.
    .hint = Задайте POSTROOM_BOT_TOKEN или попробуйте песочницу: postroom run --sandbox
trouble-sandbox-beside-token = Песочница не работает рядом с настоящим токеном бота.
    .hint = Уберите POSTROOM_BOT_TOKEN или запустите без --sandbox.
trouble-webhook-no-address = Для вебхука нужен адрес, по которому Telegram найдёт Postroom.
    .hint = Задайте POSTROOM_PUBLIC_URL или запустите без --webhook.
trouble-database-outdated = База данных осталась от прежней версии.
    .hint = Сделайте копию и выполните: postroom migrate
trouble-data-dir-unusable = Папка для данных { $path } не годится: { $what }.
    .hint = Проверьте POSTROOM_DATA_DIR и права на эту папку.
trouble-database-unusable = База данных недоступна: { $what }.
    .hint = Проверьте POSTROOM_DATABASE_URL и работает ли сервер базы. Подробнее: postroom doctor
trouble-file-unusable = Не получилось обратиться к файлу { $path }: { $what }.
    .hint = Проверьте путь и права на него.
trouble-system-refused = Система не дала этого сделать: { $what }.
trouble-no-database = Базы данных ещё нет.
trouble-file-exists = Файл { $path } уже есть.
    .hint = Назовите файл, которого ещё нет.
trouble-backup-postgres = Копию PostgreSQL делают её собственными средствами.
    .hint = Возьмите pg_dump.
trouble-key-missing = Сохранённый пароль не открывается ни одним из ключей.
    .hint = Верните на место secret.key или добавьте в POSTROOM_SECRET_KEYS ключ, которым он был запечатан.
trouble-keys-of-settings = Ключи заданы в POSTROOM_SECRET_KEYS.
    .hint = Поставьте там новый ключ первым, перезапустите Postroom и повторите без --new.
trouble-sandbox-not-loopback = Песочница открывается только на этой машине.
    .hint = Задайте в POSTROOM_HTTP_LISTEN адрес 127.0.0.1 и порт.
trouble-port-taken = Порт { $port } занят.
    .hint = Задайте другой в POSTROOM_HTTP_LISTEN.
trouble-no-password = На stdin не пришло пароля.
trouble-admin-of-settings = Этот администратор задан в POSTROOM_ADMINS.
    .hint = Сначала уберите его номер из настройки.
trouble-setting-invalid = Настройка POSTROOM_{ $name } не годится: { $wanted }.

doctor-name-settings = настройки
doctor-name-key = ключ
doctor-name-database = база данных
doctor-name-migrations = версия базы
doctor-name-telegram = Telegram
doctor-name-webhook = вебхук
doctor-name-dns = DNS
doctor-name-clock = часы
doctor-name-disk = диск
doctor-timezone = Время в сообщениях и тихие часы – по часовому поясу { $zone } (POSTROOM_TIMEZONE).
doctor-no-token = Нет токена бота.
    .mend = Возьмите его у @BotFather и задайте POSTROOM_BOT_TOKEN; песочнице он не нужен.
doctor-webhook-elsewhere = Telegram присылает сообщения бота на другой адрес: { $host }.
    .mend = Если так задумано, всё в порядке; если нет, перезапустите Postroom: он заберёт их себе.
doctor-webhook-fails = Telegram не может доставить сообщения боту: { $what }.
    .mend = Проверьте, что POSTROOM_PUBLIC_URL открывается снаружи и веб-сервер пропускает /telegram/ (deploy/nginx.conf).
doctor-setting-invalid = Настройка POSTROOM_{ $name } не годится: { $wanted }.
    .mend = Исправьте её или уберите: у каждой настройки есть значение по умолчанию.
doctor-key-unusable = Ключ в POSTROOM_SECRET_KEYS не годится.
    .mend = Ключ — это 32 байта в URL-safe base64; уберите настройку, и ключ будет создан сам.
doctor-key-missing = Сохранённый пароль запечатан ключом, которого здесь нет.
    .mend = Верните на место secret.key или добавьте старый ключ в POSTROOM_SECRET_KEYS после нового.
doctor-key-open = Файл с ключами могут прочитать посторонние.
    .mend = Закройте его: chmod 600 secret.key в папке с данными.
doctor-data-dir = Папка с данными недоступна.
    .mend = Проверьте POSTROOM_DATA_DIR и права на запись.
doctor-database = База данных не отвечает.
    .mend = Проверьте POSTROOM_DATABASE_URL и работает ли сервер базы.
doctor-migrations = База данных осталась от прежней версии.
    .mend = Сделайте копию и выполните: postroom migrate
doctor-telegram = Telegram не отвечает.
    .mend = Проверьте сеть; где Telegram закрыт, задайте POSTROOM_TELEGRAM_PROXY.
doctor-token = Telegram не знает такого токена.
    .mend = Скопируйте токен у @BotFather ещё раз.
doctor-dns = Имена серверов не находятся.
    .mend = Проверьте DNS-серверы этой машины.
doctor-clock = Часы этой машины идут неверно.
    .mend = Включите синхронизацию времени (NTP).
doctor-disk = Диск почти заполнен.
    .mend = Освободите место на диске, где лежит { $folder }.
trouble-owner-removed = Владелец личного ящика { $address } больше не в команде: ящик остаётся на паузе.
    .hint = Верните владельца (postroom user add) или отключите ящик (postroom mailbox remove).
