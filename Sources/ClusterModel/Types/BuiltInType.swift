/// The type of a value in a built-in kind, as far as reading, merging and patching it needs to know.
indirect enum BuiltInType: Hashable, Sendable {
    case string
    case integer(bits: Int)
    case number
    case boolean
    case time
    case microTime
    case quantity
    case integerOrString
    /// Base 64 in JSON.
    case bytes
    /// Any JSON value.
    case any
    case map(BuiltInType, isAtomic: Bool)
    case list(BuiltInType, ListMerge)
    /// A type of ``BuiltInTypes`` by name.
    case object(String, isAtomic: Bool)

    /// How the elements of a list come together.
    struct ListMerge: Hashable, Sendable {
        enum Ownership: Hashable, Sendable {
            case atomic
            case set
            /// Elements are told apart by these fields.
            case map([String])
        }

        /// Server-side apply: `x-kubernetes-list-type`.
        var ownership = Ownership.atomic
        /// Strategic merge patch: nil replaces the list, an empty key merges it as a set.
        var patchKey: String?
    }
}

/// The types of the built-in kinds, by name.
struct BuiltInTypes: Sendable {
    /// The fields of each type.
    let objects: [String: [String: BuiltInType]]
    /// The fields of each type by their numbers in protobuf.
    let numbers: [String: [Int: String]]

    /// Reads the notation of the files beside this one.
    ///
    /// A line is `Type: field=type …`, or `field#number=type` where the field's number in protobuf is known; an indented
    /// line continues it. Types are `s`tring, `i`nt32, `l`ong, `d`ouble,
    /// `b`oolean, `t`ime, `u` micro time, `q`uantity, `n`umber or string, `y` bytes, `?` anything, `{type}` map,
    /// `[type]` list, or a name. `!` behind a map or name: atomic. Behind a list `@` is a set, `@a,b` a list with keys,
    /// `~` and `~key` what a strategic merge patch merges by.
    init(notation: String) {
        var objects: [String: [String: BuiltInType]] = [:]
        var numbers: [String: [Int: String]] = [:]
        var current = ""
        for line in notation.split(separator: "\n") {
            var words = line.split(separator: " ")[...]
            if !line.hasPrefix(" "), let head = words.popFirst() { current = String(head.dropLast()) }
            for word in words {
                let parts = word.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let field = parts[0].split(separator: "#").map(String.init)
                objects[current, default: [:]][field[0]] = Self.type(parts[1])
                if field.count == 2, let number = Int(field[1]) { numbers[current, default: [:]][number] = field[0] }
            }
        }
        self.objects = objects
        self.numbers = numbers
    }

    func fields(of name: String) -> [String: BuiltInType] { objects[name] ?? [:] }

    private static func type(_ text: Substring) -> BuiltInType {
        switch text.first {
        case "{":
            let close = text.lastIndex(of: "}") ?? text.endIndex
            return .map(type(text[text.index(after: text.startIndex)..<close]), isAtomic: text.hasSuffix("!"))
        case "[":
            let close = text.lastIndex(of: "]") ?? text.endIndex
            let element = type(text[text.index(after: text.startIndex)..<close])
            return .list(element, merge(text[close...].dropFirst()))
        default: return scalar(text)
        }
    }

    private static func scalar(_ text: Substring) -> BuiltInType {
        switch text {
        case "s": .string
        case "i": .integer(bits: 32)
        case "l": .integer(bits: 64)
        case "d": .number
        case "b": .boolean
        case "t": .time
        case "u": .microTime
        case "q": .quantity
        case "n": .integerOrString
        case "y": .bytes
        case "?": .any
        default: .object(String(text.hasSuffix("!") ? text.dropLast() : text), isAtomic: text.hasSuffix("!"))
        }
    }

    private static func merge(_ text: Substring) -> BuiltInType.ListMerge {
        var merge = BuiltInType.ListMerge()
        let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { merge.patchKey = String(parts[1]) }
        if let ownership = parts.first, ownership.hasPrefix("@") {
            let keys = ownership.dropFirst().split(separator: ",").map(String.init)
            merge.ownership = keys.isEmpty ? .set : .map(keys)
        }
        return merge
    }
}

extension BuiltInTypes {
    static let standard = BuiltInTypes(
        notation: [coreNotation, workloadNotation, podNotation, definitionNotation, reviewNotation].joined(
            separator: "\n"))
}
