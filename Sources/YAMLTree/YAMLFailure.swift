/// What the reading itself throws: the excerpt is cut out once, at the end.
struct YAMLFailure: Error {
    enum Place {
        case position(SourcePosition)
        /// An offset in bytes, which is all libyaml tells of what it cannot decode.
        case byte(Int)
    }

    let code: YAMLError.Code
    let place: Place
    let message: String

    init(_ code: YAMLError.Code, at position: SourcePosition, _ message: String) {
        self.init(code, at: .position(position), message)
    }

    init(_ code: YAMLError.Code, at place: Place, _ message: String) {
        self.code = code
        self.place = place
        self.message = message
    }
}

extension YAMLError {
    /// Completes a failure with the line it is about.
    init(_ failure: YAMLFailure, in text: [UInt8]) {
        let lines = YAMLExcerpt(text: text)
        let position =
            switch failure.place {
            case .position(let position): position
            case .byte(let offset): lines.position(ofByte: offset)
            }
        let isTab = failure.code == .syntax && lines.hasTabInIndentation(line: position.line)
        self.init(
            code: failure.code, position: position, message: isTab ? YAMLSyntax.tab : failure.message,
            excerpt: lines.excerpt(at: position))
    }
}
