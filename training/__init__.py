"""Learning what ``earmark.extract`` ships: scripts run by hand; nothing here is in the package."""
