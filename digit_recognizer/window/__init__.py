"""The window: the only room that knows tkinter, and what stands behind its widgets."""
