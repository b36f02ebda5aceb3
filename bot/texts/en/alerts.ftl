# A mailbox stopped working, and works again.

alert-auth-failed = 🔑 The mail service no longer lets me into <b>{ $address }</b>. New letters do not arrive from there for now.
alert-unreachable = 📡 I lost the connection to <b>{ $address }</b>. New letters do not arrive from there for now.
alert-moved = 🚚 It looks as if <b>{ $address }</b> has moved to another mail service.
alert-works = ✅ <b>{ $address }</b> is back.
alert-no-connection = The connection was lost { $since } and came back { $until }.
alert-no-access = I could not get in: it began { $since } and ended { $until }.
alert-caught-up = Everything that arrived meanwhile is here already or on its way.
