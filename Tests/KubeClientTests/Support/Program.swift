import Glibc

/// Programs of the system that tests use.
enum Program {
    /// Runs a program to its end.
    ///
    /// - Returns: its exit status; -1 when it cannot be started.
    static func run(_ words: [String]) -> Int32 {
        guard let process = start(words) else { return -1 }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status >> 8 & 0xff
    }

    /// Starts a program without output.
    static func start(_ words: [String]) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var arguments = words.map { strdup($0) }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        var process: pid_t = 0
        let path = strdup("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        defer { free(path) }
        var variables = [path, nil]
        return posix_spawnp(&process, words[0], &actions, nil, &arguments, &variables) == 0 ? process : nil
    }

    /// Whether a program has ended by itself; true once, then it is unknown.
    static func hasEnded(_ process: pid_t) -> Bool { waitpid(process, nil, WNOHANG) == process }

    static func stop(_ process: pid_t) {
        // Threads of Swift's pool block SIGTERM, and programs that they start inherit that.
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    static func isInstalled(_ name: String) -> Bool {
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"].contains {
            access("\($0)/\(name)", X_OK) == 0
        }
    }
}
