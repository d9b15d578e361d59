import AccessCompiler
import AccessModel
import KubeModel

/// Answers who may do what, and why, from a snapshot.
///
/// What argo-server, RBAC and the admission policies decide is decided here by the same functions that plan and enforce it.
/// An explainer remembers whom Argo takes for whom, so that many questions cost little; it is made from a snapshot at no
/// cost, one for each task.
package struct AccessExplainer {
    package let snapshot: AccessSnapshot
    private let choices = ChoiceMemory()

    package init(_ snapshot: AccessSnapshot) { self.snapshot = snapshot }

    /// Whether somebody may do something.
    package func verdict(_ question: AccessQuestion) -> Verdict { evaluate(question, isThorough: false).verdict }

    /// Everything that decides a question.
    ///
    /// - Parameters:
    ///   - isThorough: whether what comes behind the first no is found too.
    ///   - tellsApart: whether a question about anybody with certain groups is unknown where claims that are not given would
    ///     make a difference. Lists name whoever satisfies such a rule by itself, and ask about all others.
    package func evaluate(
        _ question: AccessQuestion, isThorough: Bool = true, tellsApart: Bool = true
    ) -> AccessEvaluation {
        AccessEvaluator(snapshot: snapshot, isThorough: isThorough).evaluate(question) {
            choice($0, $1, for: $2, tellsApart: tellsApart)
        }
    }

    /// As whom argo-server makes somebody's requests; nil for who does not log in to it.
    ///
    /// - Parameters:
    ///   - workload: the namespace of the requests; nil for those without.
    ///   - tellsApart: whether it is told where claims that are not known would make a difference.
    package func choice(
        _ installation: InstallationAccess, _ person: Person, for workload: String?, tellsApart: Bool = true
    ) -> ArgoChoice? {
        let key = ChoiceMemory.Key(
            installation: installation.name, person: person,
            workload: installation.gate.delegates == false ? nil : workload, tellsApart: tellsApart)
        if let known = choices.known[key] { return known }
        let choice = installation.session(of: person, now: snapshot.now).map { session in
            installation.choice(of: session, for: workload, tellsApart: tellsApart)
        }
        choices.known[key] = choice
        return choice
    }
}

/// The choices that were asked for before.
private final class ChoiceMemory {
    struct Key: Hashable {
        let installation: ResourceName
        let person: Person
        let workload: String?
        let tellsApart: Bool
    }

    var known: [Key: ArgoChoice] = [:]
}

extension AccessSnapshot {
    /// What actions need where no installation tells the version.
    var catalogue: RoleCatalogue {
        installations.count == 1
            ? installations[0].catalogue : RoleCatalogue(version: ConfigurationKeys.newestListed)
    }
}

// MARK: - Words

extension AccessExplainer {
    /// The answer to a question with the whole chain and, for a no, what would make it yes.
    package func answer(_ question: AccessQuestion) -> AccessAnswer {
        AnswerWriter(explainer: self, evaluation: evaluate(question)).answer()
    }
}
