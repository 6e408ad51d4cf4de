"""The program: `downtools`, or `python -m downtools`."""

import sys


def main() -> int:
    """Run the command line; Ctrl-C is answered in words even while it is being loaded."""
    try:
        from downtools.cli.main import main as command_line

        return command_line()
    except KeyboardInterrupt:
        sys.stderr.write("stopped by Ctrl-C\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
