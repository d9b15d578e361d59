import Testing

/// What kube-apiserver 1.36.4 answered to objects of the kind in ``ProbeDefinition``, with strict field validation.
///
/// Each line is the reason, the field and the message of one cause; `strict` marks a refused decoding, `notice` the remark
/// that rules in CEL were not checked. The order of causes means nothing: the server walks through maps at random.
struct Answer: Sendable, CustomTestStringConvertible {
    /// The `spec` of the object as JSON.
    let spec: String
    var lines: [String] = []

    var testDescription: String { spec }

    /// The objects and answers of ``text``.
    static let recorded: [Answer] = {
        var answers: [Answer] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("  ") {
                answers[answers.count - 1].lines.append(String(line.dropFirst(2)))
            } else {
                answers.append(Answer(spec: String(line)))
            }
        }
        return answers
    }()

    private static let text = #"""
        {"s":"ABCDEFG"}
          tooLong spec.s: Too long: may not be more than 5 bytes
          notice
        {"s":"a"}
          invalid spec.s: Invalid value: "a": spec.s in body should be at least 2 chars long
        {"s":"A1"}
          invalid spec.s: Invalid value: "A1": spec.s in body should match '^[a-z]+$'
        {"s":1}
          typeInvalid spec.s: Invalid value: "integer": spec.s in body must be of type string: "integer"
          notice
        {"s":null}
        {"s":true}
          typeInvalid spec.s: Invalid value: "boolean": spec.s in body must be of type string: "boolean"
          notice
        {"s":["x"]}
          typeInvalid spec.s: Invalid value: "array": spec.s in body must be of type string: "array"
          notice
        {"s":{"x":1}}
          strict strict decoding error: unknown field "spec.s.x"
        {"e":"boss"}
          notSupported spec.e: Unsupported value: "boss": supported values: "viewer", "submitter"
          notice
        {"e":1}
          typeInvalid spec.e: Invalid value: "integer": spec.e in body must be of type string: "integer"
          notSupported spec.e: Unsupported value: 1: supported values: "viewer", "submitter"
          notice
        {"ei":3}
          notSupported spec.ei: Unsupported value: 3: supported values: "1", "2"
          notice
        {"i":0}
          invalid spec.i: Invalid value: 0: spec.i in body should be greater than or equal to 1
        {"i":11}
          invalid spec.i: Invalid value: 11: spec.i in body should be less than or equal to 10
        {"i":"5"}
          typeInvalid spec.i: Invalid value: "string": spec.i in body must be of type integer: "string"
          notice
        {"i":1.5}
          typeInvalid spec.i: Invalid value: "number": spec.i in body must be of type integer: "number"
          invalid <nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.i
          notice
        {"i":2.0}
        {"i32":3000000000}
          invalid <nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.i32
        {"i64":9223372036854775807}
        {"i64":1e30}
          typeInvalid spec.i64: Invalid value: "float64": spec.i64 in body must be of type int64: "float64"
          invalid <nil>: Invalid value: "": Checked value must be of type integer with format int64 in spec.i64
          notice
        {"num":0.5}
          invalid spec.num: Invalid value: 0.5: spec.num in body should be greater than 0.5
        {"num":0.7}
          invalid spec.num: Invalid value: 0.7: spec.num in body should be a multiple of 0.5
        {"num":"x"}
          typeInvalid spec.num: Invalid value: "string": spec.num in body must be of type number: "string"
          notice
        {"b":"true"}
          typeInvalid spec.b: Invalid value: "string": spec.b in body must be of type boolean: "string"
          notice
        {"t":"tomorrow"}
          typeInvalid spec.t: Invalid value: "tomorrow": spec.t in body must be of type date-time: "tomorrow"
          notice
        {"t":"2026-01-01T00:00:00Z"}
        {"t":"2026-13-01T00:00:00Z"}
          typeInvalid spec.t: Invalid value: "2026-13-01T00:00:00Z": spec.t in body must be of type date-time: "2026-13-01T00:00:00Z"
          notice
        {"t":"2026-01-01"}
          typeInvalid spec.t: Invalid value: "2026-01-01": spec.t in body must be of type date-time: "2026-01-01"
          notice
        {"t":"2026-01-01 00:00:00Z"}
          typeInvalid spec.t: Invalid value: "2026-01-01 00:00:00Z": spec.t in body must be of type date-time: "2026-01-01 00:00:00Z"
          notice
        {"t":"2026-01-01T00:00:00"}
          typeInvalid spec.t: Invalid value: "2026-01-01T00:00:00": spec.t in body must be of type date-time: "2026-01-01T00:00:00"
          notice
        {"t":5}
          typeInvalid spec.t: Invalid value: "int64": spec.t in body must be of type date-time: "int64"
          notice
        {"u":"not a uri"}
          typeInvalid spec.u: Invalid value: "not a uri": spec.u in body must be of type uri: "not a uri"
          notice
        {"u":"https://x/y"}
        {"u":"/x"}
        {"u":"x"}
          typeInvalid spec.u: Invalid value: "x": spec.u in body must be of type uri: "x"
          notice
        {"d":"2026-1-1"}
          typeInvalid spec.d: Invalid value: "2026-1-1": spec.d in body must be of type date: "2026-1-1"
          notice
        {"ip":"1.2.3"}
          typeInvalid spec.ip: Invalid value: "1.2.3": spec.ip in body must be of type ipv4: "1.2.3"
          notice
        {"ip":"1.2.3.04"}
        {"uuid":"x"}
          typeInvalid spec.uuid: Invalid value: "x": spec.uuid in body must be of type uuid: "x"
          notice
        {"by":"???"}
          typeInvalid spec.by: Invalid value: "???": spec.by in body must be of type byte: "???"
          notice
        {"hn":"-bad-"}
          typeInvalid spec.hn: Invalid value: "-bad-": spec.hn in body must be of type hostname: "-bad-"
          notice
        {"du":"3 parsecs"}
          typeInvalid spec.du: Invalid value: "3 parsecs": spec.du in body must be of type duration: "3 parsecs"
          notice
        {"em":"nobody"}
          typeInvalid spec.em: Invalid value: "nobody": spec.em in body must be of type email: "nobody"
          notice
        {"a":[]}
          invalid spec.a: Invalid value: 0: spec.a in body should have at least 1 items
        {"a":["a","b","c"]}
          tooMany spec.a: Too many: 3: must have at most 2 items
          notice
        {"a":["a",1]}
          typeInvalid spec.a[1]: Invalid value: "integer": spec.a[1] in body must be of type string: "integer"
          notice
        {"a":"x"}
          typeInvalid spec.a: Invalid value: "string": spec.a in body must be of type array: "string"
          notice
        {"set":["a","b","a","a"]}
          duplicate spec.set[2]: Duplicate value: "a"
        {"nul":null}
        {"m":{}}
          invalid spec.m: Invalid value: 0: spec.m in body should have at least 1 properties
        {"m":{"a":1,"b":2,"c":3}}
          tooMany spec.m: Too many: 3: must have at most 2 items
          notice
        {"m":{"a":"x"}}
          typeInvalid spec.m.a: Invalid value: "string": spec.m.a in body must be of type integer: "string"
          notice
        {"m":{"a.b/c":"x"}}
          typeInvalid spec.m.a.b/c: Invalid value: "string": spec.m.a.b/c in body must be of type integer: "string"
          notice
        {"m":[]}
          typeInvalid spec.m: Invalid value: "array": spec.m in body must be of type object: "array"
          notice
        {"ios":true}
          typeInvalid spec.ios: Invalid value: "boolean": spec.ios in body must be of type integer,string: "boolean"
          notice
        {"ios":"5"}
        {"ios":1.5}
          typeInvalid spec.ios: Invalid value: "number": spec.ios in body must be of type integer,string: "number"
          notice
        {"lm":[{"name":"a"},{"name":"a","role":"x"}]}
          duplicate spec.lm[1]: Duplicate value: {"name":"a"}
        {"lm":[{"name":"a"},{"role":"x"}]}
          required spec.lm[1].name: Required value
          notice
        {"lm":["x"]}
          typeInvalid spec.lm[0]: Invalid value: "string": spec.lm[0] in body must be of type object: "string"
          invalid spec.lm[0]: Invalid value: "x": must be an object for an array of list-type map
          notice
        {"lm2":[{"group":"g","role":"r"},{"group":"g","role":"r"}]}
          duplicate spec.lm2[1]: Duplicate value: {"group":"g","role":"r"}
        {"o":{}}
          required spec.o.x: Required value
          notice
        {"o":{"x":"1","why":{}}}
          required spec.o.why.z: Required value
          notice
        {"o":{"x":"1","zz":1}}
          strict strict decoding error: unknown field "spec.o.zz"
        {"zz":1,"yy":{"a":1}}
          strict strict decoding error: unknown field "spec.yy", unknown field "spec.zz"
        {"free":{"zz":1}}
        {"free":[]}
          typeInvalid spec.free: Invalid value: "array": spec.free in body must be of type object: "array"
          notice
        {"one":{}}
          invalid <nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found none valid
          required spec.one.p: Required value
          notice
        {"one":{"p":"1","q":"2"}}
          invalid <nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives
        {"any":{}}
          invalid <nil>: Invalid value: "": "spec.any" must validate at least one schema (anyOf)
          required spec.any.p: Required value
          notice
        {"all":"b"}
          invalid spec.all: Invalid value: "b": spec.all in body should be at least 3 chars long
          invalid spec.all: Invalid value: "b": spec.all in body should match '^a'
          invalid <nil>: Invalid value: "": "spec.all" must validate all the schemas (allOf). None validated
        {"all":"ab"}
          invalid spec.all: Invalid value: "ab": spec.all in body should be at least 3 chars long
          invalid <nil>: Invalid value: "": "spec.all" must validate all the schemas (allOf)
        {"not":"bad"}
          invalid <nil>: Invalid value: "": "spec.not" must not validate the schema (not)
        {"emb":{"x":1}}
          required spec.emb.apiVersion: Required value
          required spec.emb.kind: Required value
          notice
        {"s":"ABCDEFG","e":"boss","i":0,"o":{},"zz":1}
          strict strict decoding error: unknown field "spec.zz"
        {"i":5,"s":"äöüäöü"}
          tooLong spec.s: Too long: may not be more than 5 bytes
          notice
        {"t":["x"]}
        {"t":{}}
          typeInvalid spec.t: Invalid value: "": spec.t in body must be of type date-time: ""
          notice
        {"t":false}
          typeInvalid spec.t: Invalid value: "": spec.t in body must be of type date-time: ""
          notice
        {"i32":"x"}
          typeInvalid spec.i32: Invalid value: "string": spec.i32 in body must be of type integer: "string"
          notice
        {"i":9223372036854775808}
          typeInvalid spec.i: Invalid value: "number": spec.i in body must be of type integer: "number"
          invalid <nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.i
          invalid spec.i: Invalid value: 9.223372036854776e+18: spec.i in body should be less than or equal to 10
          notice
        {"lm":[{"name":"a","foo":1,"bar":{"x":1}}]}
          strict strict decoding error: unknown field "spec.lm[0].bar", unknown field "spec.lm[0].foo"
        {"lm":[null]}
          typeInvalid spec.lm[0]: Invalid value: "null": spec.lm[0] in body must be of type object: "null"
          notice
        {"a":[null]}
          typeInvalid spec.a[0]: Invalid value: "null": spec.a[0] in body must be of type string: "null"
          notice
        {"set":[1,1]}
          typeInvalid spec.set[0]: Invalid value: "integer": spec.set[0] in body must be of type string: "integer"
          typeInvalid spec.set[1]: Invalid value: "integer": spec.set[1] in body must be of type string: "integer"
          duplicate spec.set[1]: Duplicate value: 1
          notice
        {"i":null,"o":null}
        {"free":null}
        {"m":{"a":null}}
          invalid spec.m: Invalid value: 0: spec.m in body should have at least 1 properties
        {"uuid":"123e4567-e89b-12d3-a456-426614174000"}
        {"by":"aGk="}
        {"hn":"example.com"}
        {"hn":"a_b"}
          typeInvalid spec.hn: Invalid value: "a_b": spec.hn in body must be of type hostname: "a_b"
          notice
        {"du":"3 days"}
        {"du":"1h30m"}
        {"em":"a@b.c"}
        {"d":"2026-02-29"}
          typeInvalid spec.d: Invalid value: "2026-02-29": spec.d in body must be of type date: "2026-02-29"
          notice
        {"d":"2026-02-28"}
        {"t":"2026-01-01t00:00:00.5+01:00"}
        {"t":"2026-01-01T24:00:00Z"}
          typeInvalid spec.t: Invalid value: "2026-01-01T24:00:00Z": spec.t in body must be of type date-time: "2026-01-01T24:00:00Z"
          notice
        {"t":"2026-01-01T00:00:60Z"}
          typeInvalid spec.t: Invalid value: "2026-01-01T00:00:60Z": spec.t in body must be of type date-time: "2026-01-01T00:00:60Z"
          notice
        {"num":1e7}
          invalid spec.num: Invalid value: 1e+07: spec.num in body should be less than or equal to 2.5
        {"num":123456.5}
          invalid spec.num: Invalid value: 123456.5: spec.num in body should be less than or equal to 2.5
        {"num":-1.5}
          invalid spec.num: Invalid value: -1.5: spec.num in body should be greater than 0.5
        {"num":0.25}
          invalid spec.num: Invalid value: 0.25: spec.num in body should be a multiple of 0.5
          invalid spec.num: Invalid value: 0.25: spec.num in body should be greater than 0.5
        {"i":-9223372036854775809}
          typeInvalid spec.i: Invalid value: "number": spec.i in body must be of type integer: "number"
          invalid <nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.i
          invalid spec.i: Invalid value: -9.223372036854776e+18: spec.i in body should be greater than or equal to 1
          notice
        {"e":"a\"b\\c\n\u00e9\u200b\u0001"}
          notSupported spec.e: Unsupported value: "a\"b\\c\né\u200b\x01": supported values: "viewer", "submitter"
          notice
        {"one":{"p":1}}
          typeInvalid spec.one.p: Invalid value: "integer": spec.one.p in body must be of type string: "integer"
          notice
        {"any":{"p":1,"q":2}}
          typeInvalid spec.any.p: Invalid value: "integer": spec.any.p in body must be of type string: "integer"
          typeInvalid spec.any.q: Invalid value: "integer": spec.any.q in body must be of type string: "integer"
          notice
        {"m":{"a":1.5}}
          typeInvalid spec.m.a: Invalid value: "number": spec.m.a in body must be of type integer: "number"
          invalid <nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.m.a
          notice
        {"o":{"x":1,"why":{"z":"s"}}}
          typeInvalid spec.o.why.z: Invalid value: "string": spec.o.why.z in body must be of type integer: "string"
          typeInvalid spec.o.x: Invalid value: "integer": spec.o.x in body must be of type string: "integer"
          notice
        """#
}
