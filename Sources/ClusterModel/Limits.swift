/// Something that a real API server does and the model does not.
///
/// The list is the whole of it: the documentation prints it, and the tests that run on both servers leave exactly these
/// things out.
package struct ModelLimit: Hashable, Sendable {
    /// What it is about, in a few words.
    package let subject: String
    /// What happens instead.
    package let sentence: String

    private init(_ subject: String, _ sentence: String) {
        self.subject = subject
        self.sentence = sentence
    }

    /// Every limit.
    package static let all: [ModelLimit] = [
        ModelLimit(
            "wording",
            "Messages in which the server quotes a parser or a value in the syntax of Go say it in other words."),
        ModelLimit(
            "conditions of namespaces",
            "A terminating namespace tells what remains in it; the conditions that are False are left out."),
        ModelLimit(
            "empty maps", "A custom resource never has empty labels or annotations, which applying them can leave."),
        ModelLimit("kinds", "Only the kinds of discovery are served; every other built-in kind is answered with 404."),
        ModelLimit("events.k8s.io", "Events are served as core/v1 only."),
        ModelLimit(
            "workloads",
            "Pods, Services and Deployments are data: nothing is scheduled, started, scaled or given an address."),
        ModelLimit("quantities", "Quantities are stored as they are written, not in their canonical form."),
        ModelLimit(
            "validation of pods", "Of pods and services only the few fields without which nothing works are checked."),
        ModelLimit("defaults of pods", "The common defaults are filled in; rare ones are not."),
        ModelLimit("CEL", "Rules in CEL are stored and published, never evaluated."),
        ModelLimit(
            "admission policies and webhooks",
            "ValidatingAdmissionPolicies are stored, never evaluated, and get no defaults; there are no webhooks."),
        ModelLimit(
            "admission of pods", "Pods get no ServiceAccount, no token volume and no tolerations by themselves."),
        ModelLimit("quotas and limits", "ResourceQuota and LimitRange do not exist."),
        ModelLimit(
            "conversion",
            "Custom resources are stored as written in the storage version; other served versions see the same fields."),
        ModelLimit(
            "duplicate members", "A JSON object with two members of one name is read by its last, without a warning."),
        ModelLimit(
            "patches that do not fit",
            "The message does not quote the patched object, which could hold a Secret's data."),
        ModelLimit(
            "tokens",
            "They have the form of JSON Web Tokens but are signed with a number: there is no issuer discovery and no key set."
        ),
        ModelLimit(
            "built-in status",
            "Requests to `/status` of built-in kinds change the status alone, never labels or annotations."),
        ModelLimit(
            "client-side apply",
            "The annotation of `kubectl apply` is not kept in step by server-side apply of the manager `kubectl`."),
        ModelLimit("root certificates", "No namespace gets the ConfigMap `kube-root-ca.crt`."),
        ModelLimit("graceful deletion", "Pods go at once."),
        ModelLimit(
            "OpenAPI v2",
            "It is not served; version 3 has no descriptions of built-in fields."),
        ModelLimit(
            "waiting for a revision",
            "A list newer than the server is answered with 504 at once, not after three seconds."),
        ModelLimit("priority and fairness", "Requests are served one after another and never refused with 429."),
        ModelLimit(
            "protobuf",
            "Answers are always JSON. Bodies may be protobuf, but volumes, probes, ephemeral containers and references to keys "
                + "of a pod are refused in it."),
    ]
}
