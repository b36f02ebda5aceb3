# Contacts, and the card of one.

command-contacts = clients and their letters
button-contacts = Contacts
button-to-contacts = ‹ Contacts
button-contact-find = Find by name
button-contacts-all = All contacts
button-card = Card
button-to-card = ‹ Card
button-chains = Chains · { $count }
contacts =
    <b>Contacts</b> · { $count }

    The most recent conversations come first.
contacts-found =
    <b>Contacts</b> · “{ $text }”

    { $count ->
        [one] Found { $count } contact.
       *[other] Found { $count } contacts.
    }
contacts-none =
    <b>Contacts</b>

    Nobody here yet. A contact appears by itself once a client writes, or somebody writes to one.
contacts-none-found =
    <b>Contacts</b> · “{ $text }”

    Nobody found. Try a part of the name or the address.
contacts-ask = Who are we looking for? Write a name or an address; a part of it will do.
card = 👤 <b>{ $name }</b>
    { $address }
card-address = 👤 <b>{ $address }</b>
card-span = Letters since { $first }. The last one { $last }.
card-single = One letter so far, { $last }.
card-counts = From the client { $received } · from us { $sent }
card-chain = { $subject } · { $count ->
    [one] { $count } letter
   *[other] { $count } letters
 }
chains = <b>Chains</b> · { $who }
card-gone = There is no such contact here. Perhaps none of their letters is left.
card-none = This letter has no card: it is neither from a client nor to one.
