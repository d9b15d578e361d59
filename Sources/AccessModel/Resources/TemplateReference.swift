import JSONTree
package import KubeModel

/// Which templates an entry of a binding means: one by its name, or all with certain labels.
package struct TemplateReference: Hashable, Sendable {
    package enum Choice: Hashable, Sendable {
        case named(TemplateName)
        /// At least one requirement.
        case labelled(LabelSelector)
    }

    package let kind: TemplateKind
    package let choice: Choice
    /// What a submission may say beside the template's name.
    package let limits: SubmissionLimits

    package init(
        _ kind: TemplateKind = .workflowTemplate, _ choice: Choice, limits: SubmissionLimits = SubmissionLimits()
    ) {
        self.kind = kind
        self.choice = choice
        self.limits = limits
    }

    static func read(_ field: FieldReader, _ findings: inout [Finding]) -> TemplateReference? {
        let kind = field.optional("kind", &findings).map { readKind($0, &findings) } ?? .workflowTemplate
        let name = field.optional("name", &findings)
        let selector = field.optional("selector", &findings)
        let choice: Choice?
        switch (name, selector) {
        case (let name?, nil): choice = name.template(&findings).map(Choice.named)
        case (nil, let selector?): choice = TemplateSelector.read(selector, &findings).map(Choice.labelled)
        case (nil, nil), (_?, _?):
            field.note(
                .templateChoice, "an entry has either a name or a selector",
                hint: "Write name: for one template, or selector: for all templates with certain labels.", &findings)
            choice = nil
        }
        let limits = SubmissionLimits.read(field, &findings)
        guard let kind, let choice else { return nil }
        return TemplateReference(kind, choice, limits: limits)
    }

    private static func readKind(_ field: FieldReader, _ findings: inout [Finding]) -> TemplateKind? {
        guard let text = field.text(&findings) else { return nil }
        if let kind = TemplateKind(rawValue: text) { return kind }
        let known = TemplateKind.allCases.map(\.rawValue)
        let meant = NearestName.suggestion(for: text, among: known).map { "Did you mean \($0)?" }
        field.note(
            .templateKind, "\"\(text)\" is no kind of template; there are \(known.joined(separator: ", "))",
            hint: meant,
            &findings)
        return nil
    }
}

extension TemplateReference: CustomStringConvertible {
    /// `WorkflowTemplate nightly-report`, `CronWorkflow with app=report`
    package var description: String {
        switch choice {
        case .named(let name): "\(kind.rawValue) \(name)"
        case .labelled(let selector): "\(kind.rawValue) with \(selector)"
        }
    }
}

/// Reads a label selector in its object form.
///
/// Source: `metav1.LabelSelector` as `k8s.io/apimachinery/pkg/apis/meta/v1/validation` checks it. An empty one, which
/// would select everything there is and will be, is refused.
private enum TemplateSelector {
    static func read(_ field: FieldReader, _ findings: inout [Finding]) -> LabelSelector? {
        let before = findings.count
        var count = 0
        if let labels = field.optional("matchLabels", &findings) { count += readLabels(labels, &findings) }
        for expression in field.optional("matchExpressions", &findings)?.elements(0...20, &findings) ?? [] {
            count += 1
            readExpression(expression, &findings)
        }
        guard findings.count == before else { return nil }
        guard count > 0, let selector = try? LabelSelector(field.view.value) else {
            field.note(.selector, "an empty selector would mean every template: name at least one label", &findings)
            return nil
        }
        return selector
    }

    /// - Returns: how many labels there are.
    private static func readLabels(_ field: FieldReader, _ findings: inout [Finding]) -> Int {
        guard let labels = field.view.value.object else {
            field.note(.wrongKind, "an object is needed here, not a \(field.view.kindName)", &findings)
            return 0
        }
        for label in labels.members {
            guard let value = label.value.string else {
                field.note(.wrongKind, "the value of the label \(label.name) is no string", &findings)
                continue
            }
            note(LabelSyntax.keyProblem(label.name), field, &findings)
            note(LabelSyntax.valueProblem(value), field, &findings)
        }
        return labels.members.count
    }

    private static func readExpression(_ field: FieldReader, _ findings: inout [Finding]) {
        let key = field.required("key", &findings)
        if let key, let text = key.text(&findings) { note(LabelSyntax.keyProblem(text), key, &findings) }
        guard let operation = field.required("operator", &findings), let name = operation.text(&findings) else {
            return
        }
        let values = field.optional("values", &findings)?.elements(0...20, &findings) ?? []
        for value in values {
            if let text = value.text(&findings) { note(LabelSyntax.valueProblem(text), value, &findings) }
        }
        switch name {
        case "In", "NotIn":
            if values.isEmpty { field.note(.selector, "\(name) needs values", &findings) }
        case "Exists", "DoesNotExist":
            if !values.isEmpty { field.note(.selector, "\(name) has no values", &findings) }
        default:
            operation.note(
                .selector, "\"\(name)\" is no operator; there are In, NotIn, Exists and DoesNotExist", &findings)
        }
    }

    private static func note(_ problem: String?, _ field: FieldReader, _ findings: inout [Finding]) {
        if let problem { field.note(.selector, problem, &findings) }
    }
}
