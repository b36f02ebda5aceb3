# A mailbox stopped working, and works again.

alert-auth-failed = 🔑 The mail service no longer lets me into <b>{ $address }</b>. New letters do not arrive from there for now.
alert-unreachable = 📡 I lost the connection to <b>{ $address }</b>. New letters do not arrive from there for now.
alert-moved = 🚚 It looks as if <b>{ $address }</b> has moved to another mail service.
alert-works = ✅ <b>{ $address }</b> is back.
alert-no-connection = The last good check was { $before }, and the connection came back { $after }.
alert-no-access = The last good check was { $before }, and I was let in again { $after }.
alert-consent-ends = ⌛ The permission to read <b>{ $address }</b> ends on { $day }: the mail service gives it for a while only. Renew it before then, and no letter will be late.
alert-caught-up = Everything that arrived meanwhile is here already or on its way.
alert-asked = 🙏 An administrator asks you to sign in to <b>{ $address }</b> again. Letters from there do not come without it.
