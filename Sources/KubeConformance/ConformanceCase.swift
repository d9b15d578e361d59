/// One statement about an API server, as data: requests in order, and what their answers must show.
///
/// `{ns}` in a path or body stands for a namespace made for this case alone; `{name}` stands for a captured value.
package struct ConformanceCase: Sendable {
    /// The statement, as a sentence.
    package let name: String
    package let steps: [ConformanceStep]
    /// Paths of objects outside the namespace that the case makes; they are deleted when it is over, however it ends.
    package let leftovers: [String]

    package init(_ name: String, leavesBehind leftovers: [String] = [], _ steps: ConformanceStep...) {
        self.init(name, leavesBehind: leftovers, steps: steps)
    }

    package init(_ name: String, leavesBehind leftovers: [String] = [], steps: [ConformanceStep]) {
        self.name = name
        self.steps = steps
        self.leftovers = leftovers
    }
}

extension ConformanceCase: CustomStringConvertible {
    package var description: String { name }
}
