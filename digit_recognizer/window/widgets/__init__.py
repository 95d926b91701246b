"""The widgets: a small class in a module each. They know no network and send events upward."""
