"""Many tasks, on one machine or many: blocks on disk that survive any kill, in any order."""
