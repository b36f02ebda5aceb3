# How to get a password the mail takes: three steps for each service, by its id in providers.toml.

steps-mailru =
    1. Open the page behind the button below and go to “Passwords for external applications”.
    2. Add one with full access to the mail (IMAP, POP, SMTP).
    3. Copy it at once: Mail.ru does not show it again.
steps-vkworkmail =
    1. Sign in to your work mailbox and open “Security”, then “Passwords for external applications”. If it is not there, your administrator switches it on.
    2. Add one with full access to the mail (IMAP, POP, SMTP).
    3. Copy it at once: it is not shown again.
steps-yandex =
    1. In Yandex Mail, open “All settings” → “Email clients” and allow access by IMAP.
    2. In Yandex ID, open “Security” → “App passwords” and create one for mail.
    3. Copy it at once: Yandex does not show it again.
steps-yandex360 = { steps-yandex }
steps-rambler =
    1. Sign in to Rambler Mail and open “Settings” → “Programs”.
    2. Switch on access by mail programs.
    3. Send the ordinary password of the mailbox.
steps-ukrnet =
    1. Sign in to ukr.net and open the settings for mail programs (IMAP).
    2. Switch on access by IMAP.
    3. Copy the password ukr.net then makes: that is the one needed.
steps-gmail =
    1. Switch on 2-Step Verification in your Google account.
    2. Open the page behind the button below and create an app password.
    3. Copy its 16 letters. Blanks do not matter.
steps-icloud =
    1. Sign in at account.apple.com.
    2. Open “Sign-In and Security” → “App-Specific Passwords” and create one.
    3. Copy it with its hyphens.
steps-icloud-domain = { steps-icloud }
steps-yahoo =
    1. Open the account's security page behind the button below.
    2. Choose “Generate app password” and name it, for example, Postroom.
    3. Copy the password it makes.
steps-aol = { steps-yahoo }
steps-fastmail =
    1. Open the app passwords behind the button below. Fastmail's basic plan has no access for programs.
    2. Create one with access to mail (IMAP and SMTP).
    3. Copy the password it makes.
steps-zoho =
    1. In Zoho Mail, open the settings of your mailbox and switch on IMAP.
    2. If you confirm sign-ins with your phone, create an app password in the account's security settings.
    3. Send that password or, without one, the ordinary one.
steps-zoho-eu = { steps-zoho }
steps-zoho-in = { steps-zoho }
steps-zoho-pro = { steps-zoho }
steps-zoho-pro-eu = { steps-zoho }
steps-zoho-pro-in = { steps-zoho }
steps-gmx =
    1. Sign in with a browser and open the settings, “POP3 & IMAP”.
    2. Switch on access by mail programs.
    3. Send the ordinary password or, with two-factor sign-in, an app password.
steps-gmx-net = { steps-gmx }
steps-webde = { steps-gmx }
steps-beget =
    1. Sign in to your hosting's control panel and open “Mail”.
    2. Find your mailbox. Its password is not that of the panel.
    3. If you do not know it, set a new one there and send it.
steps-timeweb = { steps-beget }
steps-regru = { steps-beget }
steps-nicru = { steps-beget }
steps-jino = { steps-beget }
steps-masterhost = { steps-beget }
