# The door for those who were not invited, the start, help, settings, and general answers.

door =
    Hello! This is a private bot: one team uses it.

    The way in is an invitation. Ask an administrator for a link and open it.
door-number = They can also let you in by your number in Telegram: <code>{ $number }</code>.
door-unknown = I have no answer to that. The button below opens the most common questions.
door-closed =
    You write very often: let us take a break. I will answer again in { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    }.
door-invite-failed =
    This link no longer works: each one is good once, and not for long.

    Ask an administrator for a new one and open it.

start-first =
    Hello, { $name }!

    I watch over your work mail and write here when a letter from a client arrives.

    Let us begin with a mailbox: you will need its address and password.
start-watched-all =
    Hello, { $name }!

    Your mail is being watched: when a client writes, I will tell you here.
start-watched-some =
    Hello, { $name }!

    When a client writes, I will tell you here. { $count ->
        [one] One mailbox is not watched now: it is paused or needs
       *[other] { $count } mailboxes are not watched now: they are paused or need
    } your attention. “Status” tells more.
start-watched-none =
    Hello, { $name }!

    Nobody is watching your mail now: your mailboxes are paused or do not let me in. “Status” says how to mend that.
help =
    <b>What is where</b>

    /connect — connect a mailbox. It takes the address; I usually find the servers myself.
    /status — whether mail works, whether all of it is here, and what to do if not.
    /mailboxes — one mailbox at a time: check now, change the password, pause, disconnect.
    /contacts — clients, and the letters with each of them.
    /search — find a letter by a word, a name or a date.
    /write — write a letter. To answer a client, reply to the message with their letter.
    /why — what became of a letter, and why you were or were not told of it.
    /settings — language, notices, quiet hours.
    /cancel — cancel what you started.

    I write about new letters from clients by myself, within { $new_letter_minutes } { $new_letter_minutes ->
        [one] minute
       *[other] minutes
    } of their arrival.
settings = <b>Settings</b>
free-text = That is not for me: please write in words. The main things are on the buttons, too.
stale-button = This button is out of date. Here are fresh ones:
sorry = Sorry, something broke and I could not do this. Please try again a little later.
cancelled = Cancelled.
cancelled-trial = The sign-in was cancelled.
nothing-to-cancel = There is nothing to cancel.
left-dialogue = All right, we'll stop here. Start that again whenever you like.
