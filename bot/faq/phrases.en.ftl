# The numbers in force, in words: answers are made of them.

faq-import-letters = the latest { $import_letters ->
    [one] letter
   *[other] { $import_letters } letters
 }
faq-import-days = the last { $import_days ->
    [one] day
   *[other] { $import_days } days
 }
faq-sync = { $sync_from }–{ $sync_to } { $sync_to ->
    [one] minute
   *[other] minutes
 }
faq-new-letter = { $new_letter_minutes } { $new_letter_minutes ->
    [one] minute
   *[other] minutes
 }
faq-refused = { $refused_sign_ins ->
    [one] { $refused_sign_ins } failed attempt
   *[other] { $refused_sign_ins } failed attempts
 }
faq-catch-up = { $catch_up_letters }
faq-cc-limit = { $cc_limit ->
    [one] one address
   *[other] { $cc_limit } addresses
 }
