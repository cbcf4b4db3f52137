"""Entry point of ``python -m smm_action``."""

from smm_action.cli.main import main

if __name__ == "__main__":
    main()
