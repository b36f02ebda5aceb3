# Mailboxes: state, list, a single one, disconnecting, the first import.

mode-personal = personal
mode-corporate = corporate
mode-of-other = personal, { $owner }
mailbox-heading = { $mark } <b>{ $address }</b> · { $mode }

state-importing = Fetching the first letters.
state-ok = Working.
state-paused = Paused: new letters are not fetched.
state-owner-removed = Paused: the owner is not in the team any more. I erase it { $days } { $days ->
    [one] day
   *[other] days
 } after they left; it can be disconnected now.
state-auth-failed = The mail service does not let me in.
state-unreachable = No connection to the mail.
state-moved = The mail moved to another service.
checked = Last check: { $ago }.
next-check = The next one { $at }.
watching = Watching live: I see a new letter at once.
reading-only = Receiving only: letters cannot be sent yet.

counts = Letters since { $since }: { $server } on the server, { $here } here.
counts-import = { $done } of { $total } done{ $left ->
    [none] .
   *[other] , { $left } left.
 }
counts-quarantined = { $count ->
    [one] { $count } letter could not be read and is in quarantine.
   *[other] { $count } letters could not be read and are in quarantine.
 }
counts-backlog = { $count ->
    [one] { $count } letter
   *[other] { $count } letters
 } still to come{ $left ->
    [none] .
   *[other] , { $left } left.
 }
trouble = <b>What happened:</b> { $what }
trouble-passing = The last attempt did not succeed. { $what } I will try again soon.
trouble-mend = <b>What to do:</b> { $how }
trouble-new-password = If the password was changed, send the new one. If not, the mail service may now want an app password: it is made in its security settings.
trouble-comes-back = I keep trying by myself. What arrives meanwhile will be fetched as soon as the connection is back.
trouble-moved = The old connection brings no letters any more: the mailbox has to be connected anew. As soon as the new service has let me in, what I fetched before is erased here, and the latest letters come, { $import_letters } at most. On the mail servers nothing changes.
trouble-owner-mends = Only the owner of the mailbox can mend this.
trouble-admin-mends = An administrator can mend this.

mailboxes = { $count ->
    [one] <b>{ $count } mailbox</b>
   *[other] <b>{ $count } mailboxes</b>
 }
mailboxes-none =
    There is no mailbox yet.

    Connect the first one: you need its address and password.
status-rest = { $count ->
    [one] And { $count } more mailbox: it is in the list.
   *[other] And { $count } more mailboxes: they are in the list.
 }
mailbox-gone = This mailbox is not here any more.
button-mailbox = Mailbox
button-mailbox-of = Open { $address }
button-to-mailboxes = ‹ Mailboxes
button-check = Check now
button-check-of = Check { $address }
button-password = New password
button-password-of = New password for { $address }
button-consent-again = Renew access
button-consent-again-of = Renew access to { $address }
button-move = Connect anew
button-move-of = Connect { $address } anew
button-pause = Pause
button-resume = Resume
button-resume-of = Resume { $address }
button-disconnect = Disconnect
said-checking = Checking. Press “Refresh” in a few seconds.
said-consent-taken = ✅ Access works again. I am fetching what came meanwhile.
said-password-taken = ✅ The new password works. Fetching what arrived meanwhile.

button-aliases = Other addresses
aliases =
    <b>Other addresses of { $address }</b>

    { $count ->
        [0] If letters to other addresses come into this mailbox, too, <code>info@example.com</code> say, add them: I will take them for yours, and not for a client's.
       *[other] I take these addresses for yours, too, and not for a client's. Press one to take it out.
    }
button-alias-off = ✕ { $alias }
button-alias-add = ➕ Add an address
alias-ask = Which other address do letters in <b>{ $address }</b> come to? Send it to me.
said-alias-added = ✅ <b>{ $alias }</b> is your address, too, now. For new letters this holds from the next check on.
said-alias-off = <b>{ $alias }</b> is taken out.
said-aliases-many = A mailbox can have { $most } other addresses at most. Take one out and add <b>{ $alias }</b> again.

disconnect =
    Disconnect <b>{ $address }</b>?

    <b>Erased here:</b> { $letters ->
        [0] the stored password and everything known of this mailbox.
        [one] { $letters } letter of this mailbox, everything that belongs to it, and the stored password.
       *[other] { $letters } letters of this mailbox, everything that belongs to them, and the stored password.
    }

    <b>What stays:</b> the mail itself on the server, which I do not touch; messages already in Telegram chats; backups of Postroom.

    What is erased does not come back, but the mailbox can be connected again.
button-erase = Yes, disconnect and erase
button-erase-too = Erase, and my messages too ({ $count })
button-keep = No, keep it
disconnecting = <b>{ $address }</b> is disconnected. Erasing what is left of it here…
disconnected =
    <b>{ $address }</b> is disconnected. { $letters ->
        [0] Nothing of it is left here.
        [one] { $letters } letter and all that belonged to it was erased.
       *[other] { $letters } letters and all that belonged to them were erased.
    } On the mail server everything is as it was.
disconnected-messages = { $count ->
    [one] { $count } message of mine of the last two days was taken out of the chats.
   *[other] { $count } messages of mine of the last two days were taken out of the chats.
 }
disconnected-messages-left = { $count ->
    [one] Telegram would not delete { $count } more: you can delete it by hand.
   *[other] Telegram would not delete { $count } more: you can delete them by hand.
 }

import-title = 📥 First import of <b>{ $address }</b>
import-counting = Counting the letters…
import-progress = { $done } of { $total }{ $left ->
    [none] { "" }
   *[other] { "" } · { $left } left
 }
import-paused = The mailbox is paused. I will go on from the same place when it is resumed.
import-stopped = Stopped for now. { $what } I will go on from the same place as soon as that is settled.
import-done = { $count ->
    [one] ✅ Done: { $count } letter is here.
   *[other] ✅ Done: { $count } letters are here.
 }
import-done-empty = ✅ Done: there were no letters in the last { $import_days ->
    [one] { $import_days } day
   *[other] { $import_days } days
 }.
import-rest = { $count ->
    [one] { $count } more, an older one, comes with the next check.
   *[other] { $count } more, older ones, come with the next check.
 }
import-next = From now on I watch by myself: when a client writes, I tell you here within { $new_letter_minutes } { $new_letter_minutes ->
    [one] minute
   *[other] minutes
 }.
import-broken-off = The import was broken off: the mailbox is disconnected.
