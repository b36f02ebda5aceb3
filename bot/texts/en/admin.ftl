# For administrators: how all mailboxes are doing, the chart, what happened in the checks of a mailbox.

command-admin = how all mailboxes are doing
command-team = the team, and invitations
button-admin = All mailboxes
button-to-admin = ‹ All mailboxes
button-chart = Chart
button-team = Team
button-checks = Past checks
button-ask-owner = Ask the owner to sign in
button-mailbox-back = ‹ Mailbox

admin = <b>All mailboxes</b> · Postroom { $version }
admin-only = This screen is for administrators only.
admin-no-mailboxes = There is no mailbox yet.
admin-state-ok = { $mark } Working: { $count }
admin-state-importing = { $mark } Fetching the first letters: { $count }
admin-state-auth-failed = { $mark } Not let in: { $count }
admin-state-unreachable = { $mark } No connection: { $count }
admin-state-moved = { $mark } Moved elsewhere: { $count }
admin-state-paused = { $mark } Paused: { $count }
admin-state-none = No mailbox is in this state now.
admin-line = { $number }. { $address } · { $ago }
never-checked = not checked yet
admin-fresh = <b>Last checked:</b> usually { $p50 } ago, 95 of 100 no more than { $p95 } ago, the oldest { $most } ago
admin-fresh-live = I watch all working mailboxes live
admin-letters = <b>Letters fetched in the last hour:</b> { $count }
admin-queue = <b>Mailboxes waiting for a check:</b> { $count }
admin-waiting = <b>Waiting to be sent:</b> notices { $notices }, answers { $answers }
admin-workers = <b>Working together:</b> { $count ->
    [one] { $count } process
   *[other] { $count } processes
 }
admin-disk = <b>Free on the disk:</b> { $free }
admin-disk-low = ⚠️ <b>Little room is left on the disk:</b> { $free }
size-gigabytes = { $count } GB
age-seconds = { $count } s
age-minutes = { $count } min
age-hours = { $count } h

chart =
    <b>The last { $hours ->
        [one] hour
       *[other] { $hours } hours
    }</b>

    🟧 how many minutes ago mailboxes were checked (95 of 100, no longer); dashed: the { $new_letter_minutes } promised
    🟦 how many letters were fetched an hour
chart-none = There is nothing to draw yet: the first point comes within { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
 } of the start.

checks-none = Nothing is written down yet. Checks that found nothing new are not listed.
checks-line = <b>{ $at }</b> · { $what }
checks-line-span = <b>{ $began }–{ $last }</b> · { $what }
checks-failed = { $what }
checks-failed-often = { $what } { $count ->
    [one] It failed once.
   *[other] It failed { $count } times.
 }
checks-imported = The first import is done: { $count ->
    [one] { $count } letter.
   *[other] { $count } letters.
 }
checks-letters = { $count ->
    [one] { $count } letter came.
   *[other] { $count } letters came.
 }
checks-works = Works again.
checks-paused = Paused ({ $by }).
checks-resumed = Resumed ({ $by }).
checks-asked = The owner was asked to sign in ({ $by }).
checks-somebody = from the command line
said-asked = ✅ I have asked the owner to sign in again: the message in their chat has the button for it.
said-asked-already = The owner was asked not long ago. Give them a little time.
