import Glibc

/// A program that is run to its end for what it prints on standard output.
struct ChildProcess: Sendable {
    enum Outcome: Sendable, Hashable {
        case exited(Int32, output: [UInt8])
        case killed(signal: Int32)
        case tooMuchOutput
        case timedOut
        /// With the system's reason.
        case notStarted(String)
    }

    /// A name that is looked up in this process's PATH, or a path.
    let command: String
    let arguments: [String]
    let environment: [String: String]
    /// Whether its standard input is ours, so that it can ask; otherwise it is empty.
    let readsTerminal: Bool

    /// Whether standard input is a terminal.
    static var hasTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Runs the program; what has not ended at the time-out is killed with all its children.
    ///
    /// The waiting is done by a thread of its own, so that no thread of Swift's pool is blocked.
    func run(timeout: Duration, outputLimit: Int) async -> Outcome {
        await withCheckedContinuation { continuation in
            Thread.start { continuation.resume(returning: runBlocking(timeout: timeout, outputLimit: outputLimit)) }
        }
    }

    private func runBlocking(timeout: Duration, outputLimit: Int) -> Outcome {
        var ends: (read: Int32, write: Int32) = (-1, -1)
        let piped = unsafe withUnsafeMutablePointer(to: &ends) { pointer in
            unsafe pointer.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe pipe($0) }
        }
        guard piped == 0 else { return .notStarted(Self.reason(errno)) }
        for end in [ends.read, ends.write] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends.read) }
        let started = spawn(output: ends.write)
        close(ends.write)
        guard case .success(let identifier) = started else {
            if case .failure(let error) = started { return .notStarted(error.reason) }
            return .notStarted("")
        }
        let deadline = ContinuousClock.now + timeout
        let output = Self.readAll(ends.read, until: deadline, limit: outputLimit)
        guard case .success(let bytes) = output else {
            end(identifier)
            if case .failure(let stop) = output { return stop == .limit ? .tooMuchOutput : .timedOut }
            return .timedOut
        }
        return wait(identifier, until: deadline, output: bytes)
    }

    // MARK: - Starting

    private struct StartFailure: Error { let reason: String }

    private func spawn(output: Int32) -> Result<pid_t, StartFailure> {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if !readsTerminal { unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) }
        configure(&attributes)
        let texts = [command] + arguments
        let variables = environment.map { "\($0.key)=\($0.value)" }
        var identifier: pid_t = 0
        let code = unsafe Self.withCStrings(texts) { texts in
            unsafe Self.withCStrings(variables) { variables in
                unsafe posix_spawnp(&identifier, command, &actions, &attributes, texts, variables)
            }
        }
        return code == 0 ? .success(identifier) : .failure(StartFailure(reason: Self.reason(code)))
    }

    /// A group of its own, so that its children can be ended with it, unless it shares our terminal, which only the
    /// foreground group may read; default reaction to SIGPIPE, which we may ignore; no blocked signals.
    private func configure(_ attributes: inout posix_spawnattr_t) {
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        if !readsTerminal { flags |= POSIX_SPAWN_SETPGROUP }
        var defaults = sigset_t()
        var mask = sigset_t()
        unsafe sigemptyset(&defaults)
        unsafe sigaddset(&defaults, SIGPIPE)
        unsafe sigemptyset(&mask)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
    }

    /// Calls `body` with a null-terminated array of C strings.
    private static func withCStrings(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        var pointers = unsafe texts.map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return ENOMEM }
            return unsafe body(base)
        }
    }

    // MARK: - Reading and waiting

    private enum Stop: Error { case limit, deadline }

    private static func readAll(
        _ descriptor: Int32, until deadline: ContinuousClock.Instant, limit: Int
    ) -> Result<[UInt8], Stop> {
        var bytes: [UInt8] = []
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { return .failure(.deadline) }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&request, 1, Int32(min(left, 1_000))) > 0 else { continue }
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = max(0, unsafe read(descriptor, buffer.baseAddress, buffer.count))
            }
            if piece.isEmpty { return .success(bytes) }
            bytes += piece
            guard bytes.count <= limit else { return .failure(.limit) }
        }
    }

    private func wait(_ identifier: pid_t, until deadline: ContinuousClock.Instant, output: [UInt8]) -> Outcome {
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, WNOHANG) == 0 {
            guard ContinuousClock.now < deadline else {
                end(identifier)
                return .timedOut
            }
            usleep(2_000)
        }
        // The macros WIFSIGNALED and WEXITSTATUS of wait(2), which Swift does not import.
        let signal = status & 0x7f
        return signal == 0 ? .exited(status >> 8 & 0xff, output: output) : .killed(signal: signal)
    }

    private func end(_ identifier: pid_t) {
        kill(readsTerminal ? identifier : -identifier, SIGKILL)
        var status: Int32 = 0
        unsafe waitpid(identifier, &status, 0)
    }

    private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
