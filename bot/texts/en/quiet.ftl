# Quiet: quiet hours, muted mailboxes and senders, what notices show.

telegram-pause = Telegram wants a pause. Press again in { $seconds } s.

settings-notices = 🔔 I tell you of letters from clients.
settings-no-notices = 🔕 I do not tell you of letters. If a mailbox itself breaks, I will still write.
settings-quiet = 🌙 Quiet hours: from { $begins } to { $ends }.
settings-no-quiet = 🌙 No quiet hours: I write at any time.
button-to-settings = ‹ Settings
button-notices-off = Do not tell me of letters
button-notices-on = Tell me of letters
button-quiet = Quiet hours
button-previews = Text of letters in notices

quiet =
    <b>Quiet hours</b>

    From { $begins } to { $ends } I send nothing. I'll tell you about anything that came as soon as the quiet hours are over. The arrows move the start and the end.

    Hours follow the team's time, now { $now }.
quiet-none =
    <b>Quiet hours</b>

    I can keep quiet at night. Press the button; you can change the hours after that. I'll tell you about anything that came as soon as they are over.

    Hours follow the team's time, now { $now }.
button-quiet-on = Quiet from { $begins } to { $ends }
button-quiet-from = from { $hour }
button-quiet-to = to { $hour }
button-quiet-off = No quiet hours

previews =
    <b>Text of letters in notices</b>

    A notice from a mailbox with a tick shows how the letter begins. Without the tick, sender and subject only. That goes for everybody who gets its letters.
previews-none =
    <b>Text of letters in notices</b>

    The mailboxes that are yours to manage will appear here.

button-mute = Mute
mute-what =
    🔕 What shall I not tell you of?

    The letters themselves will come as before.
button-mute-box-of = All of { $address }
mute-how-long = Mute <b>{ $whom }</b> for how long?
button-mute-hour = For an hour
button-mute-hours = For 8 hours
button-mute-morning = Until morning
button-mute-for-good = For good
button-mute-back = ‹ Back
said-muted-sender = 🔕 I will not tell you of letters from <b>{ $address }</b> { $until }.
said-muted-sender-for-good = 🔕 I will not tell you of letters from <b>{ $address }</b> any more.
said-muted-box = 🔕 I will not tell you of letters to <b>{ $address }</b> { $until }.
said-muted-box-for-good = 🔕 I will not tell you of letters to <b>{ $address }</b> any more.
said-unmuted = 🔔 <b>{ $what }</b>: I will tell you again.
button-unmute = Tell me again
until-today = until { $clock }
until-tomorrow = until tomorrow, { $clock }
until-date = until { $day }, { $clock }
until-for-good = for good

button-hears = Notices
hears = <b>Notices</b> · { $address }
hears-all = 🔔 I tell you of letters from clients at once.
hears-nothing = 🔕 This mailbox is muted { $until }.
hears-nothing-for-good = 🔕 This mailbox is muted.
hears-off = 🔕 You asked not to be told of letters. /settings takes that back.
hears-text = A notice shows how the letter begins.
hears-subject = A notice shows sender and subject only.
hears-senders = I do not tell of these senders. Press an address to get notices again.
button-mute-box = Mute this mailbox
button-unmute-box = Tell me of it again
button-mute-sender = Mute a sender
button-unmute-of = 🔕 { $address } · { $until }
button-hide-text = Do not show the text
button-show-text = Show the text
mute-who =
    <b>Whom to mute?</b> · { $address }

    These people wrote recently.
mute-nobody =
    <b>Whom to mute?</b> · { $address }

    No client has written here yet.

burst-goes-on = <i>Letters keep coming, I add the new ones here.</i>
