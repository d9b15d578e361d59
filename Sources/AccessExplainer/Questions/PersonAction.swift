import AccessModel

/// What somebody wants to do with Argo, by the word that people use.
package enum PersonAction: String, CaseIterable, Hashable, Sendable {
    case view
    case logs
    case submit
    case approve
    case suspend
    case resume
    case stop
    case terminate
    case retry
    case resubmit
    case delete
    case deleteMany = "delete-many"
    case editTemplate = "edit-template"
    case editCron = "edit-cron"
    case suspendCron = "suspend-cron"
    case sendEvent = "send-event"
    case editEventBinding = "edit-event-binding"

    /// What it is, for help and for tables.
    package var meaning: String {
        switch self {
        case .view: "see workflows, or a template"
        case .logs: "follow a step's logs"
        case .submit: "start a run of a template, or of a CronWorkflow"
        case .approve: "let a step go on that waits"
        case .suspend: "halt a run"
        case .resume: "let a halted run go on"
        case .stop: "end a run after its exit handlers"
        case .terminate: "end a run at once"
        case .retry: "run the failed steps of a run again"
        case .resubmit: "start a run again"
        case .delete: "delete a run"
        case .deleteMany: "delete many runs at once"
        case .editTemplate: "create, change and delete templates"
        case .editCron: "create, change and delete CronWorkflows"
        case .suspendCron: "halt a CronWorkflow or let it go on"
        case .sendEvent: "send an event that starts runs"
        case .editEventBinding: "create, change and delete what events start"
        }
    }

    /// Whether the answer depends on the template.
    package var isAboutTemplate: Bool {
        switch self {
        case .submit, .approve, .resubmit, .sendEvent: true
        case .view, .logs, .suspend, .resume, .stop, .terminate, .retry, .delete, .deleteMany, .editTemplate, .editCron,
            .suspendCron, .editEventBinding:
            false
        }
    }

    /// What argo-server's handler does for it, in the words of ``ArgoAction``.
    ///
    /// - Parameter target: what it is done with.
    func actions(on target: AccessTarget) -> [ArgoAction] {
        switch self {
        case .view:
            switch target {
            case .none: [.listWorkflows, .watchWorkflows, .readWorkflow]
            case .workflow: [.readWorkflow]
            case .template(.cronWorkflow, _): [.listCronWorkflows, .readCronWorkflow]
            case .template: [.listTemplates, .readTemplate]
            }
        case .logs: [.readLogs]
        case .submit: if case .template(.cronWorkflow, _) = target { [.submitCronWorkflow] } else { [.submitTemplate] }
        case .approve, .suspend, .resume: [.suspendOrResume]
        case .stop, .terminate: [.stopOrTerminate]
        case .retry: [.retry]
        case .resubmit: [.resubmit]
        case .delete: [.deleteWorkflow]
        case .deleteMany: [.deleteManyWorkflows]
        case .editTemplate: [.changeTemplate]
        case .editCron: [.changeCronWorkflow]
        case .suspendCron: [.suspendCronWorkflow]
        case .sendEvent: [.sendEvent]
        case .editEventBinding: [.changeEventBinding]
        }
    }
}
