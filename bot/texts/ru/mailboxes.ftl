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
reading-only = Только получение: отправлять письма пока нельзя.

counts = Письма с { $since }: на сервере { $server }, здесь { $here }.
counts-import = Готово { $done } из { $total }.
counts-quarantined = В карантине { $count }: { $count ->
    [one] это письмо не удалось прочитать.
   *[other] эти письма не удалось прочитать.
 }
counts-backlog = { $count ->
    [one] Ещё { $count } письмо ждёт очереди.
    [few] Ещё { $count } письма ждут очереди.
   *[other] Ещё { $count } писем ждут очереди.
 }
trouble = <b>Что случилось:</b> { $what }
trouble-passing = Последняя попытка не удалась. { $what } Скоро попробую снова.
trouble-mend = <b>Что делать:</b> { $how }
trouble-comes-back = Пробую снова сам. Всё, что придёт за это время, заберу, как только связь появится.
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
button-to-mailboxes = ‹ Ящики
button-check = Проверить сейчас
button-check-of = Проверить { $address }
button-password = Новый пароль
button-password-of = Новый пароль для { $address }
button-pause = Пауза
button-resume = Возобновить
button-resume-of = Возобновить { $address }
button-disconnect = Отключить
said-checking = Проверяю. Через несколько секунд нажмите «Обновить».
said-password-taken = ✅ Новый пароль подошёл. Забираю то, что пришло за это время.

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
button-keep = Нет, оставить
disconnected =
    <b>{ $address }</b> отключён. Его письма стираются отсюда, на почтовом сервере всё осталось как было.

import-title = 📥 Первая загрузка <b>{ $address }</b>
import-counting = Смотрю, сколько писем накопилось…
import-progress = { $done } из { $total }
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
