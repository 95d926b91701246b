"""The window's own widgets, one to a module; they send virtual events and know no network."""
