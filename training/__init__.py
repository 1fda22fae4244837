"""How the extractor's learnt parts are made; nothing here runs in the product."""
