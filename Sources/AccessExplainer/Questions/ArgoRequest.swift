package import AccessCompiler
package import AccessModel
import JSONTree
package import KubeModel

/// The writes by which argo-server does what a person asks for, as the API server's admission sees them.
///
/// Source: Argo Workflows 3.7 and 4.1, `server/workflow/workflow_server.go` and `workflow/util/util.go`.
package struct ArgoRequest: Sendable {
    private let question: AccessQuestion
    private let catalogue: RoleCatalogue
    /// The CronWorkflow that the question is about, where it is known.
    private let cronWorkflow: KubeObject?
    private let username: String
    /// What argo-server writes into the label for the creator of a run.
    private let creator: String

    /// - Parameters:
    ///   - username: that of the account as which argo-server makes the requests.
    ///   - person: whose account that is; nil for accounts of groups, where it does not matter who it is.
    package init(
        _ question: AccessQuestion, _ catalogue: RoleCatalogue, cronWorkflow: KubeObject?, as username: String,
        person: PersonSubject?
    ) {
        self.question = question
        self.catalogue = catalogue
        self.cronWorkflow = cronWorkflow
        self.username = username
        creator = person.map(FourEyes.label) ?? ArgoRun.somebody
    }

    /// The writes; empty for what only reads, and for deletions, which no policy of Idmon's is about.
    package var requests: [AdmissionRequest] {
        switch question.action {
        case .view, .logs, .delete, .deleteMany: []
        case .submit: [create("workflows", submission())]
        case .resubmit: [create("workflows", submission(again: true))]
        case .sendEvent: [create("workflows", submission(byEvent: true))]
        case .approve: change("Resume") { $0.resumed($1) }
        case .suspend: change("Suspend") { run, _ in run.with(["spec", "suspend"], true) }
        case .resume: change("Resume", from: { $0.with(["spec", "suspend"], true) }) { $0.released($1) }
        case .stop: change("Stop") { run, _ in run.with(["spec", "shutdown"], "Stop") }
        case .terminate: change("Terminate") { run, _ in run.with(["spec", "shutdown"], "Terminate") }
        case .retry: change("Retry", from: \.failed) { run, _ in run.retried }
        case .editTemplate: [create(templatePlural, template)]
        case .editCron: [scheduling]
        case .suspendCron: [update("cronworkflows", schedule, schedule.with(["spec", "suspend"], true))]
        case .editEventBinding: [eventBinding]
        }
    }

    private func create(_ resource: String, _ object: JSONValue) -> AdmissionRequest {
        AdmissionRequest(
            .create, resource, in: RoleCatalogue.argo,
            namespace: resource == "clusterworkflowtemplates" ? "" : question.namespace, as: username, object: object)
    }

    private func update(_ resource: String, _ old: JSONValue, _ new: JSONValue) -> AdmissionRequest {
        AdmissionRequest(
            .update, resource, in: RoleCatalogue.argo, namespace: question.namespace,
            name: old["metadata"]?["name"]?.string ?? "", as: username, object: new, oldObject: old)
    }

    // MARK: - Runs that begin

    private func submission(again: Bool = false, byEvent: Bool = false) -> JSONValue {
        var labels: JSONObject = [
            "workflows.argoproj.io/creator": .string(creator),
            "workflows.argoproj.io/creator-preferred-username": "somebody",
        ]
        if again { labels["workflows.argoproj.io/resubmitted-from-workflow"] = "earlier" }
        if byEvent { labels["workflows.argoproj.io/workflow-event-binding"] = "event" }
        var metadata: JSONObject = ["name": "new-run", "namespace": .string(question.namespace)]
        var spec = ArgoRun.specification(question)
        switch question.target {
        case .template(.cronWorkflow, let name):
            labels["workflows.argoproj.io/cron-workflow"] = .string(name)
            metadata["ownerReferences"] = [
                [
                    "apiVersion": "argoproj.io/v1alpha1", "kind": "CronWorkflow", "name": .string(name),
                    "uid": .string(ArgoRun.somebody), "controller": true, "blockOwnerDeletion": true,
                ]
            ]
            spec = scheduled(spec)
        case .template(let kind, let name):
            let label = kind == .clusterWorkflowTemplate ? "cluster-workflow-template" : "workflow-template"
            labels["workflows.argoproj.io/\(label)"] = .string(name)
        case .workflow(let run):
            // A resubmission copies the specification of the run.
            if let own = run["spec"] { spec = own }
        case .none: break
        }
        metadata["labels"] = .object(labels)
        return [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": .object(metadata), "spec": spec,
            "status": ["startedAt": .null, "finishedAt": .null],
        ]
    }

    /// What a CronWorkflow runs, with the parameters and entrypoint of the question.
    private func scheduled(_ given: JSONValue) -> JSONValue {
        guard var spec = cronWorkflow?.content["spec"]?["workflowSpec"] else { return given }
        if question.parameters != nil { spec["arguments"] = given["arguments"] }
        if question.entrypoint != nil { spec["entrypoint"] = given["entrypoint"] }
        return spec
    }

    // MARK: - Runs that are there

    private func change(
        _ word: String, from prepare: (ArgoRun) -> ArgoRun = { $0 }, _ step: (ArgoRun, AccessQuestion) -> ArgoRun
    ) -> [AdmissionRequest] {
        let old = prepare(ArgoRun(question))
        if catalogue.usesWorkflowActions {
            return [
                create(
                    "workflowactions",
                    [
                        "apiVersion": "argoproj.io/v1alpha1", "kind": "WorkflowAction",
                        "metadata": ["name": "new-action", "namespace": .string(question.namespace)],
                        "spec": ["action": .string(word), "workflowName": .string(old.name)],
                    ])
            ]
        }
        return [update("workflows", old.value, step(old, question).acted(word).value)]
    }

    // MARK: - Templates, schedules, events

    private var name: String {
        if case .template(_, let name) = question.target { return name }
        return "new-object"
    }

    private var isClusterTemplate: Bool {
        if case .template(.clusterWorkflowTemplate, _) = question.target { return true }
        return false
    }

    private var templatePlural: String { isClusterTemplate ? "clusterworkflowtemplates" : "workflowtemplates" }

    private var template: JSONValue {
        var metadata: JSONObject = ["name": .string(name)]
        if !isClusterTemplate { metadata["namespace"] = .string(question.namespace) }
        return [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": isClusterTemplate ? "ClusterWorkflowTemplate" : "WorkflowTemplate", "metadata": .object(metadata),
            "spec": ["entrypoint": "main", "templates": [["name": "main", "suspend": [:]]]],
        ]
    }

    /// To schedule a template is to write a CronWorkflow of it; of one that is there the times change.
    private var scheduling: AdmissionRequest {
        switch question.target {
        case .template(.workflowTemplate, _), .template(.clusterWorkflowTemplate, _):
            create("cronworkflows", schedule(named: "new-object", running: ArgoRun.specification(question)))
        case .template(.cronWorkflow, _), .workflow, .none:
            update("cronworkflows", schedule, schedule.with(["spec", "schedules"], ["0 4 * * *"]))
        }
    }

    private var schedule: JSONValue {
        cronWorkflow?.content
            ?? schedule(named: name, running: ["workflowTemplateRef": ["name": "a-template-that-is-not-known"]])
    }

    private func schedule(named name: String, running spec: JSONValue) -> JSONValue {
        [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "CronWorkflow",
            "metadata": ["name": .string(name), "namespace": .string(question.namespace)],
            "spec": ["schedules": ["0 3 * * *"], "concurrencyPolicy": "Forbid", "workflowSpec": spec],
        ]
    }

    private var eventBinding: AdmissionRequest {
        // What events submit begins where the template says: there is no field for another entrypoint.
        var submit = ArgoRun.specification(question)
        submit["entrypoint"] = nil
        let object: JSONValue = [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "WorkflowEventBinding",
            "metadata": ["name": "new-object", "namespace": .string(question.namespace)],
            "spec": ["event": ["selector": "true"], "submit": submit],
        ]
        switch question.target {
        case .template(.workflowTemplate, _), .template(.clusterWorkflowTemplate, _):
            return create("workfloweventbindings", object)
        case .template(.cronWorkflow, _), .workflow, .none:
            return update("workfloweventbindings", object, object.with(["spec", "event", "selector"], "false"))
        }
    }
}

extension JSONValue {
    /// The same with another value at a path of names.
    func with(_ path: [String], _ value: JSONValue) -> JSONValue {
        var changed = self
        changed[JSONPath(path.map { .name($0) })] = value
        return changed
    }
}
