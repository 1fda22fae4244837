"""The database: engines, sessions, table base and migrations; knows no table by name."""
