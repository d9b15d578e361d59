import AccessCompiler
package import AccessModel

/// Answers what admission policies ask of the API server's authorizer.
package struct RequesterAuthorizer: PolicyAuthorizer {
    let roles: RoleBook
    let requester: Requester

    package init(_ roles: RoleBook, _ requester: Requester) {
        self.roles = roles
        self.requester = requester
    }

    package func allows(_ verb: String, resource: String, group: String, namespace: String, name: String) -> Bool {
        roles.permits(
            PermissionSet.Right(verb, resource, in: group), on: name.isEmpty ? nil : name,
            in: namespace.isEmpty ? nil : namespace, for: requester)
    }
}
