"""The functions of ``import cnnstat``; each module here is imported only when one of its functions is used."""
