"""The saved list: what one person keeps, how it is marked, filed and found."""
