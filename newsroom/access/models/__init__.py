"""What is known of those who sign in; one noun a file."""

from newsroom.access.models.attempt import Attempt
from newsroom.access.models.second_factor import SecondFactor

__all__ = ["Attempt", "SecondFactor"]
