import JSONTree

/// One statement of an AccessTest: somebody may do something, or may not.
package struct AccessTestCase: Hashable, Sendable {
    /// Whom it is about. Of several people it is true when it is true of each.
    package enum Who: Hashable, Sendable {
        /// Somebody in exactly these groups; none for somebody who can log in and is in none.
        case groups([GroupPath])
        /// A person whose groups the realm lists.
        case person(PersonSubject)
        /// All groups, combinations of groups and people that are known.
        case everyone
        /// All of them who are in none of these groups.
        case outside([GroupPath])
    }

    package enum Expectation: String, CaseIterable, Sendable {
        case allowed = "Allowed"
        case denied = "Denied"
    }

    /// A parameter that a submission gives.
    package struct Parameter: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    /// What people call it; nil for what it says itself.
    package let title: String?
    package let who: Who
    package let action: AccessAction
    /// For ``AccessAction/submit`` and ``AccessAction/approve`` only.
    package let template: TemplateTarget?
    /// Empty for the template's own.
    package let entrypoint: String
    package let parameters: [Parameter]
    /// The step to approve; nil for any of them.
    package let step: String?
    package let expectation: Expectation

    /// The kinds of templates that a submission can name. What a CronWorkflow runs is one of these.
    package static let templateKinds: [TemplateKind] = [.workflowTemplate, .clusterWorkflowTemplate]

    static func read(_ field: FieldReader, _ findings: inout [Finding]) -> AccessTestCase? {
        let before = findings.count
        let title = field.optional("name", &findings)?.text(&findings)
        let who = field.required("who", &findings).flatMap { readWho($0, &findings) }
        let action: AccessAction? = field.required("action", &findings)?.choice(&findings)
        let expectation: Expectation? = field.required("expect", &findings)?.choice(&findings)
        let template = field.optional("template", &findings)
        let target = template.flatMap { readTemplate($0, &findings) }
        let entrypoint = field.optional("entrypoint", &findings)
        let parameters = field.optional("parameters", &findings)
        let step = field.optional("step", &findings)
        if let action {
            if action.isOfTemplate, template == nil {
                field.note(.testTarget, "\(action.rawValue) is about a template: name it", &findings)
            }
            for (field, isFitting) in [
                (template, action.isOfTemplate), (entrypoint, action == .submit), (parameters, action == .submit),
                (step, action == .approve),
            ] where !isFitting {
                field?.note(.testTarget, "\(action.rawValue) has nothing of this kind", &findings)
            }
        }
        let entry = entrypoint?.parameterName(&findings)
        let given = parameters?.elements(0...SubmissionLimits.parameterLimit, &findings).compactMap {
            readParameter($0, &findings)
        }
        let approved = step?.parameterName(&findings)
        guard findings.count == before, let who, let action, let expectation else { return nil }
        return AccessTestCase(
            title: title, who: who, action: action, template: target, entrypoint: entry ?? "", parameters: given ?? [],
            step: approved, expectation: expectation)
    }

    private static func readWho(_ field: FieldReader, _ findings: inout [Finding]) -> Who? {
        let groups = field.optional("groups", &findings)
        let outside = field.optional("outside", &findings)
        let person = field.optional("person", &findings)
        let everyone = field.optional("everyone", &findings)
        guard [groups, outside, person, everyone].count(where: { $0 != nil }) == 1, everyone?.view.bool != false else {
            field.note(
                .testSubject, "who is one of groups, outside, person and everyone: true",
                hint:
                    "Write groups: [/qa] for somebody in these groups, or outside: [/platform] for all who are in none.",
                &findings)
            return nil
        }
        if let groups { return .groups(readGroups(groups, 0, &findings)) }
        if let outside { return .outside(readGroups(outside, 1, &findings)) }
        if let everyone { return everyone.bool(&findings) == true ? .everyone : nil }
        guard let person, let text = person.text(&findings) else { return nil }
        guard let subject = PersonSubject(text) else {
            person.note(.invalidSubject, "a subject has 1 to 255 characters and no control characters", &findings)
            return nil
        }
        return .person(subject)
    }

    private static func readGroups(_ field: FieldReader, _ least: Int, _ findings: inout [Finding]) -> [GroupPath] {
        Set(field.elements(least...20, &findings).compactMap { $0.group(&findings) }).sorted()
    }

    private static func readTemplate(_ field: FieldReader, _ findings: inout [Finding]) -> TemplateTarget? {
        let name = field.required("name", &findings)?.template(&findings)
        guard let kindField = field.optional("kind", &findings) else {
            return name.map { TemplateTarget(.workflowTemplate, $0.text) }
        }
        guard let text = kindField.text(&findings) else { return nil }
        guard let kind = templateKinds.first(where: { $0.rawValue == text }) else {
            let known = templateKinds.map(\.rawValue).joined(separator: " and ")
            kindField.note(.templateKind, "\"\(text)\" cannot be submitted; there are \(known)", &findings)
            return nil
        }
        return name.map { TemplateTarget(kind, $0.text) }
    }

    private static func readParameter(_ field: FieldReader, _ findings: inout [Finding]) -> Parameter? {
        let name = field.required("name", &findings)?.parameterName(&findings)
        let value = field.required("value", &findings)?.text(&findings)
        guard let name, let value else { return nil }
        return Parameter(name: name, value: value)
    }
}

extension AccessTestCase: CustomStringConvertible {
    /// Its title, or what it says: `a member of /qa may not submit deploy-prod with region=us`
    package var description: String {
        if let title { return title }
        var words = [who.words, expectation == .allowed ? "may" : "may not", action.words]
        if case .outside = who { words[0] = expectation == .allowed ? "everybody \(who.words)" : "nobody \(who.words)" }
        if case .outside = who, expectation == .denied { words[1] = "may" }
        if let template { words.append(template.description) }
        if let step { words.append("at the step \(step)") }
        if !entrypoint.isEmpty { words.append("from \(entrypoint)") }
        if !parameters.isEmpty {
            words.append("with \(parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ", "))")
        }
        return words.joined(separator: " ")
    }
}

extension AccessTestCase.Who {
    fileprivate var words: String {
        switch self {
        case .groups(let groups):
            groups.isEmpty ? "somebody in no group" : "a member of \(groups.map(\.text).joined(separator: " and "))"
        case .person(let subject): "the person \(subject)"
        case .everyone: "everybody"
        case .outside(let groups): "outside \(groups.map(\.text).joined(separator: " and "))"
        }
    }
}
