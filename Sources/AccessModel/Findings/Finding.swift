package import JSONTree

/// Something that is wrong with a resource, worded for the person who wrote it.
package struct Finding: Sendable, Hashable {
    package enum Severity: String, CaseIterable, Sendable, Comparable {
        /// Worth knowing; nothing is wrong. Only `idmon lint` tells such things.
        case note
        case warning, error

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    }

    package let code: FindingCode
    /// The field that is wrong, from the root of the resource.
    package let path: JSONPath
    /// What is wrong, in one sentence without the path.
    package let message: String
    /// What to do about it; nil when the message says so itself.
    package let hint: String?

    package init(_ code: FindingCode, at path: JSONPath, _ message: String, hint: String? = nil) {
        self.code = code
        self.path = path
        self.message = message
        self.hint = hint
    }

    package var severity: Severity { FindingCatalogue.entry(code).severity }
}

extension Finding: CustomStringConvertible {
    /// `spec.version: "3.4" is no version (IDM104)`
    package var description: String {
        let place = path.elements.isEmpty ? "" : "\(path): "
        return "\(place)\(message) (\(code.rawValue))"
    }
}
