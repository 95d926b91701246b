"""The window's own widgets, one to a module; they send virtual events upward and know no network."""
