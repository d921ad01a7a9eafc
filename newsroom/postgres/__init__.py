"""Django's Postgres backend, with our own floor: Postgres 15."""
