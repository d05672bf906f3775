"""The engine: a whole GraphQL operation becomes a few SQL statements and the bytes of the answer.

Read in this order: `declare` (what a field says of itself), `filters` and `orders` (what a list offers), `planner` (document
to plan), `picks` and `sql` (plan to SQL and Python), `run` (plan to answer), `reference` (the same by graphql-core).
"""
