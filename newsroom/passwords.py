"""What a password must be, and how it is kept."""

LEAST_CHARACTERS = 12
LINK_SECONDS = 3600
"""So long a link to choose a new one holds."""
DJANGO = "django.contrib.auth"
VALIDATORS = [
    {"NAME": f"{DJANGO}.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": f"{DJANGO}.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": LEAST_CHARACTERS}},
    {"NAME": f"{DJANGO}.password_validation.CommonPasswordValidator"},
    {"NAME": f"{DJANGO}.password_validation.NumericPasswordValidator"},
]
HASHERS = [f"{DJANGO}.hashers.Argon2PasswordHasher"]
