# /why: what happened to a letter.

command-why = what happened to a letter
button-why = What became of it?
button-why-list = ‹ Letters
button-why-of = When and what: { $address }
why-title = 🔎 { $letter }
why-some-letter = <b>A letter in somebody else’s mailbox</b>
why-mailbox = Mailbox { $mailbox }
why-arrived = 📥 It reached the mail server { $when }.
why-left = 📤 It was sent { $when }.
why-stored = 🗂 I got it { $when }.
why-quarantined = ⚠️ It could not be read and is in quarantine.
why-is-direct = 👤 Somebody outside the team wrote it: a letter from a client.
why-is-auto = 🤖 A program wrote it, but to you: an auto-reply, a web form or a delivery report. I tell about these.
why-is-own = 🏠 Somebody of the team wrote it, so I do not count it as a client’s.
why-is-forwarded = ↪️ A rule of another mailbox passed it on here, so I do not count it as a client’s.
why-is-collected = 🧺 A mail collector brought it here from another mailbox, so I do not count it as a client’s.
why-is-bulk = 📰 It is a newsletter, so I do not count it as a client’s.
why-marked-client = But this sender was marked as a client.
why-marked-client-by = But { $by } marked this sender as a client { $when }.
why-by = How I know: { $sign }.
why-by-delivery-report = a mail server reports on a letter of yours
why-by-read-receipt = it is a receipt for a letter of yours that was opened
why-by-team-sender = the sender’s address is the team’s
why-by-resent-by-team = somebody of the team passed it on by hand
why-by-list-unsubscribe = it offers to unsubscribe, as newsletters do
why-by-list-id = it came through a mailing list
why-by-precedence = its header calls it mass mail
why-by-gmail-collector = Gmail fetched it from another mailbox
why-by-yandex-collector = Yandex fetched it from another mailbox
why-by-pop3-collector = it was fetched by POP3 on its way
why-by-resent = its header says it was redirected
why-by-gmail-forward = Gmail’s forwarding left its mark in the header
why-by-mailru-forward = Mail.ru’s forwarding left its mark in the header
why-by-exchange-rule = a rule of Exchange or Outlook left its mark in the header
why-by-yandex-forward = Yandex’s forwarding left its mark in the header
why-by-srs = its return address was rewritten, as forwarding servers do
why-by-delivered-to = it was delivered to another address first, and came here from there
why-by-auto-submitted = its header says that a program sent it
why-by-auto-reply = its header says that it is an automatic answer
why-by-null-return-path = it has no return address, which is usual for automatic mail
why-by-no-reply = its address takes no answers
why-told = ✅ { $name }: notice sent { $when }
why-told-in-summary = ✅ { $name }: told in a summary, sent { $when }
why-waits = ⏳ { $name }: notice waiting to be sent. { $tries ->
    [0] It goes as soon as its turn comes.
    [one] { $tries } try so far.
   *[other] { $tries } tries so far.
 }
why-muted = 🔕 { $name }: not told, this notice was switched off
why-sender-muted = 🔕 { $name }: not told, the sender was muted
why-mailbox-muted = 🔕 { $name }: not told, the mailbox was muted
why-notices-off = 🔕 { $name }: not told, notices were off
why-bot-blocked = 🚫 { $name }: not told, the chat with me was closed then
why-person-removed = 🚪 { $name }: not told, no longer in the team
why-telegram-refused = ⚠️ { $name }: Telegram did not take the notice
why-none = There was no notice of it.
why-none-outgoing = 🔕 I do not tell about sent letters.
why-none-imported = 🔕 It came before the mailbox was connected: I do not tell about those.
why-none-no-client = 🔕 That is why I did not tell about it.
why-none-nobody = 🔕 There was nobody to tell: the chat with me was closed then.
why-list =
    <b>The latest letters</b>

    Press a number and I will tell what happened to that letter. I find others by sender or subject: <code>/why Smith invoice</code>
why-found = <b>Found by “{ $words }”</b> · { $count }
why-came = Came { $when }
why-went = Sent { $when }
why-times =
    <b>Letters of { $address }</b>

    This mailbox is somebody else’s: you see when they came and what became of them.
why-nothing = There are no letters yet.
why-not-found = I have no letter with “{ $words }”.
why-reasons =
    <b>What may be the reason:</b>
    • it is in another folder, spam perhaps: I follow only Inbox and Sent;
    • it was older than { $days } { $days ->
        [one] day
       *[other] days
    } when the mailbox was connected;
    • it could not be read and is in quarantine, without sender and subject;
    • the mailbox has not been checked for long.
why-checked = { $mark } { $address }: checked { $ago }
why-never-checked = { $mark } { $address }: not checked yet
