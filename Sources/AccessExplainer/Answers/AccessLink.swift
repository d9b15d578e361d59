package import JSONTree
package import KubeModel

/// One link of the chain that leads from a person to an answer.
package struct AccessLink: Hashable, Sendable {
    /// What the link is, by the word that stands before it.
    package enum Kind: String, Hashable, Sendable {
        case group
        case rule
        case account
        case token
        case right
        case policy
        case limit
    }

    package enum State: String, Hashable, Sendable {
        case holds
        case broken
        case unknown
        /// It is said, and decides nothing.
        case note
    }

    package let kind: Kind
    package let state: State
    /// What holds or not, and of which objects.
    package let sentence: String
    /// The object and field that decide.
    package let place: FieldOfObject?
    /// What people wrote because of which the object is as it is.
    package let causes: [FieldOfObject]

    init(
        _ kind: Kind, _ state: State, _ sentence: String, at place: FieldOfObject? = nil, causes: [FieldOfObject] = []
    ) {
        self.kind = kind
        self.state = state
        self.sentence = sentence
        self.place = place
        self.causes = causes
    }
}

/// A change that would make an answer yes.
package struct Remedy: Hashable, Sendable {
    /// What to do, in words.
    package let change: String
    /// The fields that change, in the order in which they are named.
    package let fields: [FieldOfObject]
    /// Who may do it, as far as it is known.
    package let by: String

    init(_ change: String, at fields: [FieldOfObject] = [], by: String) {
        self.change = change
        self.fields = fields
        self.by = by
    }
}

/// The answer to a question, with all that leads to it.
package struct AccessAnswer: Sendable {
    package let question: AccessQuestion
    package let verdict: Verdict
    /// The account as which argo-server acts; nil where it takes none, or one of several.
    package let account: ObjectKey?
    package let links: [AccessLink]
    /// For a no: the smallest changes that would make it yes.
    package let remedies: [Remedy]
    /// For an unknown: the claims of the person that would decide it.
    package let missingClaims: [String]

    /// The links from the first that does not hold; for a yes, all.
    package var fromFirstBroken: ArraySlice<AccessLink> {
        links.firstIndex { $0.state == .broken || $0.state == .unknown }.map { links[$0...] } ?? links[...]
    }

    /// The link because of which the answer is not yes.
    package var broken: AccessLink? {
        links.first { $0.state == .broken } ?? links.first { $0.state == .unknown }
    }
}

extension JSONPath {
    /// A path of names and numbers: `spec`, `grants`, 0.
    static func of(_ elements: JSONPathElement...) -> JSONPath { JSONPath(elements) }
}

extension JSONPathElement: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .name(value) }
    package init(integerLiteral value: Int) { self = .index(value) }
}
