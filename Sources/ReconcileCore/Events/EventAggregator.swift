import JSONTree
package import KubeModel

/// Turns notes into Kubernetes Events without flooding anybody.
///
/// A note that was told already is counted. A warning that goes on is told again, with its count, after a while; a normal
/// note is not. No object gets more than a burst of Events, refilled slowly. Memory is bounded: what was not noted for
/// longest is forgotten first. Source of the limits: client-go `tools/record/events_cache.go` (4096 entries, 25 Events an
/// object, one more each 5 minutes, 10 minutes' window).
package struct EventAggregator: Sendable {
    /// Who reports, and the limits.
    package struct Options: Sendable, Hashable {
        /// `idmon`: the component that reports.
        package var component: String
        /// The pod that reports.
        package var instance: String
        /// How many notes, and objects with used-up allowance, are remembered.
        package var capacity: Int
        /// How long a warning that goes on is only counted.
        package var repeatAfterSeconds: Int64
        /// A note that was not made for this long is told as a new one.
        package var forgetAfterSeconds: Int64
        /// Events that an object may have at once.
        package var burst: Int
        /// After how many seconds an object may have one more.
        package var refillSeconds: Int64

        package init(
            component: String, instance: String, capacity: Int = 4096, repeatAfterSeconds: Int64 = 600,
            forgetAfterSeconds: Int64 = 86_400, burst: Int = 25, refillSeconds: Int64 = 300
        ) {
            self.component = component
            self.instance = instance
            self.capacity = max(2, capacity)
            self.repeatAfterSeconds = repeatAfterSeconds
            self.forgetAfterSeconds = forgetAfterSeconds
            self.burst = burst
            self.refillSeconds = refillSeconds
        }
    }

    struct Series: Sendable {
        let first: KubeTime
        var last: KubeTime
        var told: KubeTime
        var count: Int
    }

    private let options: Options
    private var series: [EventNote: Series] = [:]
    private var allowances: [String: TokenBucket] = [:]
    /// Notes that were not told since their object's allowance was used up.
    package private(set) var droppedCount = 0

    package init(_ options: Options) { self.options = options }

    /// How many notes are remembered; never more than the capacity.
    package var rememberedCount: Int { series.count }

    /// Counts a note.
    ///
    /// - Returns: the Event to apply with server-side apply, which creates or updates it; nil when there is nothing to tell.
    package mutating func event(for note: EventNote, at time: KubeTime) -> KubeObject? {
        var entry = series[note].flatMap { isForgotten($0, at: time) ? nil : $0 }
        let isNew = entry == nil
        entry?.count += 1
        entry?.last = time
        var updated = entry ?? Series(first: time, last: time, told: time, count: 1)
        let isDue =
            note.severity == .warning && time.seconds - updated.told.seconds >= options.repeatAfterSeconds
        guard isNew || isDue else {
            series[note] = updated
            return nil
        }
        guard takeAllowance(of: note.uid, at: time) else {
            droppedCount += 1
            return nil
        }
        updated.told = time
        series[note] = updated
        forgetOldest(at: time)
        return object(note, updated)
    }

    // MARK: - Bounds

    private func isForgotten(_ entry: Series, at time: KubeTime) -> Bool {
        time.seconds - entry.last.seconds > options.forgetAfterSeconds
    }

    private mutating func forgetOldest(at time: KubeTime) {
        guard series.count > options.capacity else { return }
        series = series.filter { !isForgotten($0.value, at: time) }
        guard series.count > options.capacity else { return }
        // Half at once, so that the sorting is paid for once in many notes.
        let newest = series.sorted { $0.value.last > $1.value.last }.prefix(options.capacity / 2)
        series = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
    }

    private mutating func takeAllowance(of uid: String, at time: KubeTime) -> Bool {
        let now = Duration.seconds(time.seconds)
        let unused = TokenBucket(interval: .seconds(options.refillSeconds), burst: options.burst)
        var allowance = allowances[uid] ?? unused
        guard allowance.take(at: now) else { return false }
        allowances[uid] = allowance
        if allowances.count > options.capacity { allowances = allowances.filter { !$0.value.isFull(at: now) } }
        // More objects in trouble than are remembered: the oldest limits are not known, so all begin anew.
        if allowances.count > options.capacity { allowances = [uid: allowance] }
        return true
    }

    // MARK: - The object

    /// The Event in its `v1` form, with count and times, which `kubectl` shows as `x5 over 3m`.
    private func object(_ note: EventNote, _ series: Series) -> KubeObject {
        let key = note.regarding
        var regarding: JSONObject = [
            "apiVersion": .string(key.type.apiVersion), "kind": .string(key.type.kind), "name": .string(key.name),
            "uid": .string(note.uid),
        ]
        if let namespace = key.namespace { regarding["namespace"] = .string(namespace) }
        // Events on cluster-scoped objects live in the default namespace. Source: apiserver, core validation of Events.
        return KubeObject(
            .event, namespace: key.namespace ?? "default", name: Self.name(of: note),
            fields: [
                "involvedObject": .object(regarding),
                "type": .string(note.severity.rawValue),
                "reason": .string(note.reason),
                "action": .string(note.action),
                "message": .string(String(note.message.unicodeScalars.prefix(1024))),
                "count": .integer(Int64(series.count)),
                "firstTimestamp": .string(series.first.description),
                "lastTimestamp": .string(series.last.description),
                "source": ["component": .string(options.component)],
                "reportingComponent": .string(options.component),
                "reportingInstance": .string(options.instance),
            ])
    }

    /// A name that is the same for the same note, so that a restarted process updates the Event instead of adding one.
    private static func name(of note: EventNote) -> String {
        let digest = StableDigest([note.uid, note.severity.rawValue, note.reason, note.action, note.message])
        return "\(subdomain(note.regarding.name)).\(digest.text)"
    }

    /// An object's name as part of a DNS subdomain: names of RBAC objects may hold colons and capitals.
    private static func subdomain(_ name: String) -> String {
        let bytes = name.utf8.prefix(200).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: UInt8(ascii: "-")
            }
        }
        let hyphen = UInt8(ascii: "-")
        let trimmed = bytes.drop { $0 == hyphen }.reversed().drop { $0 == hyphen }.reversed()
        return trimmed.isEmpty ? "object" : String(decoding: trimmed, as: UTF8.self)
    }
}
