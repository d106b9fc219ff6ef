"""What laptops and verifiers ask over HTTP: one module per noun."""
