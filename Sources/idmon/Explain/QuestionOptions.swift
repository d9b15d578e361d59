import AccessCompiler
import AccessExplainer
import AccessModel
import ArgumentParser
import JSONTree
import KubeModel

/// What a question is about, beside the person.
struct QuestionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "What the person wants to do: \(PersonAction.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "action"))
    var action: String?

    @Argument(
        help: ArgumentHelp(
            "A template, or kind/name with wftmpl, cwft, cron or workflow for the kind; a run needs workflow/name.",
            valueName: "target"))
    var target: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The namespace; may be left out where one only has the target.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("With approve: the step, by the name of its template.", valueName: "name"))
    var step: String?

    @Option(help: ArgumentHelp("With submit: where in the template the run is to begin.", valueName: "name"))
    var entrypoint: String?

    @Option(
        name: [.customShort("p"), .long],
        help: ArgumentHelp(
            "With submit: a parameter; may be repeated. Without any, some that the limits allow.",
            valueName: "name=value"))
    var parameter: [String] = []

    @Flag(name: .customLong("no-parameters"), help: "With submit: no parameters at all.")
    var givesNoParameters = false

    @Option(
        help: ArgumentHelp(
            "The ArgoInstallation, where several serve the namespace.", valueName: "namespace/name"))
    var installation: InstallationArgument?

    // MARK: - Reading

    func resolvedAction() throws -> PersonAction {
        let known = PersonAction.allCases.map(\.rawValue)
        let hint = "there are \(known.joined(separator: ", "))"
        guard let action else {
            throw CommandFailure("no action was named", hint: hint, status: ExitStatus.badInput)
        }
        if let found = PersonAction(rawValue: action) {
            try checkOptions(found)
            return found
        }
        let meant = NearestName.suggestion(for: action, among: known).map { "; did you mean \($0)?" } ?? ""
        throw CommandFailure("there is no action \(action)\(meant)", hint: hint, status: ExitStatus.badInput)
    }

    /// Refuses options that mean nothing for the action: whoever gives one asks for something else.
    private func checkOptions(_ action: PersonAction) throws {
        let ofSubmissions = [
            ("--parameter", !parameter.isEmpty), ("--no-parameters", givesNoParameters),
            ("--entrypoint", entrypoint != nil),
        ]
        let given = action == .submit ? nil : ofSubmissions.first { $0.1 }.map { ($0.0, PersonAction.submit) }
        let step: (String, PersonAction)? = action != .approve && self.step != nil ? ("--step", .approve) : nil
        guard let (option, meant) = given ?? step else { return }
        throw CommandFailure(
            "\(option) goes with \(meant.rawValue), not with \(action.rawValue)", status: ExitStatus.badInput)
    }

    private static let kinds: [String: TemplateKind] = {
        var kinds: [String: TemplateKind] = [:]
        for kind in TemplateKind.allCases {
            kinds[kind.rawValue.lowercased()] = kind
            kinds[kind.resourceType.plural] = kind
        }
        for (short, kind) in [
            ("wftmpl", TemplateKind.workflowTemplate), ("cwft", .clusterWorkflowTemplate),
            ("clusterwftmpl", .clusterWorkflowTemplate), ("cwf", .cronWorkflow), ("cron", .cronWorkflow),
        ] {
            kinds[short] = kind
        }
        return kinds
    }()

    private enum Named {
        case template(TemplateKind, String)
        case workflow(String)
    }

    private func named() throws -> Named? {
        guard let target else { return nil }
        let parts = target.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return .template(.workflowTemplate, target) }
        let word = parts[0].lowercased()
        if ["workflow", "workflows", "wf"].contains(word) { return .workflow(parts[1]) }
        if let kind = Self.kinds[word] { return .template(kind, parts[1]) }
        let known = Self.kinds.keys.sorted() + ["workflow"]
        let meant = NearestName.suggestion(for: word, among: known).map { "; did you mean \($0)/\(parts[1])?" } ?? ""
        throw CommandFailure(
            "there is no kind \(parts[0])\(meant)",
            hint: "name a template, or one of wftmpl, cwft, cron and workflow before a /",
            status: ExitStatus.badInput)
    }

    private func parameters() throws -> [AccessQuestion.Parameter]? {
        if givesNoParameters {
            guard parameter.isEmpty else {
                throw CommandFailure("--parameter and --no-parameters exclude each other", status: ExitStatus.badInput)
            }
            return []
        }
        guard !parameter.isEmpty else { return nil }
        return try parameter.map { text in
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw CommandFailure(
                    "--parameter \"\(text)\" is not name=value", hint: "for example --parameter region=eu",
                    status: ExitStatus.badInput)
            }
            return .init(name: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
        }
    }

    // MARK: - The question

    /// - Parameter person: nil for everybody, as of who-can.
    func question(_ person: Person?, _ loaded: LoadedSnapshot) async throws -> AccessQuestion {
        let (action, named) = (try resolvedAction(), try named())
        let names = QuestionNames(loaded.snapshot)
        if let namespace { try names.check(namespace: namespace) }
        if let installation { try names.check(installation: installation.name) }
        if case .account(let place, let name)? = person { try names.check(account: name, in: place) }
        let namespace = try namespace ?? onlyNamespace(of: named, loaded.snapshot)
        var question = AccessQuestion(
            person ?? .groups([]), action, in: namespace, step: step, entrypoint: entrypoint,
            parameters: try parameters(), installation: installation?.name)
        switch named {
        case nil: break
        case .template(let kind, let name):
            try check(kind, name, in: namespace, loaded.snapshot)
            question.target = .template(kind, name)
            try names.check(submission: question, of: kind, name)
        case .workflow(let name): question.target = .workflow(try await run(name, in: namespace, loaded))
        }
        if let step { try check(step, question, loaded.snapshot) }
        return question
    }

    /// Where the target is, when there is one such place.
    private func onlyNamespace(of named: Named?, _ snapshot: AccessSnapshot) throws -> String {
        let workloads = Set(
            snapshot.installations.compactMap(\.judged).flatMap(\.scopes).compactMap(\.key.namespace))
        var places = workloads
        if case .template(let kind, let name) = named {
            places = workloads.filter { place in
                snapshot.templates(in: place).contains { $0.kind == kind && $0.name.text == name }
                    || kind.resourceType.isNamespaced && snapshot.template(kind, name, in: place) != nil
            }
            if places.isEmpty { try refuse(kind, name, among: workloads.sorted(), snapshot) }
        }
        if let only = places.first, places.count == 1 { return only }
        throw CommandFailure(
            "the namespace is not clear: name it with --namespace",
            hint: places.isEmpty ? nil : "there are \(places.sorted().prefix(20).joined(separator: ", "))",
            status: ExitStatus.badInput)
    }

    private func check(_ kind: TemplateKind, _ name: String, in namespace: String, _ snapshot: AccessSnapshot) throws {
        let isListed = snapshot.templates(in: namespace).contains { $0.kind == kind && $0.name.text == name }
        guard !isListed, snapshot.template(kind, name, in: namespace) == nil,
            !snapshot.unread.contains(where: { $0.type == kind.resourceType || $0.type == .workflowBinding })
        else { return }
        try refuse(kind, name, among: [namespace], snapshot)
    }

    private func refuse(
        _ kind: TemplateKind, _ name: String, among namespaces: [String], _ snapshot: AccessSnapshot
    ) throws {
        let listed = namespaces.flatMap { snapshot.templates(in: $0) }.filter { $0.kind == kind }.map(\.name.text)
        let there = snapshot.objects.keys.filter {
            $0.type == kind.resourceType && ($0.namespace.map(namespaces.contains) ?? true)
        }.map(\.name)
        let known = Set(listed + there).sorted()
        let meant = NearestName.suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
        let place = namespaces.count == 1 ? " in \(namespaces[0])" : ""
        throw CommandFailure(
            "there is no \(kind.rawValue) \(name)\(place)\(meant)",
            hint: known.isEmpty ? nil : "there are \(known.prefix(20).joined(separator: ", "))",
            status: ExitStatus.badInput)
    }

    private func check(_ step: String, _ question: AccessQuestion, _ snapshot: AccessSnapshot) throws {
        let known: [String]
        switch question.target {
        case .template(let kind, let name):
            // Without the template it is not known which steps it has.
            guard snapshot.template(kind, name, in: question.namespace) != nil else { return }
            known = snapshot.steps(of: kind, name, in: question.namespace)
        case .workflow(let run): known = WorkflowSteps.waiting(in: run)
        case .none: return
        }
        guard !known.contains(step) else { return }
        let meant = NearestName.suggestion(for: step, among: known).map { "; did you mean \($0)?" } ?? ""
        throw CommandFailure(
            "there is no step \(step) that waits for an approval\(meant)",
            hint: known.isEmpty ? "no step of it waits" : "there are \(known.joined(separator: ", "))",
            status: ExitStatus.badInput)
    }

    private func run(_ name: String, in namespace: String, _ loaded: LoadedSnapshot) async throws -> JSONValue {
        let key = ObjectKey(.workflow, namespace: namespace, name: name)
        if let object = loaded.snapshot.objects[key] { return object.content }
        if let run = try await loaded.reader?.workflow(name, in: namespace) { return run }
        let known = loaded.snapshot.objects.keys.filter { $0.type == .workflow && $0.namespace == namespace }.map(
            \.name)
        let meant = NearestName.suggestion(for: name, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
        throw CommandFailure(
            "there is no Workflow \(name) in \(namespace)\(meant)",
            hint: loaded.reader == nil ? "name the file of the Workflow with -f too" : nil, status: ExitStatus.badInput)
    }
}
