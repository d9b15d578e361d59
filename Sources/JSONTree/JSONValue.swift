/// A JSON value that the program builds or changes: desired objects, patches, answers.
///
/// What is received and only read is better kept as a ``JSONDocument``, which costs a few allocations for the whole text.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// A number whose text is an integer that fits 64 bits.
    case integer(Int64)
    /// Any other number, kept as its source text: Kubernetes compares and stores numbers without rounding them.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

// MARK: - Literals

// There is no literal `nil` for `null` on purpose: where a `JSONValue?` is wanted, `found ? value : nil` would then mean
// the value `null` and not "none".
extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Builds an object; of two members with one name the later wins.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in elements { object[name] = value }
        self = .object(object)
    }
}

// MARK: - Reading

extension JSONValue {
    package var isNull: Bool { if case .null = self { true } else { false } }

    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

    package var string: String? { if case .string(let value) = self { value } else { nil } }

    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// The member of an object; nil when it is absent or this is no object.
    ///
    /// Setting a member turns `null` into an object and leaves any other value that is no object as it is;
    /// setting nil removes the member.
    package subscript(name: String) -> JSONValue? {
        get { object?[name] }
        set {
            switch self {
            case .object(var object):
                self = .null
                object[name] = newValue
                self = .object(object)
            case .null where newValue != nil:
                var object = JSONObject()
                object[name] = newValue
                self = .object(object)
            case .null, .bool, .integer, .decimal, .string, .array: break
            }
        }
    }

    /// The element of an array; nil when it is out of range or this is no array.
    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// The word that error messages use for this kind of value.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .decimal: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
