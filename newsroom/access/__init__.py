"""Who comes in at the desk, and how: tries that are counted, the second factor, sessions that end, one's own profile."""
