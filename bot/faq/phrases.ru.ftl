# Числа, которые сейчас действуют, словами: из них собраны ответы.

faq-import-letters = { $import_letters ->
    [one] { $import_letters } последнее письмо
    [few] { $import_letters } последних письма
   *[other] { $import_letters } последних писем
 }
faq-import-days = { $import_days ->
    [one] последний { $import_days } день
    [few] последние { $import_days } дня
   *[other] последние { $import_days } дней
 }
faq-sync = { $sync_from }–{ $sync_to } { $sync_to ->
    [one] минуту
    [few] минуты
   *[other] минут
 }
faq-new-letter = { $new_letter_minutes } { $new_letter_minutes ->
    [one] минуту
    [few] минуты
   *[other] минут
 }
faq-refused = { $refused_sign_ins ->
    [one] { $refused_sign_ins } неудачной попытки
   *[other] { $refused_sign_ins } неудачных попыток
 }
faq-catch-up = { $catch_up_letters }
faq-cc-limit = { $cc_limit ->
    [one] одного адреса
   *[other] { $cc_limit } адресов
 }
