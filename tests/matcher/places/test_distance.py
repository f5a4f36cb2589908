"""Distances by coordinates and by code, and the exact nearest neighbours."""

import numpy as np
import pytest

from matcher.places.distance import by_code, chord, haversine, unit_vectors
from matcher.places.nearest import nearest


def test_a_degree_of_latitude_is_111_kilometres():
    one = np.array([32.0]), np.array([109.0])
    assert haversine(*one, np.array([33.0]), np.array([109.0]))[0] == pytest.approx(111.195, 1e-5)
    assert haversine(*one, *one)[0] == 0
    assert np.isnan(haversine(*one, np.array([np.nan]), np.array([109.0])))[0]


def test_codes_stand_in_for_coordinates():
    grids = np.array([7, 1, 1, 1, -1]), np.array([7, 2, 2, 2, -1])
    communities = np.array([3, 3, 1, 1, -1]), np.array([3, 3, 2, 2, -1])
    towns = np.array([1, 1, 1, 1, -1]), np.array([1, 1, 1, 2, -1])
    assert by_code(grids, communities, towns).tolist() == [0.3, 1.0, 4.0, 10.0, 10.0]


def test_the_straight_line_on_the_sphere_agrees_with_the_great_circle():
    lat, lon = np.array([32.8, 32.83]), np.array([109.2, 109.25])
    here, there = unit_vectors(lat, lon)
    km = haversine(lat[:1], lon[:1], lat[1:], lon[1:])[0]
    assert np.linalg.norm(here - there) == pytest.approx(chord(km))


def test_nearest_is_exact():
    r = np.random.default_rng(1)
    lat, lon = 32.8 + r.normal(0, 0.02, 90), 109.2 + r.normal(0, 0.02, 90)
    points = unit_vectors(lat, lon)
    row, found = nearest(points[:60], points[60:], 5, 2.0)
    for k in range(30):
        km = haversine(lat[:60], lon[:60], np.full(60, lat[60 + k]), np.full(60, lon[60 + k]))
        wanted = [i for i in np.argsort(km)[:5] if km[i] <= 2.0]
        assert found[row == k].tolist() == wanted


def test_nobody_is_near_nobody():
    nobody = np.zeros((0, 3))
    assert len(nearest(nobody, nobody, 3, 5.0)[0]) == 0
    assert len(nearest(nobody, np.ones((2, 3)), 3, 5.0)[1]) == 0
