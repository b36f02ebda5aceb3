alias-own =
    { $letters ->
        [one] { $letters } letter came from <b>{ $alias }</b> so far, and I took it for a client's.
       *[other] { $letters } letters came from <b>{ $alias }</b> so far, and I took them for a client's.
    }

    Is it really your own address? If so, I will not tell you of new letters from it any more.
button-alias-own = Yes, it is mine
button-alias-not-own = No
said-alias-left = <b>{ $alias }</b> is left out: letters from there stay a client's.
