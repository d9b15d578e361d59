import Glibc

/// A program that runs beside the benchmark.
struct Child {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let id: pid_t

    /// Starts a program without input; what it prints is dropped.
    ///
    /// - Parameters:
    ///   - path: of the program; the arguments are those after its name.
    ///   - environment: variables beside the inherited ones, such as `A=1`.
    init(_ path: String, _ arguments: [String], environment: [String] = []) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var variables = environment.map { strdup($0) }
        defer { for variable in variables.prefix(environment.count) { free(variable) } }
        var inherited = environ
        while let variable = inherited.pointee {
            variables.append(variable)
            inherited += 1
        }
        variables.append(nil)
        var id = pid_t()
        let code = posix_spawn(&id, path, &actions, nil, &words, &variables)
        guard code == 0 else {
            throw Failure(description: "\(path) cannot be started: \(String(cString: strerror(code)))")
        }
        self.id = id
    }

    /// Waits for its end.
    ///
    /// - Parameter code: with which it ends when all goes well.
    func wait(expecting code: Int32 = 0) throws {
        var status: Int32 = 0
        guard waitpid(id, &status, 0) == id else { throw Failure(description: "process \(id) cannot be waited for") }
        try check(status, code)
    }

    /// Waits for its end, and looks at its memory every two milliseconds until then.
    ///
    /// The system's own account of a process that ended begins with the memory of the process that started it. Source:
    /// getrusage(2), `ru_maxrss`; `exec_mmap` in Linux' fs/exec.c.
    ///
    /// - Parameter code: with which it ends when all goes well.
    /// - Returns: how much memory it occupied at most, in bytes.
    func waitForPeak(expecting code: Int32 = 0) throws -> Int {
        var status: Int32 = 0
        var peak = 0
        var ended = waitpid(id, &status, WNOHANG)
        while ended == 0 {
            peak = max(peak, memory?.peak ?? 0)
            usleep(2000)
            ended = waitpid(id, &status, WNOHANG)
        }
        guard ended == id else { throw Failure(description: "process \(id) cannot be waited for") }
        try check(status, code)
        return peak
    }

    private func check(_ status: Int32, _ code: Int32) throws {
        // Source: wait(2), WEXITSTATUS.
        guard status == code << 8 else { throw Failure(description: "process \(id) ended with status \(status)") }
    }

    /// Has it stop as the system does.
    func stop() throws {
        kill(id, SIGTERM)
        try wait()
    }

    /// How much memory it occupies now, and occupied at most, in bytes; nil when it has ended.
    var memory: (now: Int, peak: Int)? {
        guard let now = bytes("VmRSS:"), let peak = bytes("VmHWM:") else { return nil }
        return (now, peak)
    }

    private func bytes(_ name: String) -> Int? {
        guard let file = fopen("/proc/\(id)/status", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if words.first == name[...], words.count > 1, let kilobytes = Int(words[1]) { return kilobytes * 1024 }
        }
        return nil
    }
}
