"""The functions of ``import cnnstat``, which imports a module of these when one is asked for."""
