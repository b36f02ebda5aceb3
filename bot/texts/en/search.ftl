# Searching letters.

command-search = find a letter
button-search = Search
button-search-again = Search again
search-ask =
    <b>Search letters</b>

    What are we looking for? Write a word, a name or an address.

    You can narrow it down at once, like this:
    <code>invoice from:smith</code>
    <code>contract since:{ $day } has:file</code>
search-found =
    🔎 <b>{ $query }</b>

    { $count ->
        [one] Found { $count } letter.
       *[other] Found { $count } letters.
    }
search-found-many =
    🔎 <b>{ $query }</b>

    That is a lot of letters: here are the newest { $count }. To get fewer, add <code>from:smith</code> or <code>since:{ $day }</code>.
search-none =
    🔎 <b>{ $query }</b>

    Nothing found. Try another word, or leave out a condition. A letter that has only just come can be found a minute later.
search-unclear =
    I did not get the date “{ $said }”. Write it like this:
    <code>contract since:{ $day }</code>
search-forgotten = I have forgotten that search by now. Start a new one, it takes a moment.

glimpse-in = Came { $when } to { $mailbox }
glimpse-out = Sent { $when } from { $mailbox }
glimpse-why = { $line } · { $why }
glimpse-to-nobody = No addressee
glimpse-several = { $name } and { $count } more
