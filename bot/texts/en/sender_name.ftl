# The sender's name in letters.

button-sender-name = Sender's name
button-sender-name-off = Remove name
sender-name-none =
    <b>Sender's name</b> · { $address }

    Clients see just the address so far. Send me a name, and it will stand before the address, like “Ann Smith”.
sender-name =
    <b>Sender's name</b> · { $address }

    Clients see: <b>{ $name }</b>

    To replace the name, send a new one.
said-sender-name = ✅ Clients will see the name <b>{ $name }</b>.
said-sender-name-off = The name is gone: clients will see just the address.
