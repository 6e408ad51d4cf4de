"""`python -m downtools` is the command line."""

import sys

from downtools.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
