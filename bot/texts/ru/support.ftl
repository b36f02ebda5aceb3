# Ответы на вопросы в чате. Сами ответы лежат рядом со знаниями: bot/faq.

support-own-refused = 🔑 <b>{ $address }</b> сейчас не пускает меня: вход не проходит.
support-own-moved = 🚚 <b>{ $address }</b> переехал в другую почтовую службу, его надо подключить заново.
support-own-unreachable = 📡 <b>{ $address }</b> сейчас не отвечает. Как только ответит, заберу всё, что пришло.
support-own-paused = ⏸ <b>{ $address }</b> стоит на паузе, поэтому писем из него нет.
support-own-importing = ⏳ <b>{ $address }</b>: первая загрузка ещё идёт, { $done } из { $total }{ $left ->
    [none] .
   *[other] , осталось { $left }.
 }
support-own-waiting = ⏳ <b>{ $address }</b>: проверен { $ago }, ещё { $count ->
    [one] { $count } письмо
    [few] { $count } письма
   *[other] { $count } писем
 } на подходе{ $left ->
    [none] .
   *[other] , осталось { $left }.
 }
support-own-checked = ✅ <b>{ $address }</b>: проверен { $ago }, всё на месте.
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
