package import KubeModel

/// Keeps a picture of all objects of a kind up to date with lists and watches, whatever the server does.
///
/// It decides only: the caller performs ``Action``s and hands back what came of them. After ``Action/closeWatch``, and
/// after a watch ended, nothing more of that watch may be handed in. Calls with ``Input/timer`` may come late or too often.
///
/// Rules and their sources:
/// - Lists never carry a resource version: "0" may return a state from before a restart (Kubernetes API concepts,
///   "time travel"), the most recent state cannot.
/// - A streaming list (KEP-3157) is tried first and given up for paged lists when the server refuses or ignores it.
/// - 410 begins a new picture; "Too large resource version" repeats the watch until the server caught up, and begins a
///   new picture when it does not (client-go `reflector.go`).
/// - A watch that ends is resumed; one that was very short only after a back-off (client-go `VeryShortWatchError`).
/// - Silence for two bookmark periods is a broken watch: it is opened again, the next time with a new picture.
/// - Back-off from 0.8 s to 30 s with jitter, reset after 2 minutes.
package struct WatchMachine: Sendable {
    /// How to list and watch.
    package struct Options: Sendable, Hashable {
        /// Objects a page.
        package var pageSize: Int
        package var prefersStreamingList: Bool
        /// The server's timeout is drawn from this; 290 s stays below the 5 minutes of usual proxies.
        package var timeoutSeconds: ClosedRange<Int>
        /// How often the server sends bookmarks. Source: apiserver `cacher.go`.
        package var bookmarkPeriod: Duration
        package var backoff: Backoff.Policy
        /// Whether a resource that the server does not know counts as one without objects; it is looked for again.
        package var absenceIsEmpty: Bool

        package init(
            pageSize: Int = 500, prefersStreamingList: Bool = true, timeoutSeconds: ClosedRange<Int> = 290...580,
            bookmarkPeriod: Duration = .seconds(60), backoff: Backoff.Policy = .watch, absenceIsEmpty: Bool = false
        ) {
            self.pageSize = pageSize
            self.prefersStreamingList = prefersStreamingList
            self.timeoutSeconds = timeoutSeconds
            self.bookmarkPeriod = bookmarkPeriod
            self.backoff = backoff
            self.absenceIsEmpty = absenceIsEmpty
        }
    }

    /// What the machine is told.
    package enum Input: Sendable {
        case start
        /// A page of the list that was asked for.
        /// - continueToken: nil or empty on the last page.
        case page([LiveObject], continueToken: String?, resourceVersion: String)
        case listFailed(WatchFailure)
        /// An ADDED or MODIFIED event.
        case applied(LiveObject)
        case deleted(LiveObject)
        /// - endsInitialEvents: the bookmark has the annotation `k8s.io/initial-events-end: "true"`.
        case bookmark(resourceVersion: String, endsInitialEvents: Bool)
        /// The watch failed: refused, broken off, or an ERROR event in the stream.
        case watchFailed(WatchFailure)
        /// The server ended the watch in order.
        case watchEnded
        /// The time of the last ``Action/wait(until:)`` has come.
        case timer
    }

    /// What the caller has to do.
    package enum Action: Sendable {
        case send(WatchRequest)
        case closeWatch
        case store(StoreEvent)
        /// Hand in ``Input/timer`` at this time; replaces any earlier wait.
        case wait(until: Duration)
    }

    enum State: Sendable {
        case empty
        /// Backing off, then asking.
        case waiting(until: Duration, next: Step)
        case listing(WatchRequest)
        case watching(OpenWatch)
    }

    /// What comes after a back-off.
    enum Step: Sendable {
        case newPicture
        case page(WatchRequest)
        /// Watch from this version on.
        case resume(String)
    }

    struct OpenWatch: Sendable {
        /// Where the next watch resumes; nil until a streaming list is complete, since a part of it cannot be resumed.
        var version: String?
        let opened: Duration
        let mustEnd: Duration
        var lastHeard: Duration
        var hasHeard = false
    }

    let options: Options
    var state = State.empty
    var random: SplitMix64
    var backoff: Backoff
    var streamingRefused: Bool
    /// Reasons to give up an approach, each counted until something succeeds.
    var initialFailures = 0
    var tooLargeAnswers = 0
    var silences = 0
    var expiredPages = 0
    /// When anything was last heard from the server; the age of the picture for metrics.
    package internal(set) var lastHeard: Duration?
    /// Failures since the last success, for a condition or a log line that says more than "again".
    package internal(set) var consecutiveFailures = 0

    /// - Parameter seed: of the jitter and of the watch timeouts.
    package init(_ options: Options = Options(), seed: UInt64) {
        self.options = options
        random = SplitMix64(seed: seed)
        backoff = Backoff(options.backoff)
        streamingRefused = !options.prefersStreamingList
    }

    /// Takes in what happened.
    ///
    /// - Parameter now: since any fixed start.
    /// - Returns: what to do, in this order. Input that does not fit the state is ignored.
    package mutating func handle(_ input: Input, at now: Duration) -> [Action] {
        switch (input, state) {
        case (.start, .empty): return beginPicture(at: now)
        case (.page(let objects, let token, let version), .listing(let request)):
            return receivePage(objects, continueToken: token, version: version, of: request, at: now)
        case (.listFailed(let failure), .listing(let request)): return failList(failure, of: request, at: now)
        case (.applied(let object), .watching(let watch)):
            heard(watch, version: object.resourceVersion, at: now)
            return [.store(watch.version == nil ? .initApply([object]) : .apply(object))]
        case (.deleted(let object), .watching(let watch)):
            heard(watch, version: object.resourceVersion, at: now)
            return [.store(.delete(object))]
        case (.bookmark(let version, let endsInitial), .watching(let watch)):
            return receiveBookmark(version, endsInitial: endsInitial, of: watch, at: now)
        case (.watchFailed(let failure), .watching(let watch)):
            return [.closeWatch] + failWatch(failure, of: watch, at: now)
        case (.watchEnded, .watching(let watch)): return endWatch(watch, at: now)
        case (.timer, .waiting(let until, let step)):
            return now < until ? [.wait(until: until)] : take(step, at: now)
        case (.timer, .watching(let watch)): return checkSilence(of: watch, at: now)
        case (.start, _), (.page, _), (.listFailed, _), (.applied, _), (.deleted, _), (.bookmark, _),
            (.watchFailed, _), (.watchEnded, _), (.timer, _):
            return []
        }
    }
}
