import AccessExplainer
import AccessModel
import Testing

@Suite("Denials as logs have them")
struct DenialLineTests {
    @Test("the API server's words are taken apart")
    func forbidden() {
        let line =
            #"workflows.argoproj.io "run-1" is forbidden: User "system:serviceaccount:argo:a" cannot delete resource "#
            + #""workflows" in API group "argoproj.io" in the namespace "payments""#
        let right = PermissionSet.Right("delete", "workflows", in: "argoproj.io")
        #expect(
            DenialLine(line)
                == .forbidden(user: "system:serviceaccount:argo:a", right: right, name: "run-1", namespace: "payments"))
        let logs =
            #"pods is forbidden: User \"ada\" cannot list resource \"pods\" in API group \"\" at the cluster scope"#
        #expect(
            DenialLine(logs)
                == .forbidden(
                    user: "ada", right: PermissionSet.Right("list", "pods", in: ""), name: nil, namespace: nil))
    }

    @Test("a policy's words are kept")
    func policy() {
        let line =
            "workflows.argoproj.io \"a\" is forbidden: ValidatingAdmissionPolicy 'idmon-argo.main-submit' with binding "
            + "'idmon-argo.main-submit' denied request: spec.hooks: not yours to set"
        guard case .policy("idmon-argo.main-submit", _, "spec.hooks: not yours to set")? = DenialLine(line) else {
            Issue.record("\(String(describing: DenialLine(line)))")
            return
        }
    }

    @Test("argo-server's words are known")
    func argo() {
        let line =
            "Permission denied, you are not allowed to list workflows in namespace \"payments\". Maybe you want to specify a "
            + "namespace with query parameter `.namespace=payments`?"
        #expect(DenialLine(line) == .notAllowed(verb: "list", resource: "workflows", namespace: "payments"))
        #expect(
            DenialLine("failed to perform RBAC authorization error=\"no service account rule matches\"") == .noRule)
        #expect(
            DenialLine("failed to get service account secret: secrets \"a.service-account-token\" not found")
                == .noToken(secret: "a.service-account-token"))
        let chosen =
            "level=info msg=\"selected SSO RBAC service account for user\" loginServiceAccount=b serviceAccount=a subject=s"
        #expect(DenialLine("time=1 " + chosen) == .chosen(account: "a", subject: "s"))
        #expect(DenialLine("all is well") == nil)
    }
}
