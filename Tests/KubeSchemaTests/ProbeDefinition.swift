/// A kind that has every feature of schemas, for comparison with a real API server.
enum ProbeDefinition {
    static let text = #"""
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "probes.lab.dev"},
        "spec": {"group": "lab.dev", "scope": "Namespaced",
        "names": {"kind": "Probe", "plural": "probes", "listKind": "ProbeList", "singular": "probe"},
        "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
        {"type": "object", "required": ["spec"], "properties": {
        "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
        "spec": {"type": "object", "properties": {
        "a": {"items": {"type": "string"}, "maxItems": 2, "minItems": 1, "type": "array"},
        "all": {"allOf": [{"minLength": 3}, {"pattern": "^a"}], "type": "string"},
        "any": {"anyOf": [{"required": ["p"]}, {"required": ["q"]}], "properties": {"p": {"type": "string"}, "q": {"type": "string"}}, "type": "object"},
        "b": {"type": "boolean"},
        "by": {"format": "byte", "type": "string"},
        "cel": {"maxLength": 10, "type": "string", "x-kubernetes-validations": [{"message": "bad is bad", "rule": "self != 'bad'"}]},
        "d": {"format": "date", "type": "string"},
        "du": {"format": "duration", "type": "string"},
        "e": {"enum": ["viewer", "submitter"], "type": "string"},
        "ei": {"enum": [1, 2], "type": "integer"},
        "em": {"format": "email", "type": "string"},
        "emb": {"type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true},
        "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
        "hn": {"format": "hostname", "type": "string"},
        "i": {"maximum": 10, "minimum": 1, "type": "integer"},
        "i32": {"format": "int32", "type": "integer"},
        "i64": {"format": "int64", "type": "integer"},
        "ios": {"x-kubernetes-int-or-string": true},
        "ip": {"format": "ipv4", "type": "string"},
        "lm": {"items": {"properties": {"name": {"type": "string"}, "role": {"type": "string"}}, "required": ["name"], "type": "object"}, "type": "array", "x-kubernetes-list-map-keys": ["name"], "x-kubernetes-list-type": "map"},
        "lm2": {"items": {"properties": {"group": {"type": "string"}, "role": {"type": "string"}}, "required": ["group", "role"], "type": "object"}, "type": "array", "x-kubernetes-list-map-keys": ["group", "role"], "x-kubernetes-list-type": "map"},
        "m": {"additionalProperties": {"type": "integer"}, "maxProperties": 2, "minProperties": 1, "type": "object"},
        "not": {"not": {"enum": ["bad"]}, "type": "string"},
        "nul": {"nullable": true, "type": "string"},
        "num": {"exclusiveMinimum": true, "maximum": 2.5, "minimum": 0.5, "multipleOf": 0.5, "type": "number"},
        "o": {"properties": {"why": {"properties": {"z": {"type": "integer"}}, "required": ["z"], "type": "object"}, "x": {"type": "string"}}, "required": ["x"], "type": "object"},
        "one": {"oneOf": [{"required": ["p"]}, {"required": ["q"]}], "properties": {"p": {"type": "string"}, "q": {"type": "string"}}, "type": "object"},
        "s": {"maxLength": 5, "minLength": 2, "pattern": "^[a-z]+$", "type": "string"},
        "set": {"items": {"type": "string"}, "type": "array", "x-kubernetes-list-type": "set"},
        "t": {"format": "date-time", "type": "string"},
        "u": {"format": "uri", "type": "string"},
        "uuid": {"format": "uuid", "type": "string"}
        }}}}}}]}}
        """#
}
