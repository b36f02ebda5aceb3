# What broke for many at once, and what works again: for administrators.

incident-more = And { $count } more.
incident-works = ✅ <b>{ $what }</b>: all is well again.
incident-late-name = Checks of mailboxes
incident-disk-name = Room on the disk
incident-full-name = Writing to the disk
incident-worker-name = Worker processes
button-incident-mailboxes = Which ones

incident-auth-failed = 🔑 <b>{ $service }</b> refuses sign-in for { $count } of { $of ->
    [one] { $of } mailbox
   *[other] { $of } mailboxes
 }. The last good check was { $since }.
incident-auth-failed-over = ✅ <b>{ $service }</b> lets everybody in again. The last good check was { $since }, it let me in again { $until }. It refused { $count ->
    [one] { $count } mailbox.
   *[other] { $count } mailboxes.
 }
incident-unreachable = 📡 <b>{ $service }</b>: no connection to { $count } of { $of ->
    [one] { $of } mailbox
   *[other] { $of } mailboxes
 }. The last good check was { $since }.
incident-unreachable-over = ✅ <b>{ $service }</b> answers again. The last good check was { $since }, the connection came back { $until }. Mailboxes without it: { $count }.
incident-moved = 🚚 <b>{ $service }</b>: the mail seems to have moved to another service, mailboxes: { $count }. Their owners can connect them anew.
incident-moved-over = ✅ <b>{ $service }</b>: the mailboxes that had moved are settled ({ $until }).
incident-late = 🐢 Checks are falling behind: { $count ->
    [one] { $count } mailbox should have been checked by now.
   *[other] { $count } mailboxes should have been checked by now.
 } The promise of “a new letter within { $new_letter_minutes } min” is about to break. Usually the server is too weak, or something else keeps it busy.
incident-late-over = ✅ Checks keep up again. Mailboxes that were behind: { $count }; all caught up { $until }.
incident-disk = 💽 The server's disk has { $free } left. When it is full, new letters have no place to go. Free some room, or add some.
incident-disk-over = ✅ There is enough room on the disk again.
incident-full = 🛑 The server's disk is full: there is no place for new letters. They wait on the mail servers and will not get lost: as soon as there is room I fetch them and tell you of each. Please free some.
incident-full-over = ✅ There is room on the disk again: I am fetching the letters that waited on the mail servers.
incident-database-over = 🗄 The database did not answer: gone { $since }, back { $until }. No letter is lost: I am fetching them in order.
incident-telegram-over = 💬 Telegram could not be reached: gone { $since }, back { $until }. What waited to be sent is on its way.
incident-clock-over = 🕰 The server's clock jumped { $minutes } min { $way ->
    [back] back
   *[ahead] ahead
 } { $until }. Perhaps the server slept, or somebody set it. Checks go on by the new clock.
incident-worker = 🧩 { $missing ->
    [one] { $missing } worker process
   *[other] { $missing } worker processes
 } went silent { $since }. { $working ->
    [one] { $working } of { $of } is
   *[other] { $working } of { $of } are
 } at work. The others took over the mailboxes, no letter is lost. Look at the server and start it again. If it was taken away for good, there is nothing to do.
incident-worker-over = ✅ All worker processes are at work again: { $of } of { $of }. { $missing ->
    [one] One went silent { $since } and came back { $until }.
   *[other] Several went silent { $since } and came back { $until }.
 }
incident-worker-missed = 🧩 The worker process that went silent { $since } has not come back in a day. I wait for it no longer: those that are there go on ({ $working }).
