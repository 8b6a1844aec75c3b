"""The codemod's rules and the engine that applies them. Pure: text in, findings and text out."""
