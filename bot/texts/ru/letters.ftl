# Уведомление о новом письме.

letter-from = ✉️ <b>{ $name }</b>
    { $address }
letter-from-address = ✉️ <b>{ $address }</b>
letter-from-nobody = ✉️ <b>{ $name }</b>
letter-from-unknown = ✉️ <b>Отправитель не указан</b>
letter-to = Пришло на { $mailbox } { $when }
letter-auto = 🤖 Автоматическое письмо
letter-quarantined = ⚠️ Письмо не удалось прочитать целиком
letter-subject = <b>{ $subject }</b>
letter-no-subject = <i>Без темы</i>
letter-file = 📎 { $name }, { $size }
letter-more-files = { $count ->
    [one] и ещё { $count } вложение
    [few] и ещё { $count } вложения
   *[other] и ещё { $count } вложений
 }
letter-answered-by-you = ↩️ <b>Вы ответили через { $waited }</b>
letter-answered-by = ↩️ <b>Ответ отправлен через { $waited }</b>: { $name }
letter-answered = ↩️ <b>Ответ отправлен через { $waited }</b>
letter-line = <b>{ $sender }</b> — { $subject }
letter-line-unknown = Без отправителя
letter-line-bare = без темы
summary = 📬 <b>{ $count ->
    [1] Пришло письмо от клиента
    [one] Накопилось { $count } письмо от клиентов
    [few] Накопилось { $count } письма от клиентов
   *[other] Накопилось { $count } писем от клиентов
 }</b>
summary-more = 📬 <b>{ $count ->
    [1] Ещё одно письмо от клиента
    [one] Ещё { $count } письмо от клиентов
    [few] Ещё { $count } письма от клиентов
   *[other] Ещё { $count } писем от клиентов
 }</b>
summary-span = Пришли на { $mailbox }: первое { $first }, последнее { $last }.
summary-newest = Самые новые:
summary-answered = ↩️ Ответили уже на { $count } из { $total }
button-told = { $count ->
    [1] Открыть письмо
   *[other] Открыть письма
 }
told = { $count ->
    [1] <b>Новое письмо</b> · { $address }
   *[other]
        <b>Накопившиеся письма</b> · { $address }

        Нажмите на номер, чтобы открыть письмо.
 }
told-when = Пришло { $when }
file-unnamed = без имени
