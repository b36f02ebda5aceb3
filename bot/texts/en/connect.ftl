# Connecting a mailbox, and a new password.

connect-address =
    Which mailbox shall we connect?

    Send its address, for example <code>anna@example.com</code>. I will find the servers myself.
connect-again-address = Send another address, or press “Cancel”.
connect-again-server = Send the server's name again, or press “Cancel”.
connect-imap =
    I do not know the servers for <b>{ $address }</b>, so I will ask you: two names from your mail service's help pages.

    First, the server for <b>incoming</b> mail (IMAP). For example, <code>imap.example.com</code> or <code>imap.example.com:993</code>.
connect-smtp = Now the server for <b>outgoing</b> mail (SMTP). For example, <code>smtp.example.com</code> or <code>smtp.example.com:465</code>.
connect-found = <b>{ $address }</b>
    Mail service: { $provider }
connect-looking = 🔎 Looking where the mail of <b>{ $address }</b> is. It takes a few seconds.
connect-found-servers = <b>{ $address }</b>
    I found these servers:
    incoming mail — <code>{ $imap }</code>
    outgoing mail — <code>{ $smtp }</code>
connect-servers-strange = They do not bear the name of your domain. That is usual where another company keeps the mail. Are they right?
button-servers-right = Yes, they are
button-servers-other = Other servers
connect-imap-other =
    Then name the servers for <b>{ $address }</b> yourself: two names from your mail service's help pages.

    First, the server for <b>incoming</b> mail (IMAP). For example, <code>imap.example.com</code>.
connect-address-only = <b>{ $address }</b>
connect-mode =
    Whose mailbox will it be?

    <b>Personal</b> — only you see its letters and get its notices. Other administrators only see whether it works.
    <b>Corporate</b>, that is, shared by the team — everyone sees its letters and gets its notices.
button-mode-personal = Personal
button-mode-corporate = Corporate
connect-will-be-personal = The mailbox will be personal: only you see its letters and get its notices.
connect-will-be-corporate = The mailbox will be corporate: the whole team sees its letters, and everyone gets its notices.
connect-moved = What I fetched from the old service stays here until the new one has let me in. Then it is erased.
move-stays = The mailbox stays as it is here, and nothing is erased.
connect-which-ordinary = I need the password of this mailbox. If you confirm sign-ins with your phone, you will need an app password instead: your mail service makes one in its security settings.
connect-which-app = { $provider ->
    [mailru] The ordinary password will not do: Mail.ru lets mail programs in with a <b>password for external applications</b> only. Create one with the button below, with full access to the mail.
    [vkworkmail] The ordinary password will not do: VK WorkMail lets mail programs in with a <b>password for external applications</b> only. Create one with the button below, with full access to the mail.
   *[other] The ordinary password will not do: { $name } lets mail programs in with an <b>app password</b> only. Create one in its security settings.
 }
connect-secret = Send the password in your next message. I delete it from the chat at once and keep it encrypted only.
connect-secret-page = Press “Type the password”: a page opens, and only Postroom's server gets what you type there. The link works once, for { $link_minutes ->
        [one] { $link_minutes } minute
       *[other] { $link_minutes } minutes
    }. You may also send the password right here; I delete it from the chat at once.
connect-too-many-links = You have asked for many links to the password page. I can give you the next one in { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
connect-consent =
    You need no password: press “Continue with { $service }” and allow it on { $service }'s own page.

    The link works once, for { $link_minutes ->
        [one] { $link_minutes } minute
       *[other] { $link_minutes } minutes
    }.
connect-consent-denied =
    You did not allow access to <b>{ $address }</b>, so I connected nothing.

    You can try again, or sign in with a password.
connect-secret-again = I need the password of <b>{ $address }</b> once more: I no longer have it.
connect-secret-is-text = I need the password as plain text. Send it in a message; I delete it from the chat at once.
connect-interrupted =
    I was restarted while signing in to <b>{ $address }</b>. Nothing was kept, not even the password.

    Send it once more. I delete the message at once.
secret-deleted = 🔒 I deleted the message with the password.
secret-not-deleted = ⚠️ Telegram did not let me delete the message with the password. Please delete it yourself.
connect-trying = ⏳ Signing in to <b>{ $address }</b>. It takes a few seconds, sometimes half a minute.
connect-below = <b>{ $address }</b>: see below.
connect-gave-way = I stopped with <b>{ $address }</b>: you began another connection.
connect-waits = Connecting <b>{ $address }</b> waits for you: there is one question left. Answer it whenever it suits you.
button-go-on = Go on
connect-still-trying = Still signing in, one moment. I deleted what you just sent, in case it was a password.
connect-sent-folder =
    Signing in to <b>{ $address }</b> worked. One thing is left: where are the sent letters here?

    Which folder are they in?
connect-failed = ⚠️ Signing in to <b>{ $address }</b> did not work. Nothing was kept.
password-failed = ⚠️ Signing in to <b>{ $address }</b> with this password did not work. The mailbox stays connected, and its letters are here.
connect-send-again = You can send a new password right now.
button-secret-page = 🔒 Type the password ↗
button-consent = Continue with { $service } ↗
button-by-password = Use a password instead
button-retry = Try again
button-other-address = Another address
button-app-password-page = Where to create it ↗
button-imap-page = Where to switch IMAP on ↗

connected = ✅ <b>{ $address }</b> is connected.
connected-personal = Only you see its letters and get its notices.
connected-corporate = The whole team sees its letters, and everyone gets its notices.
connected-next =
    Now I fetch the letters of the last { $import_days ->
        [one] { $import_days } day
       *[other] { $import_days } days
    }, { $import_letters } at most. I do not announce these, only new ones.
connected-counted =
    The last { $import_days ->
        [one] { $import_days } day
       *[other] { $import_days } days
    }: Inbox { $inbox }, Sent { $sent }. { $first ->
        [nothing] Nothing to fetch yet.
        [all] I fetch them now. I do not announce these, only new ones.
       *[latest] The latest { $import_letters } come first, the rest after them. I do not announce these, only new ones.
    }
connected-then = After that I check the mailbox myself, every { $sync_from }–{ $sync_to } { $sync_to ->
    [one] minute
   *[other] minutes
 }.
connected-anew = { $letters ->
    [one] { $letters } letter from the old service is being erased here.
   *[other] { $letters } letters from the old service are being erased here.
 }
connected-reading = Letters cannot be sent from this mailbox yet. { $what } Receiving is not affected.
button-connect-more = ➕ Another one
