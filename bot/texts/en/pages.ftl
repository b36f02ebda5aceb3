# The web pages: where a password is typed, and where a consent is confirmed.

page-connect-title = Connect your mailbox
page-mend-title = New password
page-owner-personal = It will be <b>{ $name }</b>'s personal mailbox in Postroom: only { $name } sees its letters.
page-owner-corporate = It will be a corporate mailbox in Postroom, connected by <b>{ $name }</b>: the whole team sees its letters.
page-owner-mend = This mailbox is connected in Postroom already. <b>{ $name }</b> gives it a new password; its letters stay.
page-password = Password
page-app-password = App password
page-show = Show
page-hide = Hide
page-connect-button = Connect
page-mend-button = Save
page-wait = Signing in takes a few seconds, sometimes half a minute.
page-who-gets = Only the Postroom server <b>{ $host }</b> gets the password. It is kept encrypted and never goes to Telegram.
page-where-to-create = Where to create it ↗
page-failed = Signing in did not work
page-try-again = Correct the password and try again.
page-empty = Please type the password.

page-connected = { $address } is connected
page-mended = { $address } works again
page-folder = One question is left
page-folder-where = Signing in worked. Now I need to know where the sent letters of { $address } are; I have asked you in Telegram.
page-elsewhere = This did not work
page-broken-off = You cancelled it in the chat with the bot
page-return = Return to Telegram: I have written to you there.
page-close = You may close this page.

page-dead = This link does not work any more
page-dead-why = A link works once and for { $link_minutes ->
    [one] { $link_minutes } minute
   *[other] { $link_minutes } minutes
 } only. Ask the bot for a new one in Telegram.
page-wrong-way = This did not come from our page
page-wrong-way-why = Open the link from Telegram again and type the password there.
page-too-large = This is too long for a password
page-sorry = Something broke on our side
page-sorry-why = Please try again in a minute. If it happens again, tell your administrator.

page-consent-title = Connect this mailbox?
page-consent-personal = <b>{ $name }</b> will read this mailbox in Postroom ({ $host }), and nobody else: letters that come and letters that are sent.
page-consent-corporate = <b>The whole team</b> of Postroom ({ $host }) will read this mailbox: letters that come and letters that are sent. <b>{ $name }</b> connects it.
page-consent-warning = If you did not begin this in Telegram yourself, close this page: nothing will be connected.
page-consent-button = Yes, connect
page-renew-title = Renew the access?
page-renew-button = Yes, renew
page-consent-denied = You did not allow access
page-consent-denied-why = Nothing has been connected. You can ask { $service } again, or return to Telegram and use a password.
page-consent-no-code = { $service } sent you back without a permission
page-consent-no-code-why = Nothing has been connected. Please try again; if it happens again, tell your administrator.
page-consent-again = Ask { $service } again
