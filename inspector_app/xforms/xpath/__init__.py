"""XPath as XForms uses it: lexer, parser, syntax tree, compiler to closures, function list."""
