"""Report in, text out: terminal, markdown, HTML, SARIF, JSON."""
