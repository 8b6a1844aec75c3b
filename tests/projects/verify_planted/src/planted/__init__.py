"""Nine bugs that processes hid, each in a module with a twin in which it is fixed."""
