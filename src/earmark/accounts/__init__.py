"""Who may use this Earmark: accounts, sessions, API tokens, and the one layer that refuses."""
