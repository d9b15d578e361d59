package import JSONTree
package import KubeModel

/// The `spec` of a Lease as leader election uses it.
package struct LeaseRecord: Sendable, Hashable {
    /// Empty when the lease was released.
    package var holderIdentity: String
    package var leaseDurationSeconds: Int
    /// When the holder got the lease, on its clock: for people, never for decisions.
    package var acquireTime: KubeTime?
    /// When the holder last renewed it, on its clock: for people, never for decisions.
    package var renewTime: KubeTime?
    /// How often the holder changed.
    package var leaseTransitions: Int

    package init(
        holderIdentity: String, leaseDurationSeconds: Int, acquireTime: KubeTime?, renewTime: KubeTime?,
        leaseTransitions: Int
    ) {
        self.holderIdentity = holderIdentity
        self.leaseDurationSeconds = leaseDurationSeconds
        self.acquireTime = acquireTime
        self.renewTime = renewTime
        self.leaseTransitions = leaseTransitions
    }

    /// Reads the `spec` of a Lease; absent fields mean a lease that nobody holds, numbers are kept within an int32.
    package init(spec: JSONView?) {
        holderIdentity = spec?["holderIdentity"]?.string ?? ""
        leaseDurationSeconds = Self.clamped(spec?["leaseDurationSeconds"]?.integer)
        acquireTime = spec?["acquireTime"]?.string.flatMap { KubeTime($0) }
        renewTime = spec?["renewTime"]?.string.flatMap { KubeTime($0) }
        leaseTransitions = Self.clamped(spec?["leaseTransitions"]?.integer)
    }

    private static func clamped(_ number: Int64?) -> Int { Int(max(0, min(number ?? 0, Int64(Int32.max) - 1))) }

    /// The `spec` as the API server stores it.
    package var spec: JSONValue {
        [
            "holderIdentity": .string(holderIdentity),
            "leaseDurationSeconds": .integer(Int64(leaseDurationSeconds)),
            "acquireTime": acquireTime.map { .string($0.microTime) } ?? .null,
            "renewTime": renewTime.map { .string($0.microTime) } ?? .null,
            "leaseTransitions": .integer(Int64(leaseTransitions)),
        ]
    }

    /// The Lease to create.
    package func object(namespace: String, name: String) -> KubeObject {
        KubeObject(.lease, namespace: namespace, name: name, fields: ["spec": spec])
    }

    /// The merge patch that writes this record, refused with 409 unless the Lease is at the given version.
    ///
    /// A patch, since it leaves alone what others put on the Lease.
    package func patch(resourceVersion: String) -> JSONValue {
        ["metadata": ["resourceVersion": .string(resourceVersion)], "spec": spec]
    }
}
