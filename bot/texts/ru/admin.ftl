# Для администраторов: как дела у всех ящиков, график, история проверок ящика.

command-admin = как дела у всех ящиков
command-team = команда и приглашения
button-admin = Все ящики
button-to-admin = ‹ Все ящики
button-chart = График
button-team = Команда
button-checks = История проверок
button-ask-owner = Попросить владельца войти
button-mailbox-back = ‹ Ящик

admin = <b>Все ящики</b> · Postroom { $version }
admin-only = Этот экран только для администраторов.
admin-no-mailboxes = Ящиков пока нет.
admin-state-ok = { $mark } Работает: { $count }
admin-state-importing = { $mark } Забираю первые письма: { $count }
admin-state-auth-failed = { $mark } Почта не пускает: { $count }
admin-state-unreachable = { $mark } Нет связи: { $count }
admin-state-moved = { $mark } Почта переехала: { $count }
admin-state-paused = { $mark } На паузе: { $count }
admin-state-none = В этом состоянии сейчас ни одного ящика.
admin-line = { $number }. { $address } · { $ago }
never-checked = ещё не проверен
admin-fresh = <b>Проверены:</b> обычно { $p50 } назад, 95 из 100 не больше чем { $p95 } назад, самый давний { $most } назад
admin-fresh-live = За всеми работающими ящиками слежу вживую
admin-letters = <b>Загружено писем за час:</b> { $count }
admin-queue = <b>Ящиков в очереди на проверку:</b> { $count }
admin-waiting = <b>Ждут отправки:</b> уведомлений { $notices }, ответов { $answers }
admin-workers = <b>Работают вместе:</b> { $count ->
    [one] { $count } процесс
    [few] { $count } процесса
   *[other] { $count } процессов
 }
admin-disk = <b>Свободно на диске:</b> { $free }
admin-disk-low = ⚠️ <b>На диске осталось мало места:</b> { $free }
size-gigabytes = { $count } ГБ
age-seconds = { $count } с
age-minutes = { $count } мин
age-hours = { $count } ч

chart =
    <b>Последние { $hours } { $hours ->
        [one] час
        [few] часа
       *[other] часов
    }</b>

    🟧 сколько минут назад проверены ящики (95 из 100 — не раньше); пунктир — обещанные { $new_letter_minutes }
    🟦 сколько писем загружено за час
chart-none = Рисовать пока нечего: первая точка появится в течение { $minutes } { $minutes ->
    [one] минуты
   *[other] минут
 } после запуска.

checks-none = Пока ничего не записано. Проверки, которые не нашли ничего нового, сюда не попадают.
checks-line = <b>{ $at }</b> · { $what }
checks-line-span = <b>{ $began }–{ $last }</b> · { $what }
checks-failed = { $what }
checks-failed-often = { $what } { $count ->
    [one] Не удалось { $count } раз.
    [few] Не удалось { $count } раза.
   *[other] Не удалось { $count } раз.
 }
checks-imported = Первая загрузка закончена: { $count ->
    [one] { $count } письмо.
    [few] { $count } письма.
   *[other] { $count } писем.
 }
checks-letters = { $count ->
    [one] Пришло { $count } письмо.
    [few] Пришло { $count } письма.
   *[other] Пришло { $count } писем.
 }
checks-works = Снова работает.
checks-paused = Поставлен на паузу ({ $by }).
checks-resumed = Снят с паузы ({ $by }).
checks-asked = Владельца попросили войти ({ $by }).
checks-somebody = из командной строки
said-asked = ✅ Попросил владельца войти ещё раз: у него в чате сообщение с кнопкой.
said-asked-already = Владельца недавно уже просили. Дайте ему немного времени.
