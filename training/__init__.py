"""Learning the block model that ``earmark.extract`` ships; not part of the package."""
