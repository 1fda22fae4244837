"""Moving all that an Earmark keeps to another database, or its files to another store."""
