"""What was published: Articles, how they are captured, and the copies that were kept."""
