"""What a project's code means: modules, scopes, names, calls, effects. Pure."""
