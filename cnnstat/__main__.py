"""The program: ``cnnstat``, or ``python -m cnnstat``."""

try:
    from cnnstat.cli import main

    if __name__ == "__main__":
        main()
except KeyboardInterrupt:  # before the program handles signals itself
    raise SystemExit(130) from None
