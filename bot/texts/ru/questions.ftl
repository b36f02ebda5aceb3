# Голоса под ответами, вопросы администраторам и список того, чего бот не знает.

button-helped = 👍 Помогло
button-helped-chosen = ✅ Помогло
button-missed = 👎 Не помогло
button-missed-chosen = ✅ Не помогло
button-ask-admin = Спросить администратора
button-answer-question = Ответить
button-questions = Вопросы без ответа

question-passed = ✅ Передал администраторам. Ответ придёт сюда.
    <blockquote>{ $text }</blockquote>
question-answered-before = На этот вопрос вам уже ответили.
question-too-often = Вы передали { $count } { $count ->
    [one] вопрос
    [few] вопроса
   *[other] вопросов
 } за час. Следующий можно будет { $at }.
question-nobody = Кроме вас, администраторов сейчас нет: передать некому.
question-gone = Этого вопроса у меня больше нет. Задайте его ещё раз.

question-card = ❓ <b>{ $name }</b> спрашивает:
    <blockquote>{ $text }</blockquote>
    Ответьте на это сообщение, и я передам.
question-card-answered = ❓ <b>{ $name }</b> спрашивает:
    <blockquote>{ $text }</blockquote>
    ✅ Отвечает <b>{ $by }</b>:

    { $answer }
question-ask-answer = Что ответить? Напишите одним сообщением. Спрашивает <b>{ $name }</b>:
    <blockquote>{ $text }</blockquote>
question-text-only = Передать могу только текст. Напишите, пожалуйста, словами.
question-too-long = Это слишком длинно: больше { $most } { $most ->
    [one] знака
   *[other] знаков
 } передать не могу.
question-answer-taken = ✅ Передаю ответ: { $name }.
question-answer-unheard = ✅ Запомнил. { $name } получит ответ, как только снова заглянет ко мне: сейчас чат со мной закрыт.
question-answered-already = На этот вопрос уже отвечает <b>{ $by }</b>:

    { $answer }
question-told = 💬 На ваш вопрос отвечает <b>{ $by }</b>:
    <blockquote>{ $text }</blockquote>
    { $answer }

questions = <b>Что спрашивали за { $days } { $days ->
    [one] день
    [few] дня
   *[other] дней
}</b>

    Всего: { $asked } · 👍 { $helped } · 👎 { $missed } · без ответа { $unanswered }
questions-none = Всё, о чём спрашивали, нашло ответ.
questions-line-unanswered = { $number }. { $text } · { $at }
questions-line-missed = { $number }. 👎 { $text } · { $at }
    <i>ответил: { $topic }</i>
