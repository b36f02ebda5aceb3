# Письмо целиком: текст, вложения, оригинал, переписка.

button-read = Прочитать
button-open = Открыть письмо
button-original = Оригинал .eml
button-before = ‹ Раньше
button-after = Позже ›
read-to = Кому: { $people }
read-cc = Копия: { $people }
read-more-people = { $count ->
    [one] и ещё { $count } адрес
    [few] и ещё { $count } адреса
   *[other] и ещё { $count } адресов
 }
read-received = Пришло на { $mailbox } { $when }
read-sent = Отправлено с { $mailbox } { $when }
read-lookalike = ⚠️ В адресе отправителя похожие буквы из разных алфавитов. Убедитесь, что отправитель — тот, за кого себя выдаёт.
read-further = <b>{ $subject }</b> · { $leaf } из { $count }
read-place = { $number } из { $count }
read-empty = <i>Текста в письме нет.</i>
read-cut = <i>Письмо очень длинное: здесь его начало, целиком оно есть в оригинале.</i>
read-more-files = { $count ->
    [one] Ещё { $count } вложение есть в оригинале письма.
    [few] Ещё { $count } вложения есть в оригинале письма.
   *[other] Ещё { $count } вложений есть в оригинале письма.
 }
letter-gone = Этого письма здесь больше нет.

file-busy = Уже загружаю другой файл. Когда он придёт, нажмите ещё раз.
file-too-large = Файл <b>{ $name }</b> весит { $size }, а Telegram принимает от ботов файлы до { $most }. Откройте его в самой почте.
file-gone = Файла больше нет: письмо удалено с почтового сервера.
file-not-now = Сейчас достать <b>{ $name }</b> не получилось. { $why }
file-not-sent = Файл <b>{ $name }</b> скачал, но Telegram его не принял. Попробуйте ещё раз чуть позже.
button-file-again = Попробовать ещё раз
