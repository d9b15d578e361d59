import AccessModel
import JSONTree
import KubeClient
import KubeModel
import KubeTesting
import Synchronization

/// A transport that lets one write through at a time and checks before and after each that it breaks no promise.
final class Watchdog<Wrapped: Transport>: Transport {
    private struct State {
        var violations: [String] = []
        /// What specs said since ``forget()``: a write may have been planned from any of them.
        var specs: [ClusterState] = []
        /// What they allowed, also the scopes of one moment with the bindings of another: the operator watches each kind by
        /// itself, and sees none of them at the moment of the other.
        var allowed: [String: Set<String>] = [:]
        var writes = 0
        /// Accounts whose token a person took away: Secrets are not watched, so a rule may come a moment too late.
        var robbed: Set<ObjectKey> = []
        /// Accounts that had no rule and were given one by a person, maybe just before the operator took the token away.
        var armed: Set<ObjectKey> = []
    }

    private let wrapped: Wrapped
    private let people: KubeClient
    private let turnstile = Turnstile(places: 1)
    private let state = Mutex(State())

    init(_ wrapped: Wrapped, watching people: KubeClient) {
        self.wrapped = wrapped
        self.people = people
    }

    var violations: [String] { state.withLock { $0.violations } }
    var checkedWrites: Int { state.withLock { $0.writes } }

    /// Lets a person change something while the operator writes nothing, so that it is known whose doing it is.
    func exclusively(_ change: @Sendable () async throws -> Void) async throws {
        try await turnstile.pass {
            try await remember()
            let before = try await ClusterState(people, [.serviceAccount, .secret])
            try await change()
            let after = try await ClusterState(people, [.serviceAccount, .secret])
            let robbed = before.objects.keys.filter {
                before.hasOwnToken($0) && after.objects[$0] != nil && !after.hasOwnToken($0)
            }
            let armed = after.objects.keys.filter {
                after.annotation(WellKnown.Annotation.rule, of: $0) != nil
                    && before.annotation(WellKnown.Annotation.rule, of: $0) == nil
            }
            state.withLock { state in
                state.robbed.formUnion(robbed)
                state.armed.formUnion(armed)
            }
            try await remember()
        }
    }

    /// Notes what the specs allow.
    private func remember() async throws(KubeError) {
        let now = try await ClusterState(people, ClusterState.specTypes)
        state.withLock { state in
            guard !state.specs.contains(where: now.hasSameSpecs) else { return }
            let seen = state.specs.flatMap { [$0.withScopes(of: now), now.withScopes(of: $0)] } + [now]
            for specs in seen { state.allowed.merge(specs.allowedSubjects) { $0.union($1) } }
            state.specs.append(now)
        }
    }

    /// From now on only what specs allow at the moment is right.
    func forget() {
        state.withLock { state in
            state.specs = []
            state.allowed = [:]
            state.robbed = []
            state.armed = []
        }
    }

    func send(_ request: APIRequest, timeout: Duration) async throws(KubeError) -> APIResponse {
        guard request.method != .get else { return try await wrapped.send(request, timeout: timeout) }
        let result = await turnstile.pass { await sendChecked(request, timeout) }
        return try result.get()
    }

    func stream(_ request: APIRequest, idleTimeout: Duration) async throws(KubeError) -> ResponseStream {
        try await wrapped.stream(request, idleTimeout: idleTimeout)
    }

    private func sendChecked(_ request: APIRequest, _ timeout: Duration) async -> Result<APIResponse, KubeError> {
        do throws(KubeError) {
            let types = WriteRule.typesConcerned(by: request)
            let before = try await ClusterState(people, types)
            let response: Result<APIResponse, KubeError>
            do throws(KubeError) {
                response = .success(try await wrapped.send(request, timeout: timeout))
            } catch {
                response = .failure(error)
            }
            let after = try await ClusterState(people, types)
            judge(request, before, after)
            return response
        } catch {
            return .failure(error)
        }
    }

    private func judge(_ request: APIRequest, _ before: ClusterState, _ after: ClusterState) {
        let (allowed, robbed, armed) = state.withLock { state in
            state.writes += 1
            return (state.allowed, state.robbed, state.armed)
        }
        // What a person did in the meantime is not the operator's doing.
        let new = after.violations(allowing: allowed, ignoringTokensOf: robbed.union(armed))
            .subtracting(before.violations(allowing: allowed))
        let wrong = new.sorted() + WriteRule.violations(request, before, armed: armed)
        guard !wrong.isEmpty else { return }
        state.withLock { $0.violations += wrong.map { "\(request.call): \($0)" } }
    }
}

