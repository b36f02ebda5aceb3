# Answers and new letters.

command-write = write a letter

button-answer = Answer
button-send = Send
button-write-text = Other text
button-write-subject = Other subject
button-write-cc = Cc
button-no-cc = No Cc
button-undo = Undo
button-give-up = Stop trying
button-look = Check
button-resend = Send again
button-rewrite = Change it

answer-ask-to = Who shall we write to? Send me the address.
answer-ask-from = Which mailbox should the letter to <b>{ $to }</b> go from?
answer-ask-subject = What is the subject of the letter to <b>{ $to }</b>?
answer-ask-text =
    What shall I write to <b>{ $to }</b>? Send the text as a message, with files if you like.

    The letter will go from { $mailbox }. I'll show it to you first.
answer-ask-cc = Who should get a copy? Send one address.
answer-ready = <b>The letter is ready.</b> Shall I send it?
answer-to = To: { $to }
answer-elsewhere = ↪️ The letter came from { $sender } and asks for answers at this address.
answer-cc = Cc: { $cc }
answer-from = From: { $sender }
answer-waiting = ⏳ Sending in { $undo_seconds } { $undo_seconds ->
    [one] second
   *[other] seconds
 }
answer-sending = 📤 Sending…
answer-sent = ✅ Sent { $when } from { $mailbox }
answer-retry = 🕓 Not sent yet. I'll try again { $when }
answer-asked-to-wait = The server asks to wait.
answer-again = 🕓 Sending it again
answer-refused = ❌ <b>Not sent</b>
answer-bounced = ↩️ <b>The letter did not arrive</b>, an error report came back
answer-copy-bounced = ↩️ <b>The copy to { $to } did not arrive</b>
answer-part-bounced = ↩️ <b>The letter did not reach { $to }</b>
answer-missed-more = { $count ->
    [one] Nor { $count } more address.
   *[other] Nor { $count } more addresses.
 }
answer-copy-rest = The letter itself to { $to } went, and no error came back about it.
answer-check-address = Please check the address for a typo.
answer-undone = The letter was not sent
answer-unknown =
    ❔ <b>The letter may have gone</b>
    The connection broke while the server was taking it. I won't send it again by myself, so that the client doesn't get it twice.
answer-reply = The server said: <i>{ $reply }</i>
answer-looking = 🔎 Looking for the letter in Sent. If it is there, this will say “Sent”. If not, ask the client or send it again.
answer-why-sender = The server doesn't let us write from this address.
answer-why-recipient = The server doesn't take this address. Please check it for a typo.
answer-why-letter = The server didn't take the letter itself.
answer-why-too-large = The letter is too large for the server.
answer-why-smtputf8 = The address isn't in Latin letters, and your mail server doesn't take such ones.
answer-why-cannot-send = This mailbox can't send at present. { $mends ->
    [you] Give me its password again on its screen.
   *[admin] An administrator can give me its password again.
 }
answer-why-paused = The mailbox is paused. { $mends ->
    [you] Resume it and send again.
   *[admin] An administrator can resume it.
 }
answer-why-gave-up = The server hasn't taken the letter for a whole day, so I stopped trying.
answer-why-no-domain = There is no mail at this address. Check what stands after the @.
answer-why-no-answer = The recipient's mail server never answered. Write again later.
answer-why-full = The recipient's mailbox is full. Write later, or reach them another way.
answer-why-rejected = The recipient's mail server did not take the letter: perhaps it looked like spam. Change the text, or reach them another way.
answer-why-bounced = Check the address and send the letter again.
answer-reading-only =
    <b>{ $mailbox }</b> is connected for reading only, so you can't answer from it.

    { $mends ->
        [you] Open the mailbox and give me its password again: I'll check sending anew.
       *[admin] An administrator can give me its password again: I'll check sending anew then.
    }
answer-paused = <b>{ $mailbox }</b> is paused. { $mends ->
    [you] Resume it, and you can answer.
   *[admin] An administrator can resume it, and you can answer then.
 }
answer-no-mailbox = There is nothing to write from yet: no connected mailbox can send.
answer-no-letter = You can't answer it: the letter is no longer here.
answer-no-address = You can't answer it: the sender's address can't be written to from here.
answer-no-forwarding =
    A letter that came can't be passed on from here.

    Please do it in your mail program: its attachments will go along there.

button-signature = Signature
button-signature-off = Remove signature
signature-none =
    <b>Signature</b> · { $address }

    There is none yet. Send me a text, and I'll put it at the end of every letter from here.
signature =
    <b>Signature</b> · { $address }

    To replace it, send a new text.
said-signature = ✅ I'll use this signature.
said-signature-off = The signature is gone.
said-signature-long = The signature is too long. Please keep it within { $most } { $most ->
    [one] character
   *[other] characters
 }.

error-recipient-invalid = This doesn't look like an e-mail address.
    .hint = Send one whole address, like ivan@example.com.
error-too-many-recipients = A letter goes to one recipient, with one more in Cc.
    .hint = Send one address. Another can go into Cc, and the rest get letters of their own.
error-letter-refused = The mail server didn't take the letter.
error-unanswered = The connection broke, and the letter may have gone.
