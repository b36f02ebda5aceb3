# Поиск по письмам.

command-search = найти письмо
button-search = Поиск
button-search-again = Искать ещё
search-ask =
    <b>Поиск по письмам</b>

    Что ищем? Напишите слово, имя или адрес.

    Можно сразу уточнить, вот так:
    <code>счёт от:петров</code>
    <code>договор с:{ $day } есть:файл</code>
search-found =
    🔎 <b>{ $query }</b>

    { $count ->
        [one] Нашлось { $count } письмо.
        [few] Нашлось { $count } письма.
       *[other] Нашлось { $count } писем.
    }
search-found-many =
    🔎 <b>{ $query }</b>

    Писем очень много, показываю { $count } самых новых. Чтобы стало меньше, уточните: <code>от:петров</code> или <code>с:{ $day }</code>.
search-none =
    🔎 <b>{ $query }</b>

    Ничего не нашлось. Попробуйте другое слово или уберите условия. Совсем новое письмо находится не сразу, а через минуту.
search-unclear =
    Не понял дату «{ $said }». Напишите её так:
    <code>договор с:{ $day }</code>
search-forgotten = Этот поиск я уже забыл. Начните заново, это быстро.

glimpse-in = Пришло { $when } на { $mailbox }
glimpse-out = Отправлено { $when } с { $mailbox }
glimpse-why = { $line } · { $why }
glimpse-to-nobody = Без адресата
glimpse-several = { $name } и ещё { $count }
