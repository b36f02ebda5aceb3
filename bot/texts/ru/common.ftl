# То, что встречается на многих экранах: кнопки, время, размеры, команды в меню.

button-home = ‹ В начало
button-help = Помощь
button-settings = Настройки
button-status = Состояние
button-mailboxes = Ящики
button-connect = ➕ Подключить ящик
button-cancel = Отмена
button-refresh = Обновить

command-start = начать сначала
command-connect = подключить ящик
command-status = как дела у ящиков
command-mailboxes = мои ящики
command-settings = язык, уведомления, тихие часы
command-help = что здесь где
command-cancel = отменить начатое

time-now = только что
time-minutes-ago = { $minutes ->
    [one] { $minutes } минуту назад
    [few] { $minutes } минуты назад
   *[other] { $minutes } минут назад
 }
time-hours-ago = { $hours ->
    [one] { $hours } час назад
    [few] { $hours } часа назад
   *[other] { $hours } часов назад
 }
span-minutes = { $minutes ->
    [1] минуту
    [one] { $minutes } минуту
    [few] { $minutes } минуты
   *[other] { $minutes } минут
 }
span-hours = { $hours ->
    [1] час
    [one] { $hours } час
    [few] { $hours } часа
   *[other] { $hours } часов
 }
span-days = { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
 }
time-left-moments = меньше минуты
time-left-minutes = { $minutes ->
    [1] около минуты
    [one] около { $minutes } минуты
   *[other] около { $minutes } минут
 }
time-left-hours = { $hours ->
    [1] около часа
    [one] около { $hours } часа
   *[other] около { $hours } часов
 }
time-today = в { $clock }
time-yesterday = вчера в { $clock }
time-tomorrow = завтра в { $clock }
time-date = { $day } в { $clock }
time-day = { $day } { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
 } { $year }

size-bytes = { $count } Б
size-kilobytes = { $count } КБ
size-megabytes = { $count } МБ
