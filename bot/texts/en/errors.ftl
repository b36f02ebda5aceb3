# What went wrong and what to do about it. Plain text only: the command line prints the same words.

error-failed = Something went wrong with the mail.
    .hint = Try again in a few minutes.
error-address-invalid = { $what ->
    [host] This does not look like the name of a server.
    [port] There is no such port.
   *[address] This does not look like an e-mail address.
 }
    .hint = { $what ->
    [host] A server's name looks like this: imap.example.com.
    [port] It is usually 993 for incoming mail and 465 for outgoing.
   *[address] An address looks like this: anna@example.com.
 }
error-idn-not-supported = Addresses and domains that are not in Latin letters cannot be connected.
    .hint = If the mailbox has a second address in Latin letters, connect that one. Letters from clients with such addresses arrive as usual.
error-microsoft-unavailable = Microsoft mailboxes (Outlook, Hotmail, Live, Microsoft 365) cannot be connected at present.
    .hint = It is not the password: Microsoft no longer lets mail programs in with one. A mailbox at another service will do.
error-server-is-ip = This is an IP address where the name of a server is needed.
    .hint = A name looks like this: imap.example.com. Your mail service's help pages say what it is.
error-protocol-not-supported = { $protocol ->
    [POP3] POP3 cannot be used: it does not see sent letters.
    [Exchange] Exchange and MAPI cannot be used.
    [port] Mail cannot be connected on this port.
   *[other] This is not the right protocol.
 }
    .hint = { $protocol ->
    [port] Incoming mail is on port 993 or 143, outgoing on 465 or 587. Whoever runs Postroom can allow another one in the file of mail services (POSTROOM_PROVIDERS_FILE).
   *[other] Incoming mail is connected by IMAP, outgoing by SMTP. Your mail service's help pages name these servers.
 }
error-private-host = The name of this server leads into a private network, which is not allowed.
    .hint = If it is your company's server, whoever runs Postroom can allow it in POSTROOM_TRUSTED_HOSTS.
error-corporate-needs-admin = Only an administrator can connect a corporate mailbox.
    .hint = Ask an administrator, or connect this mailbox as a personal one.
error-servers-unknown = I do not know the mail servers for this address.
    .hint = Name the servers for incoming (IMAP) and outgoing (SMTP) mail yourself.
error-servers-unconfirmed = The servers { $imap } and { $smtp } were found, but they do not bear the name of the address's domain. The password does not go there unconfirmed.
    .hint = If they are right, name them yourself: --imap-host { $imap } --smtp-host { $smtp }
error-sign-in-refused = { $reason ->
    [blocked] The mail service says that this mailbox is blocked.
    [expired] The password has expired.
    [web_login] The mail service wants you to sign in with a browser first.
    [no_right] The password is right, but it does not open this mailbox.
    [credentials_or_imap_off] The server did not let us in: either the password is wrong, or mail programs are switched off in this mailbox.
   *[other] The mail server did not accept the password.
 }
    .hint = { $reason ->
    [blocked] Sign in with a browser: it will tell you what happened and how to unblock the mailbox.
    [expired] Set a new password at your mail service and send it.
    [web_login] Sign in with a browser, confirm that it is you, and try again.
    [no_right] Check whether this user may sign in with mail programs.
    [credentials_or_imap_off] Check in the mail settings that IMAP is on, and create an app password for this.
   *[other] Check the keyboard layout and Caps Lock. If you confirm sign-ins with your phone, the ordinary password will not do: create an app password in the security settings.
 }
error-app-password-required = The ordinary password will not do here: an app password is needed.
    .hint = Create one in your mail service's security settings and use it instead of the ordinary one.
    .hint-mailru = Mail.ru calls it a password for external applications. How to create one: https://help.mail.ru/mail/security/protection/external
    .hint-vkworkmail = { error-app-password-required.hint-mailru }
error-imap-disabled = IMAP is switched off in this mailbox, and mail programs cannot get in without it.
    .hint = Switch IMAP on in the mail settings and try again.
error-smtp-sign-in-refused = { $reason ->
    [smtp_off] Receiving works, but sending with mail programs is switched off in this mailbox.
    [consent] Receiving works, but this mail service does not let such a permission send.
   *[other] Receiving works, but the outgoing server did not accept the password.
 }
    .hint = { $reason ->
    [consent] To answer from here, connect the mailbox with an app password.
   *[other] Allow sending with mail programs (SMTP) in the mail settings. If you made an app password, it needs full access to the mail.
 }
error-consent-needed = The permission to read this mailbox no longer holds.
    .hint = Give it again: nothing is erased, and the letters missed will come.
