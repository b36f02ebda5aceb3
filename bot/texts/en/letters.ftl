# The notice about a new letter.

letter-from = ✉️ <b>{ $name }</b> · { $address }
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
file-unnamed = no name
