import AccessModel
import JSONTree
import KubeModel
import KubeSchema

/// Finds the very limit that a submission does not fit, for the place of it; whether it is refused is the policy's to say.
struct LimitWords {
    let question: AccessQuestion
    let limits: SubmissionLimits
    /// The entry of the binding that lists the template.
    let entry: FieldOfObject

    var links: [AccessLink] {
        question.action == .approve ? [] : entrypoint + parameters
    }

    private func field(_ elements: JSONPathElement...) -> FieldOfObject {
        FieldOfObject(entry.object, entry.path + JSONPath(elements))
    }

    private var entrypoint: [AccessLink] {
        guard let wanted = question.entrypoint else { return [] }
        guard let index = limits.entrypoints.firstIndex(of: wanted) else {
            let meant =
                NearestName.suggestion(for: wanted, among: limits.entrypoints).map { "; did you mean \($0)?" } ?? ""
            let known =
                limits.entrypoints.isEmpty ? "lists none" : "lists \(limits.entrypoints.joined(separator: ", "))"
            return [
                AccessLink(
                    .limit, .broken, "\(entry.object) \(known), and not the entrypoint \(wanted)\(meant)",
                    at: limits.entrypoints.isEmpty ? entry : field("entrypoints"))
            ]
        }
        return [
            AccessLink(.limit, .holds, "the entrypoint \(wanted) is listed", at: field("entrypoints", .index(index)))
        ]
    }

    private var parameters: [AccessLink] {
        guard let limited = limits.parameters else { return [] }
        guard let given = question.parameters else {
            let required = limited.indices.filter { limited[$0].isRequired }
            return required.map { index in
                AccessLink(
                    .limit, .note, "a submission must give \(Self.words(limited[index]))",
                    at: field("parameters", .index(index)))
            }
        }
        var links: [AccessLink] = []
        for parameter in given {
            guard let index = limited.firstIndex(where: { $0.name == parameter.name }) else {
                let meant = NearestName.suggestion(for: parameter.name, among: limited.map(\.name)).map {
                    "; did you mean \($0)?"
                }
                links.append(
                    AccessLink(
                        .limit, .broken,
                        "the parameter \(parameter.name) is not among those that can be given"
                            + (meant ?? ""), at: field("parameters")))
                continue
            }
            let fits = Self.fits(parameter.value, limited[index])
            links.append(
                AccessLink(
                    .limit, fits ? .holds : .broken,
                    "\(parameter.name)=\(parameter.value) \(fits ? "fits" : "does not fit"): \(Self.words(limited[index]))",
                    at: field("parameters", .index(index))))
        }
        for (index, limit) in limited.enumerated()
        where limit.isRequired && !given.contains(where: { $0.name == limit.name }) {
            links.append(
                AccessLink(
                    .limit, .broken, "a submission must give \(Self.words(limit))",
                    at: field("parameters", .index(index))))
        }
        return links
    }

    private static func fits(_ value: String, _ limit: ParameterLimit) -> Bool {
        if !limit.values.isEmpty, !limit.values.contains(where: { $0.utf8.elementsEqual(value.utf8) }) { return false }
        let length = value.unicodeScalars.count
        if length < limit.minLength ?? 0 || length > limit.maxLength ?? Int.max { return false }
        guard let pattern = limit.pattern else { return true }
        return (try? RegularExpression(parsing: "^(?:\(pattern))$"))?.matches(value) ?? false
    }

    /// `region (eu, us)`, `month (matches [0-9]{4}, required)`
    static func words(_ limit: ParameterLimit) -> String {
        var parts: [String] = []
        if !limit.values.isEmpty { parts.append("one of \(limit.values.prefix(10).joined(separator: ", "))") }
        if let pattern = limit.pattern { parts.append("matches \(pattern)") }
        if let minimum = limit.minLength { parts.append("at least \(minimum) characters") }
        if let maximum = limit.maxLength { parts.append("at most \(maximum) characters") }
        return parts.isEmpty ? limit.name : "\(limit.name) (\(parts.joined(separator: ", and ")))"
    }
}
