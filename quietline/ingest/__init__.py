"""From a delivered file to committed facts: a profile says how the source writes, bad rows go to quarantine, good ones go on."""
