"""Events: what happened, one row each in the transaction in which it did; whoever must be told reads them here."""
