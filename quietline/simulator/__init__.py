"""A city with ground truth: writes files in operators' formats and the truth apart. Nothing imports it but the command line and tests."""