/// What no single write may do, told from the state before it.
enum WriteRule {
    /// Of which objects a write can break a promise.
    static func typesConcerned(by request: APIRequest) -> [ResourceType] {
        let written = Snapshot.generated.first { request.path.contains($0.plural) }
        switch written {
        case .roleBinding?: return [.roleBinding] + ClusterState.specTypes
        case .role?: return [.role, .roleBinding]
        case .serviceAccount?, .secret?:
            return [.serviceAccount, .secret] + (request.method == .delete ? [.roleBinding] : [])
        default: return []
        }
    }

    /// - Parameter armed: accounts whose rule is a person's doing.
    static func violations(_ request: APIRequest, _ before: ClusterState, armed: Set<ObjectKey>) -> [String] {
        if ResourceType.idmonKinds.contains(where: { request.path.contains($0.plural) }) {
            return specViolations(request)
        }
        guard let (key, object) = before.objects.first(where: { APIRequest.path($0.key) == request.path }) else {
            return []
        }
        guard isOursToWrite(object) else { return ["\(key) is somebody else's"] }
        return request.method == .delete ? orderViolations(key, object, before, armed) : []
    }

    /// People's resources get a status and a finalizer, nothing else.
    private static func specViolations(_ request: APIRequest) -> [String] {
        if request.path.last == "status" { return [] }
        guard request.method == .patch, let body = try? JSONValue(parsing: request.body) else {
            return ["it is a person's"]
        }
        let members = (body.object?.map(\.name) ?? []) + (body["metadata"]?.object?.map(\.name) ?? [])
        let isOnlyFinalizers = members.allSatisfy { ["metadata", "finalizers", "resourceVersion", "uid"].contains($0) }
        return isOnlyFinalizers ? [] : ["it writes \(members)"]
    }

    private static func isOursToWrite(_ object: JSONValue) -> Bool {
        ClusterState.isOurs(object) || object["metadata"]?["annotations"]?[WellKnown.Annotation.adopt] == "true"
            || (object["metadata"]?["managedFields"]?.array ?? []).contains {
                $0["manager"] == "idmon" && $0["operation"] == "Apply"
            }
    }

    /// RoleBindings and rules go before what they rest on.
    private static func orderViolations(
        _ key: ObjectKey, _ object: JSONValue, _ before: ClusterState, _ armed: Set<ObjectKey>
    ) -> [String] {
        let bindings = before.all(.roleBinding).filter { ClusterState.isOurs($0.value) }
        let name = "\(key.namespace ?? "")/\(key.name)"
        switch key.type {
        case .role:
            // A Role that somebody widened is access itself.
            let isWidened = isOwnedByOthers(object) { $0["f:rules"] }
            return isWidened
                ? []
                : bindings.filter {
                    $0.key.namespace == key.namespace && $0.value["roleRef"]?["name"]?.string == key.name
                }.map { "\($0.key) still gives it" }
        case .serviceAccount:
            // A rule that somebody else wrote too can only go with its account, and it goes first.
            let isRuleForeign = isOwnedByOthers(object) {
                $0["f:metadata"]?["f:annotations"]?["f:\(WellKnown.Annotation.rule)"]
            }
            if isRuleForeign { return [] }
            var wrong = bindings.filter { ClusterState.subjects($0.value).contains(name) }.map {
                "\($0.key) still has it"
            }
            if before.annotation(WellKnown.Annotation.rule, of: key) != nil { wrong.append("its rule is still there") }
            return wrong
        case .secret:
            let account = before.all(.serviceAccount, in: key.namespace).first {
                $0.value["metadata"]?["annotations"]?[WellKnown.Annotation.tokenName]?.string == key.name
            }
            let hasRule =
                account.map {
                    before.annotation(WellKnown.Annotation.rule, of: $0.key) != nil && !armed.contains($0.key)
                } ?? false
            return hasRule ? ["its account still has a rule"] : []
        default: return []
        }
    }

    /// Whether a field has another manager, who may have written what Idmon did not.
    private static func isOwnedByOthers(_ object: JSONValue, _ field: (JSONValue) -> JSONValue?) -> Bool {
        (object["metadata"]?["managedFields"]?.array ?? []).contains { entry in
            entry["manager"] != "idmon" && entry["fieldsV1"].flatMap(field) != nil
        }
    }
}
