"""``earmark`` and ``python -m earmark``: the command line."""

from earmark.cli.main import run as main

if __name__ == "__main__":
    main()
