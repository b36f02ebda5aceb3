# The notice about a new letter.

letter-from = ✉️ <b>{ $name }</b>
    { $address }
letter-from-address = ✉️ <b>{ $address }</b>
letter-from-nobody = ✉️ <b>{ $name }</b>
letter-from-unknown = ✉️ <b>No sender given</b>
letter-to = Came to { $mailbox } { $when }
letter-auto = 🤖 Automatic letter
letter-quarantined = ⚠️ This letter could not be read in full
letter-subject = <b>{ $subject }</b>
letter-no-subject = <i>No subject</i>
letter-file = 📎 { $name }, { $size }
letter-more-files = { $count ->
    [one] and { $count } more attachment
   *[other] and { $count } more attachments
 }
letter-answered-by-you = ↩️ <b>You answered after { $waited }</b>
letter-answered-by = ↩️ <b>Answered</b> by { $name } after { $waited }
letter-answered = ↩️ <b>Answered</b> after { $waited }
letter-line = <b>{ $sender }</b> — { $subject }
letter-line-unknown = No sender
letter-line-bare = no subject
summary = 📬 <b>{ $count ->
    [1] A letter from a client has come
   *[other] { $count } letters from clients have piled up
 }</b>
summary-more = 📬 <b>{ $count ->
    [1] One more letter from a client
   *[other] { $count } more letters from clients
 }</b>
summary-span = Came to { $mailbox }: the first { $first }, the last { $last }.
summary-newest = The newest:
summary-answered = ↩️ { $count } of { $total } answered
button-told = { $count ->
    [1] Open the letter
   *[other] Open the letters
 }
told = { $count ->
    [1] <b>New letter</b> · { $address }
   *[other]
        <b>Letters that piled up</b> · { $address }

        Press a number to open a letter.
 }
told-when = Came { $when }
file-unnamed = no name
