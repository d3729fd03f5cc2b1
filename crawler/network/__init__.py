"""How requests leave this machine and what comes back: guard, robots.txt, patience, conditional requests, outcomes."""
