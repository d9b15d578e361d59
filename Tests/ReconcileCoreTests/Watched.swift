import JSONTree
import KubeModel
import ReconcileCore
import Testing

/// A machine and what its actions did so far.
struct Watched {
    var machine: WatchMachine
    var table = ObjectTable()
    var now = Duration.zero
    var requests: [WatchRequest] = []
    var closed = 0
    var alarm: Duration?
    var changes: [ObjectTable.Change] = []

    init(streaming: Bool = false, pageSize: Int = 2, seed: UInt64 = 1) {
        machine = WatchMachine(
            WatchMachine.Options(pageSize: pageSize, prefersStreamingList: streaming), seed: seed)
    }

    mutating func hand(_ input: WatchMachine.Input, after pause: Duration = .zero) {
        now += pause
        for action in machine.handle(input, at: now) {
            switch action {
            case .send(let request):
                requests.append(request)
                alarm = nil
            case .closeWatch: closed += 1
            case .store(let event): changes += table.apply(event)
            case .wait(let until): alarm = until
            }
        }
    }

    /// Lets time pass until the machine wants to be called.
    mutating func waitForAlarm() {
        if let alarm { now = max(now, alarm) }
        hand(.timer)
    }

    /// Lists `objects` in one page and opens the watch.
    mutating func synchronise(_ objects: [LiveObject], version: String = "10") {
        hand(.start)
        hand(.page(objects, continueToken: nil, resourceVersion: version))
    }

    var names: [String] { table.objects.keys.map(\.name).sorted() }

    var isWatchingFrom: String? {
        guard case .watch(let version, false, _)? = requests.last else { return nil }
        return version
    }

    var isListing: Bool { requests.last == .list(limit: 2, continueToken: nil) }
}

func object(_ name: String, version: Int = 1, uid: String? = nil) -> LiveObject {
    live(role(name), uid: uid ?? "u-\(name)", version: String(version))
}
