import Glibc

/// What the program may do to a stream: colour only where a person looks at it.
struct Terminal: Sendable {
    enum Style: String, CaseIterable {
        case bold = "1"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
        case faint = "2"
    }

    let usesColour: Bool

    static let output = Terminal(descriptor: STDOUT_FILENO)
    static let error = Terminal(descriptor: STDERR_FILENO)

    /// Colour is used on terminals, unless `NO_COLOR` is set to anything or `TERM` is `dumb`.
    init(descriptor: Int32) {
        usesColour = isatty(descriptor) == 1 && Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
    }

    func styled(_ text: String, _ style: Style) -> String {
        usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The sequences that begin and end a style here.
    var sequences: [[UInt8]] {
        usesColour ? (Style.allCases.map(\.rawValue) + ["0"]).map { Array("\u{1B}[\($0)m".utf8) } : []
    }
}

/// The process's environment variables.
enum Environment {
    static subscript(name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// Writes whole lines to the standard streams.
enum Console {
    static func write(_ text: String) { put(text, STDOUT_FILENO, .output) }

    static func writeError(_ text: String) { put(text, STDERR_FILENO, .error) }

    private static func put(_ text: String, _ descriptor: Int32, _ terminal: Terminal) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        var remaining = PrintableText.bytes(line, keeping: terminal.sequences)[...]
        while !remaining.isEmpty {
            let written = remaining.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            remaining = remaining.dropFirst(written)
        }
    }
}
