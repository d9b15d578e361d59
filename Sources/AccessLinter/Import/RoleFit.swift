import AccessModel

/// The roles that come nearest to some rights and give nothing more.
struct RoleFit {
    /// The greatest ones: none of them includes another.
    let roles: [Role]
    /// The least role with something of the rest, and what it would give beyond the rights.
    let next: (role: Role, excess: [String])?

    init(_ rights: PermissionSet, _ catalogue: RoleCatalogue) {
        let fitting = Role.allCases.filter { PermissionSet(catalogue.rules(of: $0)).isSubset(of: rights) }
        roles = fitting.filter { role in !fitting.contains { $0 != role && $0.includes(role) } }
        let given = PermissionSet(fitting.flatMap(catalogue.rules(of:)))
        next =
            Role.allCases.lazy.filter { !fitting.contains($0) }.compactMap { role in
                let wanted = PermissionSet(catalogue.rules(of: role))
                let isNearer = !wanted.intersection(rights).isSubset(of: given)
                return isNearer ? (role, wanted.cutOff(by: rights)) : nil
            }.first
    }
}
