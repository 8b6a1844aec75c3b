"""Where interpreters come from: one provider a module, in order of preference."""
