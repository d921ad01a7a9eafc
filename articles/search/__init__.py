"""Search: a question of words and filters -> the articles that may be found by them."""
