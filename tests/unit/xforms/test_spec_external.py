"""External data by the ODK XForms specification: GeoJSON, attributes of items, pulldata()."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.xforms import Session

Opener = Callable[..., Session]

POINT = {"type": "Point", "coordinates": [102, 0.5]}
LINE = {"type": "LineString", "coordinates": [[104, 0.5], [105, 0.5]]}
SCATTER = {"type": "MultiPoint", "coordinates": [[1, 2]]}
AREA = {"type": "Polygon", "coordinates": [[[5, 63], [10, 83], [5, 63]]]}


def feature(geometry: object, properties: object, **more: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties} | more


def read(open_xml: Opener, tmp_path: Path, content: object, expression: str) -> Session:
    (tmp_path / "a.geojson").write_text(json.dumps(content), "utf-8")
    return open_xml(
        "<out/>",
        f'<bind nodeset="/data/out" calculate="{expression}"/>',
        "",
        '<instance id="a" src="jr://file/a.geojson"/>',
        media=[tmp_path],
    )


COLLECTION = {
    "type": "FeatureCollection",
    "note": "passed over",
    "features": [
        feature(POINT, {"id": "inner", "name": " 点 ", "n": 3, "none": None}, id="outer"),
        feature(LINE, {"id": 77, "标签": "线"}, more="passed over"),
        feature(AREA, None),
    ],
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(instance('a')/root/item)", "3"),
        ("instance('a')/root/item[1]/id", "outer"),
        ("instance('a')/root/item[2]/id", "77"),
        ("instance('a')/root/item[1]/geometry", "0.5 102 0 0"),
        ("instance('a')/root/item[2]/geometry", "0.5 104 0 0;0.5 105 0 0"),
        ("instance('a')/root/item[3]/geometry", "63 5 0 0;83 10 0 0;63 5 0 0"),
        ("instance('a')/root/item[1]/name", " 点 "),
        ("instance('a')/root/item[1]/none", ""),
        ("instance('a')/root/item[1]/n + 1", "4"),
        ("instance('a')/root/item[标签 = '线']/id", "77"),
        ("count(instance('a')/root/item[3]/*)", "1"),
        ("geofence('70 6', instance('a')/root/item[3]/geometry)", "false"),
        ("pulldata('a', 'geometry', 'id', '77')", "0.5 104 0 0;0.5 105 0 0"),
    ],
)
def test_features_are_items_with_geometry_id_and_properties(
    open_xml: Opener, tmp_path: Path, expression: str, expected: str
) -> None:
    session = read(open_xml, tmp_path, COLLECTION, expression)
    assert session.form.missing == ()
    assert session.value("/data/out") == expected


@pytest.mark.parametrize(
    "content",
    [
        [],
        "text",
        {"type": "Feature", "features": []},
        {"type": "FeatureCollection"},
        {"type": "FeatureCollection", "features": {}},
        {"type": "FeatureCollection", "features": [{"type": "Point"}]},
        {"type": "FeatureCollection", "features": [7]},
        {"type": "FeatureCollection", "features": [feature(SCATTER, {})]},
        {"type": "FeatureCollection", "features": [feature(POINT | {"coordinates": [1]}, {})]},
    ],
)  # fmt: skip
def test_file_that_is_no_collection_of_known_shapes_is_named_as_missing(
    open_xml: Opener, tmp_path: Path, content: object
) -> None:
    session = read(open_xml, tmp_path, content, "count(instance('a')/root/item)")
    assert session.form.missing == ("jr://file/a.geojson",)
    assert session.value("/data/out") == "0"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("pulldata('s', 'v', '@at', 'south')", "二"),
        ("pulldata('s', '@k', '@at', 'north')", "A"),
        ("pulldata('s', 'v', '@at', 'west')", ""),
        ("pulldata('s', 'v', '@none', '')", ""),
        ("pulldata('s', 'none', '@at', 'south')", ""),
        ("pulldata('s', 'v', 'v', '三')", "三"),
        ("instance('s')/root/item[@at = 'south'][2]/v", "三"),
        ("count(instance('s')/root/item[@at])", "3"),
        ("instance('s')/root/item[@k = 'B']/@at", "south"),
    ],
)
def test_items_are_found_by_their_attributes(
    open_xml: Opener, expression: str, expected: str
) -> None:
    session = open_xml(
        "<out/>",
        f'<bind nodeset="/data/out" calculate="{expression}"/>',
        "",
        '<instance id="s"><root><item k="A" at="north"><v>一</v></item><item k="B" at="south">'
        '<v>二</v></item><item k="C" at="south"><v>三</v></item><item><v>四</v></item></root>'
        "</instance>",
    )
    assert session.value("/data/out") == expected
