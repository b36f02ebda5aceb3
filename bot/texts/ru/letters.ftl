# Уведомление о новом письме.

letter-from = ✉️ <b>{ $name }</b> · { $address }
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
file-unnamed = без имени
