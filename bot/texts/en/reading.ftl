# A whole letter: its text, its files, its original, its conversation.

button-read = Read
button-open = Open the letter
button-original = Original .eml
button-before = ‹ Earlier
button-after = Later ›
read-to = To: { $people }
read-cc = Cc: { $people }
read-more-people = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
 }
read-received = Came to { $mailbox } { $when }
read-sent = Sent from { $mailbox } { $when }
read-lookalike = ⚠️ The sender’s address mixes look-alike letters of different alphabets. Make sure the sender is who they say.
read-further = <b>{ $subject }</b> · { $leaf } of { $count }
read-place = { $number } of { $count }
read-empty = <i>There is no text in this letter.</i>
read-cut = <i>This letter is very long: here is how it begins, all of it is in the original.</i>
read-more-files = { $count ->
    [one] { $count } more attachment is in the original.
   *[other] { $count } more attachments are in the original.
 }
letter-gone = This letter is not here any more.

file-busy = I am already fetching another file. Press again once it is here.
file-too-large = <b>{ $name }</b> is { $size }, and Telegram takes files up to { $most } from bots. Please open it in your mail.
file-gone = The file is no longer available: the letter was deleted from the mail server.
file-not-now = I could not get <b>{ $name }</b> just now. { $why }
file-not-sent = I fetched <b>{ $name }</b>, but Telegram did not take it. Please try again a little later.
button-file-again = Try again
