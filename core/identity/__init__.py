"""Identity: who asks. Accounts and their tokens, an identity provider's, programs', and the roles of the demo."""
