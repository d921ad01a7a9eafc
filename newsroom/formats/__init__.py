"""How dates are written where a template does not say: the same on the whole desk, and short enough for a column."""
