"""Stories in the database: placing what is new, counting and ranking, and what editors order of them."""
