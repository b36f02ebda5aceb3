# Ящики: состояние, список, один ящик, отключение, первая загрузка.

mode-personal = личный
mode-corporate = корпоративный
mode-of-other = личный, { $owner }
mailbox-heading = { $mark } <b>{ $address }</b> · { $mode }

state-importing = Забираю первые письма.
state-ok = Работает.
state-paused = На паузе: новые письма не забираю.
state-auth-failed = Почта не пускает.
state-unreachable = Связи с почтой нет.
state-moved = Почта переехала в другую службу.
checked = Последняя проверка: { $ago }.
next-check = Следующая { $at }.
watching = Слежу вживую: новое письмо увижу сразу.
reading-only = Только получение: отправлять письма пока нельзя.

counts = Письма с { $since }: на сервере { $server } · здесь { $here } · в карантине { $quarantined }
counts-import = Готово { $done } из { $total }{ $left ->
    [none] .
   *[other] , осталось { $left }.
 }
counts-quarantined = { $count ->
    [one] В карантине письмо, которое не удалось прочитать.
   *[other] В карантине письма, которые не удалось прочитать.
 }
counts-backlog = { $count ->
    [one] Ещё { $count } письмо
    [few] Ещё { $count } письма
   *[other] Ещё { $count } писем
 } на подходе{ $left ->
    [none] .
   *[other] , осталось { $left }.
 }
trouble = <b>Что случилось:</b> { $what }
trouble-passing = Последняя попытка не удалась. { $what } Скоро попробую снова.
trouble-mend = <b>Что делать:</b> { $how }
trouble-new-password = Если пароль меняли, пришлите новый. Если нет, почта могла начать требовать пароль приложения: он создаётся в её настройках безопасности.
trouble-comes-back = Пробую снова сам. Всё, что придёт за это время, заберу, как только связь появится.
trouble-moved = Старое подключение писем больше не принесёт: ящик нужно подключить заново. Как только новая служба меня впустит, я сотру здесь всё, что забрал раньше, и заберу последние письма, не больше { $import_letters }. На почтовых серверах ничего не изменится.
trouble-owner-mends = Исправить это может только владелец ящика.
trouble-admin-mends = Исправить это может администратор.

mailboxes = { $count ->
    [one] <b>{ $count } ящик</b>
    [few] <b>{ $count } ящика</b>
   *[other] <b>{ $count } ящиков</b>
 }
mailboxes-none =
    Ни одного ящика пока нет.

    Подключите первый: нужны его адрес и пароль.
status-rest = { $count ->
    [one] И ещё { $count } ящик: он в общем списке.
    [few] И ещё { $count } ящика: они в общем списке.
   *[other] И ещё { $count } ящиков: они в общем списке.
 }
mailbox-gone = Этого ящика здесь больше нет.
button-mailbox = Ящик
button-mailbox-of = Открыть { $address }
button-to-mailboxes = ‹ Ящики
button-check = Проверить сейчас
button-check-of = Проверить { $address }
button-password = Новый пароль
button-password-of = Новый пароль для { $address }
button-consent-again = Новый доступ
button-consent-again-of = Новый доступ к { $address }
button-move = Подключить заново
button-move-of = Подключить заново { $address }
button-pause = Пауза
button-resume = Возобновить
button-resume-of = Возобновить { $address }
button-disconnect = Отключить
said-checking = Проверяю. Через несколько секунд нажмите «Обновить».
said-consent-taken = ✅ Доступ снова есть. Забираю то, что пришло за это время.
said-password-taken = ✅ Новый пароль подошёл. Забираю то, что пришло за это время.

button-aliases = Другие адреса
aliases =
    <b>Другие адреса { $address }</b>

    { $count ->
        [0] Если в этот ящик приходят письма и на другие адреса, например <code>info@example.com</code>, добавьте их: буду считать их вашими, а не адресами клиентов.
       *[other] Эти адреса тоже считаю вашими, а не адресами клиентов. Чтобы убрать адрес, нажмите на него.
    }
