import JSONTree
import KubeModel

extension FieldShape {
    /// Why the lists of a configuration cannot be merged: an element without its keys, or two of one key.
    ///
    /// Source of the wording: structured-merge-diff, `typed`.
    static func listProblem(in value: JSONValue, served shape: FieldShape, at path: String = "") -> String? {
        switch (shape.resolved(for: value), value) {
        case (let shape, .object(let object)) where shape.mergesMembers:
            for member in object {
                let inner = "\(path).\(member.name)"
                if let problem = listProblem(in: member.value, served: shape.member(member.name), at: inner) {
                    return problem
                }
            }
            return nil
        case (let shape, .array(let elements)) where shape.mergesElements:
            return shape.elementProblem(elements, path)
        case (_, _): return nil
        }
    }

    private func elementProblem(_ elements: [JSONValue], _ path: String) -> String? {
        var seen: Set<FieldElement> = []
        for (index, element) in elements.enumerated() {
            guard let step = step(to: element) else {
                guard case .keyedList(let keys, _) = self else { continue }
                let names = keys.map { LabelSyntax.quoted($0.name) }.joined(separator: " ")
                return "\(path): element \(index): associative list with keys has an element that omits all key fields "
                    + "[\(names)] (and doesn't have default values for any key fields)"
            }
            if !seen.insert(step).inserted { return "\(path): duplicate entries for key \(step)" }
            if let problem = Self.listProblem(in: element, served: self.element, at: "\(path)\(step)") {
                return problem
            }
        }
        return nil
    }
}
