import KubeModel

/// What the machine asks for, and when.
extension WatchMachine {
    /// How long after its own timeout a watch that the server did not end is closed from here.
    private static var grace: Duration { .seconds(10) }

    mutating func beginPicture(at now: Duration) -> [Action] {
        guard streamingRefused else { return [.store(.initialize)] + openWatch(from: nil, at: now) }
        // A list that expired twice between its pages is asked for in one piece, or it might never end.
        let request = WatchRequest.list(limit: expiredPages < 2 ? options.pageSize : nil, continueToken: nil)
        return [.store(.initialize)] + sendList(request)
    }

    /// - Parameter version: after which events are wanted; nil for a streaming list.
    mutating func openWatch(from version: String?, at now: Duration) -> [Action] {
        let timeout = Int.random(in: options.timeoutSeconds, using: &random)
        let watch = OpenWatch(
            version: version, opened: now, mustEnd: now + .seconds(timeout) + Self.grace, lastHeard: now)
        state = .watching(watch)
        let request = WatchRequest.watch(
            resourceVersion: version, sendInitialEvents: version == nil, timeoutSeconds: timeout)
        return [.send(request), .wait(until: alarm(of: watch))]
    }

    private mutating func sendList(_ request: WatchRequest) -> [Action] {
        state = .listing(request)
        return [.send(request)]
    }

    mutating func take(_ step: Step, at now: Duration) -> [Action] {
        switch step {
        case .newPicture: beginPicture(at: now)
        case .page(let request): sendList(request)
        case .resume(let version): openWatch(from: version, at: now)
        }
    }

    /// Takes a step after a back-off.
    ///
    /// - Parameter atLeast: what the server asked for.
    mutating func backOff(then step: Step, atLeast: Duration = .zero, at now: Duration) -> [Action] {
        consecutiveFailures += 1
        let until = now + max(atLeast, backoff.delay(at: now, using: &random))
        state = .waiting(until: until, next: step)
        return [.wait(until: until)]
    }

    /// The next time at which an open watch has to be looked at.
    func alarm(of watch: OpenWatch) -> Duration { min(watch.mustEnd, watch.lastHeard + options.bookmarkPeriod * 2) }

    mutating func checkSilence(of watch: OpenWatch, at now: Duration) -> [Action] {
        guard now >= alarm(of: watch) else { return [.wait(until: alarm(of: watch))] }
        guard let version = watch.version else {
            // The server took the request and never said that the list is complete: it does not know streaming lists.
            streamingRefused = true
            return [.closeWatch] + beginPicture(at: now)
        }
        // A watch that its server should have ended counts like a silent one: one is opened again, a second begins anew.
        silences += 1
        return [.closeWatch] + (silences > 1 ? beginPicture(at: now) : openWatch(from: version, at: now))
    }
}

/// What the machine hears.
extension WatchMachine {
    mutating func heard(_ watch: OpenWatch, version: String, at now: Duration) {
        var watch = watch
        watch.lastHeard = now
        watch.hasHeard = true
        if watch.version != nil { watch.version = version }
        state = .watching(watch)
        lastHeard = now
        silences = 0
        tooLargeAnswers = 0
        consecutiveFailures = 0
    }

    mutating func receiveBookmark(
        _ version: String, endsInitial: Bool, of watch: OpenWatch, at now: Duration
    ) -> [Action] {
        var watch = watch
        let completes = watch.version == nil && endsInitial
        if completes { watch.version = version }
        heard(watch, version: version, at: now)
        guard completes else { return [] }
        initialFailures = 0
        return [.store(.initDone)]
    }

    mutating func receivePage(
        _ objects: [LiveObject], continueToken: String?, version: String, of request: WatchRequest, at now: Duration
    ) -> [Action] {
        guard case .list(let limit, _) = request else { return [] }
        lastHeard = now
        consecutiveFailures = 0
        initialFailures = 0
        let received: [Action] = objects.isEmpty ? [] : [.store(.initApply(objects))]
        if let continueToken, !continueToken.isEmpty {
            return received + sendList(.list(limit: limit, continueToken: continueToken))
        }
        expiredPages = 0
        silences = 0
        return received + [.store(.initDone)] + openWatch(from: version, at: now)
    }
}
