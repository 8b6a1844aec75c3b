"""The stages of the work: model in, model out, nothing printed."""
