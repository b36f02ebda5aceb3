# Тишина: тихие часы, заглушённые ящики и отправители, что видно в уведомлениях.

telegram-pause = Telegram просит паузу. Нажмите ещё раз через { $seconds } с.

settings-notices = 🔔 О письмах клиентов сообщаю.
settings-no-notices = 🔕 О письмах не сообщаю. Если сломается сам ящик, всё равно напишу.
settings-quiet = 🌙 Тихие часы: с { $begins } до { $ends }.
settings-no-quiet = 🌙 Тихих часов нет, пишу в любое время.
button-to-settings = ‹ Настройки
button-notices-off = Не сообщать о письмах
button-notices-on = Сообщать о письмах
button-quiet = Тихие часы
button-previews = Текст писем в уведомлениях

quiet =
    <b>Тихие часы</b>

    С { $begins } до { $ends } ничего не присылаю. О том, что придёт за это время, расскажу сразу после. Стрелки двигают начало и конец.

    Часы идут по времени команды, сейчас { $now }.
quiet-none =
    <b>Тихие часы</b>

    Ночью могу молчать. Нажмите кнопку, потом часы можно будет поменять. О том, что придёт за это время, расскажу сразу после.

    Часы идут по времени команды, сейчас { $now }.
button-quiet-on = Молчать с { $begins } до { $ends }
button-quiet-from = с { $hour }
button-quiet-to = до { $hour }
button-quiet-off = Без тихих часов

previews =
    <b>Текст писем в уведомлениях</b>

    Если ящик отмечен, в уведомлении видно начало письма. Без отметки — только отправитель и тема. Так будет у всех, кто получает письма ящика.
previews-none =
    <b>Текст писем в уведомлениях</b>

    Здесь появятся ящики, которыми вы управляете.

button-mute = Заглушить
mute-what =
    🔕 О чём не сообщать?

    Сами письма будут приходить, как приходили.
button-mute-box-of = Весь ящик { $address }
mute-how-long = На сколько заглушить <b>{ $whom }</b>?
button-mute-hour = На час
button-mute-hours = На 8 часов
button-mute-morning = До утра
button-mute-for-good = Насовсем
button-mute-back = ‹ Назад
said-muted-sender = 🔕 О письмах от <b>{ $address }</b> не сообщаю { $until }.
said-muted-sender-for-good = 🔕 О письмах от <b>{ $address }</b> больше не сообщаю.
said-muted-box = 🔕 О письмах в ящик <b>{ $address }</b> не сообщаю { $until }.
said-muted-box-for-good = 🔕 О письмах в ящик <b>{ $address }</b> больше не сообщаю.
said-unmuted = 🔔 <b>{ $what }</b>: снова сообщаю.
button-unmute = Снова сообщать
until-today = до { $clock }
until-tomorrow = до завтра, { $clock }
until-date = до { $day }, { $clock }
until-for-good = насовсем

button-hears = Уведомления
hears = <b>Уведомления</b> · { $address }
hears-all = 🔔 О письмах клиентов сообщаю вам сразу.
hears-nothing = 🔕 Ящик заглушён { $until }.
hears-nothing-for-good = 🔕 Ящик заглушён.
hears-off = 🔕 Вы просили не сообщать о письмах. Вернуть можно в /settings.
hears-text = В уведомлении видно начало письма.
hears-subject = В уведомлении видно только отправителя и тему.
hears-senders = Об этих отправителях не сообщаю. Нажмите на адрес, чтобы снова получать уведомления.
button-mute-box = Заглушить ящик
button-unmute-box = Вернуть уведомления
button-mute-sender = Заглушить отправителя
button-unmute-of = 🔕 { $address } · { $until }
button-hide-text = Не показывать текст
button-show-text = Показывать текст
mute-who =
    <b>Кого заглушить?</b> · { $address }

    Вот кто писал недавно.
mute-nobody =
    <b>Кого заглушить?</b> · { $address }

    Клиенты сюда пока не писали.

burst-goes-on = <i>Письма идут одно за другим, новые дописываю сюда.</i>
