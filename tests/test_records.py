"""Records behave as frozen dataclasses of keyword arguments do."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from swtui.records import EMPTY, field_names, pair, record, replace


@record
class Road:
    """A road."""

    name: str
    length: float = 1.5
    """Kilometres."""
    towns: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name} ({self.length} km)"


@record
class Lane:
    width: float

    def __post_init__(self) -> None:
        if self.width <= 0:
            raise ValueError("a lane has a width")


@pair
class Point:
    x: int
    y: int = 0


def test_fields_are_given_by_keyword_and_defaults_fill_the_rest() -> None:
    road = Road(name="A1", towns=("Ulm",))
    assert (road.name, road.length, road.towns, road.label) == ("A1", 1.5, ("Ulm",), "A1 (1.5 km)")
    with pytest.raises(TypeError):
        Road("A1")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="name"):
        Road()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="lanes"):
        Road(name="A1", lanes=2)  # type: ignore[call-arg]


def test_a_pair_takes_its_fields_by_position_too_and_can_be_matched_so() -> None:
    assert Point(1, 2) == Point(x=1, y=2)
    match Point(3):
        case Point(x, y):
            assert (x, y) == (3, 0)


def test_a_record_cannot_be_changed_nor_get_another_attribute() -> None:
    road = Road(name="A1")
    with pytest.raises(AttributeError, match="name"):
        road.name = "A2"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del road.name
    with pytest.raises(AttributeError):
        road.lanes = 2  # type: ignore[attr-defined]
    assert not hasattr(road, "__dict__")


def test_records_are_equal_by_class_and_fields() -> None:
    assert Road(name="A1") == Road(name="A1")
    assert hash(Road(name="A1")) == hash(Road(name="A1"))
    assert Road(name="A1") != Road(name="A2")
    other: object = Point(1)
    assert Lane(width=1) != other
    assert {Lane(width=1), Lane(width=1)} == {Lane(width=1)}


def test_a_record_shows_its_fields() -> None:
    assert repr(Road(name="A1")) == "Road(name='A1', length=1.5, towns=())"


def test_replace_keeps_the_other_fields_and_checks_again() -> None:
    assert replace(Road(name="A1", length=2), name="A2") == Road(name="A2", length=2)
    with pytest.raises(TypeError):
        replace(Road(name="A1"), lanes=2)
    with pytest.raises(ValueError, match="width"):
        replace(Lane(width=1), width=0)


def test_the_functions_of_dataclasses_work_on_it() -> None:
    road = Road(name="A1")
    assert field_names(Road) == ("name", "length", "towns")
    assert tuple(field.name for field in dataclasses.fields(road)) == field_names(Road)
    assert dataclasses.asdict(road) == {"name": "A1", "length": 1.5, "towns": ()}
    assert dataclasses.replace(road, length=3).length == 3


def test_the_empty_mapping_cannot_be_filled() -> None:
    with pytest.raises(TypeError):
        EMPTY["a"] = 1  # type: ignore[index]


def test_declaring_records_loads_no_other_module() -> None:
    code = """
import sys, swtui
before = set(sys.modules)
from swtui.records import record
@record
class Road:
    name: str
Road(name="A1")
print(*sorted(set(sys.modules) - before - {"swtui", "swtui.records", "__future__"}))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) <= {"types", "_operator"}