error-consent-for-another = The permission came from another mailbox.
    .hint = On the page of the mail service, sign in to the mailbox you are connecting.
error-consent-unavailable = The mail service does not confirm the permission just now.
    .hint = The permission itself is fine. Try again in a few minutes.
error-consent-misconfigured = Sign-in by permission is set up wrongly, and the mail service does not take it.
    .hint = It is not your doing: whoever runs Postroom will check the settings. Until then the mailbox can be connected with an app password.
error-key-missing = The stored password cannot be opened just now: the key that sealed it is not here.
    .hint = It is not your doing: whoever runs Postroom will bring the key back. If the key is lost, connect the mailbox anew; no letter is erased.
error-too-many-sign-ins = Too many sign-ins were refused.
    .hint = So that the mail service does not lock the mailbox, wait { $minutes } { $minutes ->
        [one] minute
       *[other] minutes
    } and try again.
error-server-unreachable = { $reason ->
    [later] The mail server does not let us in now and asks to come back later.
    [in_use] Another program is using the mailbox now.
    [contact_admin] The mail server does not let us in and says to ask whoever runs the mail.
    [session_over] The mail server wants us to sign in again.
    [shutting_down] The mail server is restarting.
   *[other] The mail server does not answer.
 }
    .hint = It is not the password. Try again in a few minutes; if that does not help, check the server's name.
error-throttled = { $reason ->
    [connections] Too many programs are connected to the mailbox at once, and the mail server lets no more in.
   *[other] The mail server asks us to come less often.
 }
    .hint = { $reason ->
    [connections] Close the mail programs you do not need in this mailbox.
   *[other] There is nothing to do: this passes by itself, and no letter is lost.
 }
error-sign-ins-spent = This mailbox was connected to many times within a minute. It can be done again in { $seconds } { $seconds ->
    [one] second
   *[other] seconds
 }.
error-auth-failed = The mail service does not let us into this mailbox.
error-smtp-unreachable = { $reason ->
    [later] The outgoing server does not let us in now and asks to come back later.
   *[other] The outgoing server does not answer.
 }
    .hint = It is not the password. Try again in a few minutes; if that does not help, check the server's name.
error-tls-failed = { $reason ->
    [no_starttls] The mail server cannot encrypt the connection.
    [encryption_wanted] The mail server lets us in by an encrypted connection only.
   *[other] The mail server's certificate could not be verified: it may not be the right server.
 }
    .hint = { $reason ->
    [encryption_wanted] Name the encrypted port: usually 993 for incoming mail and 465 for outgoing.
   *[other] The password was not sent to it. Check the server's name and port; the certificate is for whoever runs the mail to mend.
 }
error-smtp-tls-failed = { $reason ->
    [no_starttls] The outgoing server cannot encrypt the connection.
    [encryption_wanted] The outgoing server lets us in by an encrypted connection only.
   *[other] The outgoing server's certificate could not be verified: it may not be the right server.
 }
    .hint = { $reason ->
    [encryption_wanted] Name the encrypted port: usually 993 for incoming mail and 465 for outgoing.
   *[other] The password was not sent to it. Check the server's name and port; the certificate is for whoever runs the mail to mend.
 }
error-already-connected = This mailbox is connected already.
error-not-found = There is no such thing here.
error-locked = Another process is at work on this.
    .hint = Wait a minute and try again.
error-paused = This mailbox is paused.
    .hint = Resume it first.
error-sent-folder-unknown = I could not tell which folder holds the sent letters.
    .hint = Name it yourself. Folders in this mailbox: { $folders }
error-server-confused = { $reason ->
    [no_right] The mail server does not let us open a folder of this mailbox.
    [corruption] The mail server says that a folder of this mailbox is damaged.
   *[other] The mail server answered something that makes no sense.
 }
    .hint = This usually passes by itself. Try again in a few minutes.
error-folder-replaced = The mail server has numbered the letters of a folder anew, and I cannot match them yet.
    .hint = Nothing is lost: the letters stay here and on the server. To get new ones, disconnect the mailbox and connect it again.
error-folder-gone = A folder of this mailbox that I follow is no longer on the mail server.
    .hint = If it was renamed, give it its old name back. The letters stored here stay.
error-mailbox-full = The mailbox is full.
    .hint = Make room at the mail service: until then new letters may not arrive.
error-moved = The mail of this address is at another mail service now.
    .hint = Connect the mailbox again. The letters stored before are then erased here, and the latest ones come from the new service, up to { $import_letters } { $import_letters ->
        [one] letter
       *[other] letters
    }.
error-stale-epoch = A newer check of this mailbox has begun.
