"""What is told about the product and the city as a whole, from queries and from the code itself."""
