"""The smallest Typer program that prints a rich table of the size of AlexNet's: the floor of what the program costs."""

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()


@app.command()
def main(name: str, table: bool = False) -> None:
    grid = Table(title=name)
    for column in range(11):
        grid.add_column(f"column {column}")
    for row in range(15):
        grid.add_row(*(f"{row},{column},000" for column in range(11)))
    Console().print(grid)


if __name__ == "__main__":
    app()
