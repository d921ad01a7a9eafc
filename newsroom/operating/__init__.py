"""What operators do with a site: look whether it is well, keep copies of it, and give its processes no more than they need."""
