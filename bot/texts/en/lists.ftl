# Letters in lists: those that were not announced, and the quarantine.

button-to-mailbox = ‹ Mailbox
button-to-list = ‹ To the list

kept-out-line = Not announced:
kept-bulk = newsletters { $count }
kept-forwarded = forwarded { $count }
kept-collected = collected { $count }
button-kept-out = Not announced · { $count }
kept-out =
    <b>Not announced</b> · { $address }

    These letters are here, but I did not tell of them: they do not look like a client’s. If one of them is, open that letter by its number.
kept-out-none =
    <b>Not announced</b> · { $address }

    There are no such letters.
kept-out-when = Came { $when } · { $why }
why-bulk = newsletter
why-forwarded = forwarded from another mailbox
why-collected = fetched by a mail collector
why-marked = { $why }, the sender is a client now
kept-out-why = <b>Why it was not announced:</b> { $why }.
button-client = This one is a client
button-no-client = Not a client after all
said-client = ✅ Noted: <b>{ $address }</b> is a client. I will tell you of new letters from this address.
said-no-client = All right, <b>{ $address }</b> does not count as a client any more. Newsletters and forwarded letters from this address will not be announced again.
button-marked = Marked as clients · { $count }
marked =
    <b>Marked as clients</b> · { $address }

    I tell you of letters from these addresses even if they look like newsletters. Press an address to take the mark back.
marked-none =
    <b>Marked as clients</b> · { $address }

    There are no marks left.

button-quarantine = Quarantine · { $count }
quarantine =
    <b>Quarantine</b> · { $address }

    These letters arrived but could not be read. On the mail server they are as they were.
quarantine-none =
    <b>Quarantine</b> · { $address }

    Nothing here: every letter could be read.
quarantine-nothing-known = No telling from whom or about what
quarantine-came = Came { $when }{ $size }
quarantine-went = Sent { $when }{ $size }
why-not-given = The mail server does not hand it over.
why-empty = The server handed it over empty.
why-unreadable = What is inside made no sense.
button-read-again = Try again: { $number }
said-reading-again = ⏳ Trying to read it again. It may take a minute.
said-read = ✅ That worked, here is the letter:
said-not-read = Still no luck. { $why }
said-not-read-now = It could not be tried now. { $why }
