"""Evidence as pictures: geometry from numbers, pure; the templates draw it as SVG with classes of the style sheet."""
