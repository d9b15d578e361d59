import AccessExplainer
import AccessModel
import JSONTree
import KubeModel
import Testing

@Suite("Verdicts from files")
struct VerdictTests {
    /// Who may do what with which template, by hand.
    private static let cases: [(groups: [String], action: PersonAction, namespace: String, template: String, Bool)] = [
        (["/payments/developers"], .submit, "payments", "nightly-report", true),
        (["/payments/developers"], .submit, "payments", "settlement", false),
        (["/payments/developers"], .approve, "payments", "nightly-report", false),
        (["/payments/developers"], .view, "payments", "settlement", true),
        (["/payments/developers"], .view, "web", "deploy-web", false),
        (["/payments/leads"], .approve, "payments", "settlement", true),
        (["/payments/leads"], .submit, "payments", "settlement", false),
        (["/payments/leads"], .stop, "payments", "settlement", false),
        (["/platform/sre"], .stop, "payments", "nightly-report", true),
        (["/platform/sre"], .retry, "payments", "nightly-report", true),
        (["/platform/sre"], .suspend, "payments", "nightly-report", true),
        (["/platform/sre"], .resume, "payments", "nightly-report", true),
        (["/platform/sre"], .terminate, "payments", "nightly-report", true),
        (["/platform/sre"], .resubmit, "payments", "nightly-report", true),
        (["/platform/sre"], .delete, "payments", "nightly-report", false),
        (["/data/engineers"], .editTemplate, "data", "ingest", true),
        (["/data/engineers"], .editCron, "data", "ingest", true),
        (["/data/engineers"], .delete, "data", "ingest", true),
        (["/data/engineers"], .deleteMany, "data", "ingest", false),
        (["/platform/sre"], .deleteMany, "web", "cleanup", true),
        (["/platform/sre"], .editEventBinding, "web", "cleanup", true),
        (["/platform/sre"], .sendEvent, "web", "cleanup", true),
        (["/nobody"], .view, "web", "cleanup", false),
        ([], .view, "web", "cleanup", false),
    ]

    @Test("three teams may do what their files mean", arguments: cases.indices)
    func threeTeams(index: Int) throws {
        let (groups, action, namespace, template, isPermitted) = Self.cases[index]
        let explainer = Sample.explainer(try Sample.threeTeams())
        let person = Person.groups(groups.compactMap { GroupPath($0) })
        let question = AccessQuestion(person, action, in: namespace, on: .template(.workflowTemplate, template))
        #expect(explainer.verdict(question) == (isPermitted ? .yes : .no), "\(question)")
        let whole = explainer.evaluate(question)
        #expect(whole.verdict == (isPermitted ? .yes : .no), "\(whole.attempts.flatMap(\.policies).map(\.denial))")
    }

    @Test("a snapshot of one namespace answers as one of all")
    func focus() throws {
        let objects = try Sample.threeTeams()
        for (groups, action, namespace, template, isPermitted) in Self.cases {
            let snapshot = AccessSnapshot(rendering: objects, now: Sample.now, focus: [namespace])
            let person = Person.groups(groups.compactMap { GroupPath($0) })
            let question = AccessQuestion(person, action, in: namespace, on: .template(.workflowTemplate, template))
            #expect(AccessExplainer(snapshot).verdict(question) == (isPermitted ? .yes : .no), "\(question)")
        }
    }

    @Test("a member of the realm in two groups has what both give")
    func member() throws {
        let explainer = Sample.explainer(try Sample.threeTeams())
        let bob = Sample.groups("/payments/developers", "/payments/leads")
        for action in [PersonAction.submit, .approve] {
            let question = AccessQuestion(
                bob, action, in: "payments", on: .template(.workflowTemplate, "nightly-report"))
            #expect(explainer.verdict(question) == .yes)
        }
    }

    @Test("limits of parameters and entrypoints hold where parameters are given, and not where they are left open")
    func limits() throws {
        let explainer = Sample.explainer(try Sample.limits())
        var question = AccessQuestion(
            Sample.groups("/payments/developers"), .submit, in: "payments",
            on: .template(.workflowTemplate, "nightly-report"))
        #expect(explainer.verdict(question) == .yes)
        question.parameters = []
        #expect(explainer.verdict(question) == .no)
        question.parameters = [.init(name: "month", value: "2026-11")]
        #expect(explainer.verdict(question) == .yes)
        question.parameters = [.init(name: "month", value: "November")]
        #expect(explainer.verdict(question) == .no)
        question.parameters = nil
        question.entrypoint = "behind-the-approval"
        #expect(explainer.verdict(question) == .no)
    }

    @Test("an approver of one step approves that step")
    func steps() throws {
        let explainer = Sample.explainer(try Sample.limits())
        var question = AccessQuestion(
            Sample.groups("/payments/leads"), .approve, in: "payments",
            on: .template(.workflowTemplate, "nightly-report"))
        #expect(explainer.verdict(question) == .no)
        question.step = "approve-release"
        #expect(explainer.verdict(question) == .yes)
        question.step = "approve-costs"
        #expect(explainer.verdict(question) == .no)
    }
}
