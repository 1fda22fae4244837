"""Durable work: rows that are promises, claimed by workers, kept until they are fulfilled."""
