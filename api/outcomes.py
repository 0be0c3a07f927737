"""How figures look on the wire: weights, tests, outcomes, tallies. Shared by several subjects."""

from marshmallow import Schema, fields


class WeightsOut(Schema):
    household = fields.Int(required=True)
    head = fields.Int(required=True)
    area = fields.Int(required=True, metadata={"description": "dm²"})


class TestOut(Schema):
    name = fields.Str(required=True)
    measure = fields.Str(required=True)
    scope = fields.Str()
    numerator = fields.Int(required=True)
    denominator = fields.Int(required=True)
    threshold = fields.Str(required=True, metadata={"example": "2/3"})
    comparison = fields.Str(required=True)
    inequality = fields.Str(required=True, metadata={"example": "5*241=1205 < 4*302=1208"})
    passed = fields.Bool(required=True)
    shortfall = fields.Int(required=True)


class OutcomeOut(Schema):
    rule_set = fields.Str(required=True)
    passed = fields.Bool(required=True)
    tests = fields.List(fields.Nested(TestOut), required=True)
    missing = fields.List(fields.Str(), required=True)
