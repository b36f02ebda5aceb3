# Whom we write to.

card-new = A new contact: no letters with this address yet.
card-lookalike = ⚠️ This address mixes look-alike letters of different alphabets. Make sure it is the right one.
card-neighbours = You already have letters with { $domain }:
card-neighbours-more = and { $count } more