button-alias-off = ✕ { $alias }
button-alias-add = ➕ Добавить адрес
alias-ask = На какой ещё адрес приходят письма в <b>{ $address }</b>? Пришлите его.
said-alias-added = ✅ <b>{ $alias }</b> теперь тоже ваш адрес. Для новых писем это действует со следующей проверки.
said-alias-off = <b>{ $alias }</b> убрал.
said-aliases-many = Больше { $most } адресов у ящика быть не может. Уберите лишний и добавьте <b>{ $alias }</b> снова.

disconnect =
    Отключить <b>{ $address }</b>?

    <b>Сотру здесь:</b> { $letters ->
        [0] сохранённый пароль и всё, что успел узнать об этом ящике.
        [one] { $letters } письмо этого ящика, всё, что к нему относится, и сохранённый пароль.
        [few] { $letters } письма этого ящика, всё, что к ним относится, и сохранённый пароль.
       *[other] { $letters } писем этого ящика, всё, что к ним относится, и сохранённый пароль.
    }

    <b>Останется:</b> сама почта на сервере, её я не трогаю; сообщения, которые уже пришли в чаты Telegram; резервные копии Postroom.

    Стёртое не вернуть, но ящик можно подключить заново.
button-erase = Да, отключить и стереть
button-erase-too = Да, и убрать мои сообщения о нём ({ $count })
button-keep = Нет, оставить
disconnecting = <b>{ $address }</b> отключён. Стираю то, что здесь от него осталось…
disconnected =
    <b>{ $address }</b> отключён. { $letters ->
        [0] Здесь от него ничего не осталось.
        [one] Стёрто { $letters } письмо и всё, что к нему относилось.
        [few] Стёрто { $letters } письма и всё, что к ним относилось.
       *[other] Стёрто { $letters } писем и всё, что к ним относилось.
    } На почтовом сервере всё как было.
disconnected-messages = { $count ->
    [one] Из чатов убрал { $count } своё сообщение за последние двое суток.
    [few] Из чатов убрал { $count } своих сообщения за последние двое суток.
   *[other] Из чатов убрал { $count } своих сообщений за последние двое суток.
 }
disconnected-messages-left = { $count ->
    [one] Ещё { $count } сообщение Telegram убрать не дал: его можно удалить вручную.
    [few] Ещё { $count } сообщения Telegram убрать не дал: их можно удалить вручную.
   *[other] Ещё { $count } сообщений Telegram убрать не дал: их можно удалить вручную.
 }

import-title = 📥 Первая загрузка <b>{ $address }</b>
import-counting = Смотрю, сколько писем накопилось…
import-progress = { $done } из { $total }{ $left ->
    [none] { "" }
   *[other] { "" } · осталось { $left }
 }
import-paused = Ящик на паузе. Продолжу с того же места, когда его возобновят.
import-stopped = Пока остановился. { $what } Продолжу с того же места, как только это уладится.
import-done = { $count ->
    [one] ✅ Готово: { $count } письмо на месте.
    [few] ✅ Готово: { $count } письма на месте.
   *[other] ✅ Готово: { $count } писем на месте.
 }
import-done-empty = ✅ Готово: за { $import_days ->
    [one] последний { $import_days } день
    [few] последние { $import_days } дня
   *[other] последние { $import_days } дней
 } писем не было.
import-rest = { $count ->
    [one] Ещё { $count } письмо постарше придёт со следующей проверкой.
    [few] Ещё { $count } письма постарше придут со следующей проверкой.
   *[other] Ещё { $count } писем постарше придут со следующей проверкой.
 }
import-next = Дальше слежу сам: о новом письме от клиента напишу сюда в течение { $new_letter_minutes } { $new_letter_minutes ->
    [one] минуты
   *[other] минут
 }.
import-broken-off = Загрузка прервана: ящик отключён.
