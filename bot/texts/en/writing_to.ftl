# Whom we write to.

card-new = A new contact: no letters with this address yet.
