"""Web pages for people at the bureau: server-rendered, no script, behind a log-in."""
