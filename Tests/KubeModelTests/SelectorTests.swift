import JSONTree
import KubeModel
import Testing

@Suite("Selectors")
struct SelectorTests {
    static let labels: JSONObject = ["app": "a", "env": "prod", "size": "7", "empty": ""]

    @Test(
        "a label selector decides by all of its requirements",
        arguments: [
            ("", true), ("app", true), ("!app", false), ("!none", true), ("app=a", true), ("app==a,env=prod", true),
            ("app=a,env=test", false), ("app!=a", false), ("none!=a", true), ("env in (prod, test)", true),
            ("env notin (prod)", false), ("none notin (x)", true), ("size>6", true), ("size<7", false),
            ("app>1", false),
            ("empty=", true), ("empty in ()", true), ("none=", false),
        ])
    func labelSelector(text: String, isMatch: Bool) throws {
        #expect(try LabelSelector(parsing: text).matches(Self.labels) == isMatch)
    }

    @Test(
        "a label selector that cannot be read is refused in the API server's words",
        arguments: [
            ("a,,b", "found ',', expected: identifier after ','"),
            ("a in b", "unable to parse requirement: found 'b' expected: '('"),
            ("a in (x,y", "unable to parse requirement: found '', expected: ',' or ')'"),
            ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
            ("=x", "found '=', expected: !, identifier, or 'end of string'"),
            ("a=b c", "found 'c', expected: ',' or 'end of string'"),
            ("a notin (x),", "found '', expected: identifier after ','"),
        ])
    func labelSelectorErrors(text: String, message: String) {
        #expect(throws: SelectorError(message)) { try LabelSelector(parsing: text) }
    }

    @Test("a printed label selector selects the same")
    func labelSelectorPrints() throws {
        for text in ["a,!b,c=d,e!=f,g in (x,y),h notin (y,x),i>3,j<4"] {
            let selector = try LabelSelector(parsing: text)
            #expect(selector.description == text)
        }
    }

    @Test("a selector in object form means what its text form means")
    func labelSelectorObject() throws {
        let selector = try LabelSelector(
            [
                "matchLabels": ["a": "b"],
                "matchExpressions": [
                    ["key": "c", "operator": "NotIn", "values": ["d"]], ["key": "e", "operator": "Exists"],
                ],
            ])
        #expect(selector == (try LabelSelector(parsing: "a=b,c!=d,e")))
    }

    @Test(
        "a field selector decides by all of its requirements",
        arguments: [
            ("", true), ("metadata.name=x", true), ("metadata.name==x", true), ("metadata.name!=x", false),
            ("metadata.name=x,spec.n=3", true), ("spec.absent=", true), ("spec.text=a\\,b\\=c", true),
        ])
    func fieldSelector(text: String, isMatch: Bool) throws {
        let object: JSONValue = ["metadata": ["name": "x"], "spec": ["n": 3, "text": "a,b=c"]]
        let selector = try FieldSelector(parsing: text)
        #expect(selector.matches(object) == isMatch)
        #expect(try FieldSelector(parsing: selector.description) == selector)
    }

    @Test(
        "a field selector that cannot be read is refused in the API server's words",
        arguments: [
            ("metadata.name", "invalid selector: 'metadata.name'; can't understand 'metadata.name'"),
            ("a=b=c", "invalid field selector: unescaped character in value: 61"),
            ("metadata.name=a\\x", "invalid field selector: invalid escape sequence: \\x"),
        ])
    func fieldSelectorErrors(text: String, message: String) {
        #expect(throws: SelectorError(message)) { try FieldSelector(parsing: text) }
    }

    @Test("names are checked by the rule of their kind")
    func names() {
        #expect(DNSName.subdomainProblem("a.b-c.1") == nil)
        #expect(DNSName.subdomainProblem("A") != nil)
        #expect(DNSName.subdomainProblem("a..b") != nil)
        #expect(DNSName.subdomainProblem("") != nil)
        #expect(DNSName.labelProblem("a.b") != nil)
        #expect(DNSName.strictLabelProblem("1a") != nil)
        #expect(DNSName.pathSegmentProblem("system:node") == nil)
        #expect(DNSName.pathSegmentProblem("a/b") == "may not contain '/'")
        #expect(LabelSyntax.keyProblem("example.com/a_b") == nil)
        #expect(LabelSyntax.keyProblem("/a") == "prefix part must be non-empty")
        #expect(LabelSyntax.valueProblem("a b") != nil)
    }
}
