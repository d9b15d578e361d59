/// What is known of a value's type before the program runs.
indirect enum RuleNature: Hashable {
    case unknown
    case null
    case bool
    case integer
    case decimal
    case string
    case time
    case array(RuleNature)
    /// A map with text keys and unknown values.
    case map

    var isUnknown: Bool { self == .unknown }
    var isNumber: Bool { self == .integer || self == .decimal }
    var isArray: Bool { if case .array = self { true } else { false } }

    /// The type of an array's elements; nil for anything else.
    var element: RuleNature? { if case .array(let element) = self { element } else { nil } }

    /// Whether a value of this type may stand where one of another type is wanted.
    func isAssignable(to other: RuleNature) -> Bool {
        switch (self, other) {
        case (.unknown, _), (_, .unknown): false
        case (.null, .array), (.null, .map): true
        case (.array, .array): true
        default: self == other && self != .null
        }
    }

    func isComparable(to other: RuleNature) -> Bool {
        isUnknown || other.isUnknown || self == .null || other == .null || isNumber && other.isNumber
            || isAssignable(to: other)
    }

    /// Whether both may turn out to be of one of the wanted types, at least one being unknown.
    func mayBeCompatible(with other: RuleNature, wanted: (RuleNature) -> Bool) -> Bool {
        isUnknown && other.isUnknown || isUnknown && wanted(other) || other.isUnknown && wanted(self)
    }

    /// Whether both are of one kind, whatever the elements of arrays are.
    func isSameKind(as other: RuleNature) -> Bool {
        switch (self, other) {
        case (.array, .array): true
        default: self == other
        }
    }

    var name: String {
        switch self {
        case .unknown: "unknown"
        case .null: "nil"
        case .bool: "bool"
        case .integer: "int"
        case .decimal: "float64"
        case .string: "string"
        case .time: "time.Time"
        case .array: "array"
        case .map: "map"
        }
    }
}
