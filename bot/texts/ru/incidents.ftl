# Что сломалось у всех сразу, и что снова работает: для администраторов.

incident-more = И ещё { $count }.
incident-works = ✅ <b>{ $what }</b>: всё наладилось.
incident-late-name = Проверки ящиков
incident-disk-name = Место на диске
button-incident-mailboxes = Какие именно

incident-auth-failed = 🔑 <b>{ $service }</b> не пускает в { $count ->
    [one] { $count } ящик
    [few] { $count } ящика
   *[other] { $count } ящиков
 } из { $of }. Последняя удачная проверка была { $since }.
incident-auth-failed-over = ✅ <b>{ $service }</b> снова пускает всех. Последняя удачная проверка была { $since }, снова пустил { $until }. Не пускал в { $count ->
    [one] { $count } ящик.
    [few] { $count } ящика.
   *[other] { $count } ящиков.
 }
incident-unreachable = 📡 <b>{ $service }</b>: нет связи с { $count ->
    [one] { $count } ящиком
   *[other] { $count } ящиками
 } из { $of }. Последняя удачная проверка была { $since }.
incident-unreachable-over = ✅ <b>{ $service }</b> снова на связи. Последняя удачная проверка была { $since }, связь вернулась { $until }. Оставалось без связи ящиков: { $count }.
incident-moved = 🚚 <b>{ $service }</b>: похоже, почта переехала в другую службу, ящиков: { $count }. Подключить их заново могут владельцы.
incident-moved-over = ✅ <b>{ $service }</b>: с переехавшими ящиками всё улажено ({ $until }).
incident-late = 🐢 Проверки отстают: { $count ->
    [one] { $count } ящик давно пора проверить.
    [few] { $count } ящика давно пора проверить.
   *[other] { $count } ящиков давно пора проверить.
 } Обещание «новое письмо за { $new_letter_minutes } мин» вот-вот нарушится. Обычно это значит, что серверу не хватает сил или кто-то занял его чем-то ещё.
incident-late-over = ✅ Проверки снова успевают. Отставало ящиков: { $count }, всё наверстали { $until }.
incident-disk = 💽 На диске сервера осталось { $free }. Когда место кончится, новые письма станет некуда складывать. Освободите место или добавьте его.
incident-disk-over = ✅ Места на диске снова хватает.
incident-database-over = 🗄 База данных не отвечала: { $since } пропала, { $until } вернулась. Письма за это время не потеряны: забираю их по порядку.
incident-telegram-over = 💬 До Telegram было не достучаться: { $since } связь пропала, { $until } вернулась. Всё, что ждало отправки, отправляю.
incident-clock-over = 🕰 Часы сервера { $until } вдруг ушли на { $minutes } мин { $way ->
    [back] назад
   *[ahead] вперёд
 }. Возможно, сервер спал или время поправили вручную. Проверки идут дальше по новым часам.
