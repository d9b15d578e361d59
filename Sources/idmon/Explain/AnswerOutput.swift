import AccessCompiler
import AccessExplainer
import AccessModel
import JSONTree
import KubeModel

/// Prints answers for people and for programs.
struct AnswerOutput {
    let loaded: LoadedSnapshot
    let terminal: Terminal

    // MARK: - Text

    /// - Parameters:
    ///   - startsAtBreak: whether the links before the first that does not hold are left out.
    ///   - notes: what is to be said about how the person was read.
    func text(_ answer: AccessAnswer, startsAtBreak: Bool, notes: [String]) -> String {
        var lines = [headline(answer)]
        if let broken = answer.broken, startsAtBreak, answer.verdict != .yes {
            lines.append("because: \(PrintableText.line(broken.sentence))")
        }
        lines.append("")
        let links = startsAtBreak && answer.verdict != .yes ? Array(answer.fromFirstBroken) : answer.links
        lines += links.flatMap(self.lines)
        if !answer.remedies.isEmpty {
            lines += ["", terminal.styled("What would make it yes", .bold)]
            for (index, remedy) in answer.remedies.enumerated() {
                lines.append("  \(index + 1). \(remedy.change)")
                lines += remedy.fields.map { "       at \(words($0))" }
                lines.append("       by \(remedy.by)")
            }
        }
        let said = notes.map { "note: \($0)" } + unread
        if !said.isEmpty { lines += [""] + said }
        return lines.joined(separator: "\n") + "\n"
    }

    private var unread: [String] { loaded.snapshot.unread.map { "not read: \($0)" } }

    private func headline(_ answer: AccessAnswer) -> String {
        let question = answer.question
        let what = QuestionWords.what(question)
        switch answer.verdict {
        case .yes: return "\(terminal.styled("yes:", .green)) \(QuestionWords.who(question.person)) may \(what)"
        case .no: return "\(terminal.styled("no:", .red)) \(QuestionWords.who(question.person)) may not \(what)"
        case .unknown(let reason):
            return
                "\(terminal.styled("unknown:", .yellow)) whether \(QuestionWords.who(question.person)) may \(what): \(reason)"
        }
    }

    func lines(_ link: AccessLink) -> [String] {
        let mark =
            switch link.state {
            case .holds: terminal.styled("ok", .green)
            case .broken: terminal.styled("NO", .red)
            case .unknown: terminal.styled("??", .yellow)
            case .note: terminal.styled(" -", .faint)
            }
        let kind = link.kind.rawValue + String(repeating: " ", count: 7 - link.kind.rawValue.count)
        let places = ([link.place].compactMap { $0 } + link.causes).map { "             \(words($0))" }
        return ["  \(mark) \(kind) \(PrintableText.line(link.sentence))"] + places.map { terminal.styled($0, .faint) }
    }

    /// `WorkflowBinding payments/nightly-report spec.grants[0]  payments.yaml:31:7`
    func words(_ field: FieldOfObject) -> String {
        let path = field.path.isRoot ? "" : " \(field.path)"
        let isGenerated = loaded.snapshot.origin(of: field.object) == .generated
        let place = loaded.place(of: field).map { "  \($0)" } ?? (isGenerated ? "  (generated)" : "")
        return "\(field.object)\(path)\(place)"
    }

    // MARK: - Values

    func value(_ answer: AccessAnswer, startsAtBreak: Bool, notes: [String]) -> JSONValue {
        let question = answer.question
        var value: JSONObject = [
            "answer": .string(Self.word(answer.verdict)), "who": .string(QuestionWords.who(question.person)),
            "action": .string(question.action.rawValue), "namespace": .string(question.namespace),
        ]
        if case .unknown(let reason) = answer.verdict { value["reason"] = .string(reason) }
        value["target"] = QuestionWords.target(question.target).map(JSONValue.string)
        value["step"] = question.step.map(JSONValue.string)
        value["entrypoint"] = question.entrypoint.map(JSONValue.string)
        value["account"] = answer.account.map { .string("\($0.namespace ?? "")/\($0.name)") }
        let links = startsAtBreak && answer.verdict != .yes ? answer.fromFirstBroken : answer.links[...]
        value["links"] = .array(links.map(self.value))
        value["remedies"] = .array(
            answer.remedies.map { remedy in
                [
                    "change": .string(remedy.change), "fields": .array(remedy.fields.map(self.value)),
                    "by": .string(remedy.by),
                ]
            })
        value["notes"] = .array(notes.map(JSONValue.string))
        value["unread"] = .array(loaded.snapshot.unread.map { .string($0.description) })
        return .object(value)
    }

    static func word(_ verdict: Verdict) -> String {
        switch verdict {
        case .yes: "yes"
        case .no: "no"
        case .unknown: "unknown"
        }
    }

    func value(_ link: AccessLink) -> JSONValue {
        var value: JSONObject = [
            "link": .string(link.kind.rawValue), "state": .string(link.state.rawValue),
            "sentence": .string(link.sentence),
        ]
        value["at"] = link.place.map(self.value)
        if !link.causes.isEmpty { value["causes"] = .array(link.causes.map(self.value)) }
        return .object(value)
    }

    func value(_ field: FieldOfObject) -> JSONValue {
        var value: JSONObject = ["object": .string(field.object.description)]
        if !field.path.isRoot { value["field"] = .string(field.path.description) }
        if let place = loaded.place(of: field) { value["place"] = .string(place) }
        if loaded.snapshot.origin(of: field.object) == .generated { value["generated"] = true }
        return .object(value)
    }
}

/// The parts of a question as sentences have them.
enum QuestionWords {
    static func who(_ person: Person) -> String {
        switch person {
        case .groups(let groups):
            groups.isEmpty ? "somebody without groups" : "somebody in \(groups.map(\.text).joined(separator: " and "))"
        case .claims(let claims): claims.name.isEmpty ? claims.subject : claims.name
        case .token(let payload):
            payload["preferred_username"]?.string ?? payload["email"]?.string ?? payload["sub"]?.string ?? "the person"
        case .account(let namespace, let name): "ServiceAccount \(namespace)/\(name)"
        case .user(let name, _): "User \(name)"
        }
    }

    static func what(_ question: AccessQuestion) -> String {
        var words = question.action.rawValue
        if let step = question.step { words += " the step \(step) of" }
        if let target = target(question.target) { words += " \(target)" }
        words += " in \(question.namespace)"
        if let entrypoint = question.entrypoint { words += " from \(entrypoint) on" }
        if let parameters = question.parameters {
            let list = parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
            words += parameters.isEmpty ? " without parameters" : " with \(list)"
        }
        return words
    }

    static func target(_ target: AccessTarget) -> String? {
        switch target {
        case .none: nil
        case .template(let kind, let name): "\(kind.rawValue) \(name)"
        case .workflow(let run): "Workflow \(run["metadata"]?["name"]?.string ?? "")"
        }
    }
}
