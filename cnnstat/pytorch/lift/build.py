"""Modules made by what a person names: a class or a function of a package or a file, or a network of timm's."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn.parameter import is_lazy as is_lazy_parameter

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.files import name_of
from cnnstat.pytorch.lift.trace import place_of_error
from cnnstat.pytorch.quiet import quiet, text_of
from cnnstat.spec.code import is_here, split_name

TIMM = "timm"


class Arguments(NamedTuple):
    """What a class or a function is called with."""

    positional: tuple[Any, ...] = ()
    named: Mapping[str, Any] = {}


def read_arguments(text: str) -> Arguments:
    """``"10, width=0.5"`` as arguments; only Python's literals are read.

    Raises:
        UsageError: it is something else.
    """
    try:
        call = ast.parse(f"f({text})", mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):  # ")(" would be another call
            raise ValueError
        if any(each.arg is None for each in call.keywords):
            raise ValueError
        named = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
        return Arguments(tuple(map(ast.literal_eval, call.args)), named)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
        problem = f"--args: expected values as Python writes them, such as num_classes=10, got {shown(text)}"
        raise UsageError(problem) from error


NO_ARGUMENTS = Arguments()


def module_of(name: str, arguments: Arguments = NO_ARGUMENTS) -> nn.Module:
    """The module that a name and arguments make, on tensors without numbers where it can be built so.

    Raises:
        UsageError: there is no such class or function, it needs other arguments, or its code fails.
    """
    home, attribute = split_name(name)
    if home == TIMM:
        create = found(imported(TIMM), "create_model", TIMM)
        arguments = Arguments((attribute, *arguments.positional), arguments.named)
        return built(name, create, arguments)
    module = from_file(home) if home.lower().endswith(".py") else imported(home)
    made: Any = module
    for part in attribute.split("."):
        made = found(made, part, home)
    if isinstance(made, nn.Module):
        return made
    if not callable(made):
        raise UsageError(f"{name}: expected a class, a function or a torch.nn.Module, got {shown(made)}")
    require_arguments(name, made, arguments)
    return built(name, made, arguments)


def imported(name: str) -> ModuleType:
    """A package's module, or one beside which the program was started.

    What a package may do without (``try: import accimage``) is not looked for in the current folder, which may be a
    stranger's.
    """
    try:
        with running(name), beside(*([os.getcwd()] if name != TIMM and is_here(name) else [])):
            return importlib.import_module(name)
    except UsageError as error:
        if not isinstance(error.__cause__, ModuleNotFoundError):
            raise
        missing = error.__cause__.name or name
        install = f": pip install {TIMM}" if name == TIMM else ""
        own = missing == name or name.startswith(f"{missing}.")
        what = f"there is no Python module {shown(missing)} here" if own else f"{name} needs the module {missing}"
        raise UsageError(f"{what}{install}") from error


def from_file(name: str) -> ModuleType:
    """A file run as a module; it finds those beside it."""
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"{name_of(path)}: cannot read: there is no such file")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"{name_of(path)}: cannot be run as Python")
    module = importlib.util.module_from_spec(spec)
    with running(name_of(path)), beside(str(path.resolve().parent)), named(path.stem, module):
        spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def named(name: str, module: ModuleType) -> Iterator[None]:
    """A module under its name while it runs, as dataclasses in it want, unless that is another's."""
    free = name not in sys.modules
    if free:
        sys.modules[name] = module
    try:
        yield
    finally:
        if free:
            sys.modules.pop(name, None)


@contextlib.contextmanager
def beside(*folders: str) -> Iterator[None]:
    """Modules of some folders can be imported, where no installed one has their name."""
    new = [each for each in dict.fromkeys(folders) if each not in sys.path]
    sys.path += new
    try:
        yield
    finally:
        for folder in new:
            with contextlib.suppress(ValueError):  # the code has removed it
                sys.path.remove(folder)


@contextlib.contextmanager
def running(name: str) -> Iterator[None]:
    """Other people's code runs, and what it raises becomes a message."""
    try:
        with quiet():
            yield
    except (UsageError, KeyboardInterrupt):
        raise
    except BaseException as error:
        place, said = place_of_error(error), text_of(error)
        what = f"{type(error).__name__}: {said}" if said else type(error).__name__
        raise UsageError(f"{name}: its code raises {what} ({place.file}:{place.line})") from error


def found(owner: Any, name: str, home: str) -> Any:
    """An attribute.

    Raises:
        UsageError: there is none; the message suggests a similar name.
    """
    with running(home):  # to ask for an attribute may run code as well
        if hasattr(owner, name):
            return getattr(owner, name)
        known = [each for each in dir(owner) if not each.startswith("_") and callable(getattr(owner, each, None))]
    raise UsageError(f"{home} has no {shown(name)}{nearest(name, known)}")


def require_arguments(name: str, made: Callable[..., Any], arguments: Arguments) -> None:
    """Raise UsageError where a class or a function cannot be called with these arguments."""
    try:
        signature = inspect.signature(made)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*arguments.positional, **arguments.named)
    except TypeError as error:
        needed = [
            each.name
            for each in signature.parameters.values()
            if each.default is each.empty and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        ]
        example = ", ".join(f"{each}=…" for each in needed) or "…"
        problem = f'{name}: {error}; `cnnstat import {name} --args "{example}"` gives arguments'
        raise UsageError(problem) from error


def built(name: str, make: Callable[..., Any], arguments: Arguments) -> nn.Module:
    """What a call makes: without numbers, or if its code does not allow that, with numbers that nobody drew."""
    try:
        with torch.device("meta"), quiet():
            module = make(*arguments.positional, **arguments.named)
    except KeyboardInterrupt:
        raise
    except BaseException:  # most often an operation that needs numbers; if not, it comes again
        with running(name), undrawn():
            module = make(*arguments.positional, **arguments.named)
        module = module.to("meta") if isinstance(module, nn.Module) and not is_lazy(module) else module
    if not isinstance(module, nn.Module):
        raise UsageError(f"{name}: expected a torch.nn.Module, got {shown(module)}")
    return module


def is_lazy(module: nn.Module) -> bool:
    return any(is_lazy_parameter(each) for each in module.parameters())


@contextlib.contextmanager
def undrawn() -> Iterator[None]:
    """Weights stay as memory is: drawing them takes longer than all else, and no figure depends on them."""
    kept = {name: each for name, each in vars(nn.init).items() if name.endswith("_") and not name.startswith("_")}
    try:
        for name in kept:
            setattr(nn.init, name, lambda tensor, *_, **__: tensor)
        yield
    finally:
        for name, each in kept.items():
            setattr(nn.init, name, each)
