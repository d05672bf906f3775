"""Who may do what, as data: roles, operations, and how far each role reaches. Guards, row scope, masks and the docs follow."""
