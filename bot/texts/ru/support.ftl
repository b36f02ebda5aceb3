# Ответы на вопросы в чате. Сами ответы лежат рядом со знаниями: bot/faq.

support-own-none = У вас пока нет ни одного подключённого ящика.
support-own-more = { $count ->
    [one] Ещё { $count } ящик есть в общем списке.
    [few] Ещё { $count } ящика есть в общем списке.
   *[other] Ещё { $count } ящиков есть в общем списке.
 }
support-own-refused = 🔑 <b>{ $address }</b> сейчас меня не пускает.
support-own-refused-moved = Переезда я не вижу. Если почта всё же переехала, отключите ящик и подключите его заново.
support-own-microsoft-refused = ⛔ <b>{ $address }</b>: эта почта у Microsoft, и она больше меня не пускает. Новый пароль не поможет.
support-own-microsoft-works = ✅ <b>{ $address }</b> тоже у Microsoft, но его разрешили подключить, и он работает: проверен { $ago }.
support-own-moved = 🚚 <b>{ $address }</b> переехал в другую почтовую службу.
support-own-moved-microsoft = Если новая служба — Microsoft, подключить ящик заново пока нельзя.
support-own-unreachable = 📡 <b>{ $address }</b>: связи с почтой сейчас нет.
support-own-not-the-password = Пароль тут ни при чём.
support-own-paused = ⏸ <b>{ $address }</b> на паузе, поэтому новых писем из него нет.
support-own-stumbled = 🔁 <b>{ $address }</b>: проверен { $ago }.
support-own-importing = ⏳ <b>{ $address }</b>: { $total ->
    [0] первая загрузка только началась, считаю письма.
   *[other] первая загрузка ещё идёт, готово { $done } из { $total }{ $left ->
        [none] .
       *[other] , осталось { $left }.
    }
 }
support-own-waiting = ⏳ <b>{ $address }</b>: проверен { $ago }, ещё { $count ->
    [one] { $count } письмо
    [few] { $count } письма
   *[other] { $count } писем
 } на подходе{ $left ->
    [none] .
   *[other] , осталось { $left }.
 }
support-own-checked = ✅ <b>{ $address }</b>: проверен { $ago }{ $held ->
    [0] , всё на месте.
   *[other] .
 }
support-own-reading-only = ✉️ <b>{ $address }</b>: получаю письма, а отправлять пока нельзя.
support-own-send-again = Пришлите пароль ещё раз, и я попробую снова.
support-own-next = Следующая проверка { $at }.
support-own-loaded = ✅ <b>{ $address }</b>: { $letters ->
    [0] писем с { $since } не было.
    [one] загружено всё с { $since }, это { $letters } письмо.
    [few] загружено всё с { $since }, это { $letters } письма.
   *[other] загружено всё с { $since }, это { $letters } писем.
 }
support-own-follows = 📂 <b>{ $address }</b>: слежу за «Входящими» и папкой «{ $sent }», проверены { $ago }.
support-own-kept-out = 🔕 <b>{ $address }</b>: без уведомлений { $count ->
    [one] пришло { $count } письмо
    [few] пришли { $count } письма
   *[other] пришло { $count } писем
 } ({ $kinds }).
support-own-none-kept = ✅ <b>{ $address }</b>: таких писем в нём пока нет. Проверен { $ago }.
support-own-in-place = ✅ <b>{ $address }</b>: переезда не вижу, почта на прежнем месте. Проверен { $ago }.
support-own-to-erase = 🗑 <b>{ $address }</b>: { $letters ->
    [0] писем из него здесь нет, сотрётся только пароль.
    [one] если отключить, здесь сотрётся { $letters } письмо.
    [few] если отключить, здесь сотрутся { $letters } письма.
   *[other] если отключить, здесь сотрётся { $letters } писем.
 }
support-own-admin-disconnects = Отключить его может только администратор.
button-kept-out-of = Без уведомлений: { $address }
button-quarantine-of = Карантин: { $address }
button-disconnect-of = Отключить { $address }
support-page = Страница почты
support-did-you-mean = Не уверен, что понял. Может быть, вы об этом?
support-unknown = На это у меня нет ответа. Посмотрите список тем, а если там нет, спросите администратора.
support-unknown-alone = На это у меня нет ответа. Посмотрите список тем.
topics =
    <b>Вопросы и ответы</b>

    О чём вопрос? Можно и просто спросить своими словами.
topics-connecting = Подключение ящика
topics-signing-in = Вход и пароли
topics-when = Когда приходят письма
topics-which = Какие письма приходят
topics-writing = Письма клиентам
topics-team = Команда, переезд, отключение
topics-of = <b>{ $heading }</b>
button-topics = Вопросы и ответы
button-topics-back = ‹ Вопросы и ответы
button-topics-group = ‹ { $heading }
button-trace = Что с письмом: { $client }
