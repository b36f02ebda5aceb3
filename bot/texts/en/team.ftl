# The team: who is in it, invitations, domains.

button-to-team = ‹ Team
button-invite = ➕ Invite
button-invite-member = A member
button-invite-admin = An administrator
button-make-admin = Make administrator
button-make-member = Make member
button-remove-mate = Remove from the team
button-remove-yes = Yes, remove
button-remove-no = No, let them stay
button-remove-erase = Remove, and erase letters now
button-domains = Domains of the team
button-domain-other = ➕ Another domain
button-to-domains = ‹ Domains

team =
    <b>Team</b>

    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }, { $admins ->
        [one] { $admins } of them an administrator 👑
       *[other] { $admins } of them administrators 👑
    }
team-you = {" "}(you)
teammate =
    <b>{ $name }</b>

    { $role ->
        [admin] Administrator: sees how all mailboxes are doing, invites and removes people.
       *[member] Member: sees their own mailboxes and the corporate ones.
    }
    Personal mailboxes: { $boxes }
teammate-of-settings = This administrator stands in the server's settings (POSTROOM_ADMINS), and that can be changed only there: removed here, they would be back at the next start.
teammate-last-admin = This is the only administrator. Make another one first: somebody has to be in charge of the team.
teammate-gone = This person is not in the team any more.
said-made-admin = ✅ Now an administrator.
said-made-member = ✅ Now a member. The invitations they gave out do not work any more.
said-removed-mate = ✅ <b>{ $name }</b> is not in the team any more.
remove-mate =
    Remove <b>{ $name }</b> from the team?

    <b>At once:</b> the bot stops answering this person; letters not sent yet, invitations and what was to be told to them are gone.

    { $boxes ->
        [0] They have no personal mailbox.
        [one] <b>Their personal mailbox</b> is paused, and its letters are erased here after { $days } days. Nobody else gets it.
       *[other] <b>Their personal mailboxes ({ $boxes })</b> are paused, and the letters in them are erased here after { $days } days. Nobody else gets them.
    }

    <b>What stays:</b> corporate mailboxes, the mail itself on its servers, and what has already come to them in Telegram.

invite =
    Whom do you want to invite?

    A member sees their own mailboxes and the corporate ones. An administrator sees how all mailboxes are doing, too, and can invite and remove people.
invited =
    The invitation { $role ->
        [admin] for an administrator
       *[member] to the team
    } is in the message below. Forward it to the person you are inviting.

    It stops working if you are no longer an administrator.
invitation =
    You are invited to a bot for work: it watches the mail and tells you when a client writes. Open the link and press “Start”:

    { $link }

    The link works once, within { $invite_days ->
        [one] a day
       *[other] { $invite_days } days
    }.

domains =
    <b>Domains of the team</b>

    { $count ->
        [0] Add your company's domain: whoever writes from it will count as one of you, and not as a client. So far I know only the addresses of the connected mailboxes.
       *[other] Whoever writes from these domains is one of you, and not a client: you are not told of their letters, and they have no cards. To remove a domain, press it.
    }
domain-ask = Send the domain, for example <code>example.com</code>.
domain-public = Anybody can have a mailbox at <b>{ $domain }</b>, clients of yours, too. It cannot be the team's.
said-domain-on = ✅ All addresses at <b>{ $domain }</b> are yours now. For new letters this holds from the next check.
said-domain-off = <b>{ $domain }</b> is removed.
