/// What the machine does when a list or a watch fails or ends.
extension WatchMachine {
    /// A watch that ends sooner, and without an event, counts as failed. Source: client-go `VeryShortWatchError`.
    private static var veryShort: Duration { .seconds(1) }
    /// So many tries of the same approach before another is taken.
    private static var patience: Int { 3 }

    mutating func failList(_ failure: WatchFailure, of request: WatchRequest, at now: Duration) -> [Action] {
        switch failure {
        case .absent where options.absenceIsEmpty: return completeEmpty(at: now)
        case .expired:
            expiredPages += 1
            return backOff(then: .newPicture, at: now)
        case .tooLargeResourceVersion(let retryAfter):
            return backOff(then: .newPicture, atLeast: retryAfter ?? .seconds(1), at: now)
        case .throttled(let retryAfter): return backOff(then: .page(request), atLeast: retryAfter, at: now)
        case .invalid: return backOff(then: .newPicture, at: now)
        case .other, .absent:
            // The pages so far stay good while the continue token lives; a page that keeps failing does not.
            initialFailures += 1
            guard initialFailures < Self.patience else {
                initialFailures = 0
                return backOff(then: .newPicture, at: now)
            }
            return backOff(then: .page(request), at: now)
        }
    }

    mutating func failWatch(_ failure: WatchFailure, of watch: OpenWatch, at now: Duration) -> [Action] {
        guard let version = watch.version else { return failInitialWatch(failure, at: now) }
        switch failure {
        case .absent where options.absenceIsEmpty: return backOff(then: .newPicture, at: now)
        case .expired:
            // After a watch of some length a new picture is due at once; a server that always says 410 is not hurried.
            return isVeryShort(watch, at: now) ? backOff(then: .newPicture, at: now) : beginPicture(at: now)
        case .tooLargeResourceVersion(let retryAfter):
            tooLargeAnswers += 1
            // A server restored from a backup never reaches the version, so patience ends.
            let step: Step = tooLargeAnswers < Self.patience ? .resume(version) : .newPicture
            if case .newPicture = step { tooLargeAnswers = 0 }
            return backOff(then: step, atLeast: retryAfter ?? .seconds(1), at: now)
        case .throttled(let retryAfter): return backOff(then: .resume(version), atLeast: retryAfter, at: now)
        case .invalid: return backOff(then: .newPicture, at: now)
        case .other, .absent: return backOff(then: .resume(version), at: now)
        }
    }

    private mutating func failInitialWatch(_ failure: WatchFailure, at now: Duration) -> [Action] {
        switch failure {
        case .absent where options.absenceIsEmpty: return completeEmpty(at: now)
        case .invalid:
            streamingRefused = true
            return beginPicture(at: now)
        case .throttled(let retryAfter): return backOff(then: .newPicture, atLeast: retryAfter, at: now)
        case .tooLargeResourceVersion(let retryAfter):
            return backOff(then: .newPicture, atLeast: retryAfter ?? .seconds(1), at: now)
        case .expired, .other, .absent:
            // A list is answered by more servers and proxies than a stream is.
            initialFailures += 1
            if initialFailures >= Self.patience { streamingRefused = true }
            return backOff(then: .newPicture, at: now)
        }
    }

    /// Shows readers that there is nothing, and looks again later. The picture was begun anew with the request that failed,
    /// so nothing of a list that broke off is in it.
    private mutating func completeEmpty(at now: Duration) -> [Action] {
        lastHeard = now
        initialFailures = 0
        return [.store(.initialize), .store(.initDone)] + backOff(then: .newPicture, at: now)
    }

    mutating func endWatch(_ watch: OpenWatch, at now: Duration) -> [Action] {
        guard let version = watch.version else { return failInitialWatch(.other, at: now) }
        return isVeryShort(watch, at: now)
            ? backOff(then: .resume(version), at: now) : openWatch(from: version, at: now)
    }

    private func isVeryShort(_ watch: OpenWatch, at now: Duration) -> Bool {
        !watch.hasHeard && now - watch.opened < Self.veryShort
    }
}
