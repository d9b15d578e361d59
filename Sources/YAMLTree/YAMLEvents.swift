import CYAML

/// A libyaml parser and the event it read last.
///
/// Parser and event live on the heap: libyaml stores the parser's own address in it.
@safe
struct YAMLEvents: ~Copyable {
    typealias Kind = yaml_event_type_t

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>

    /// - Parameter text: UTF-8 without a byte order mark; must stay where it is for as long as this parser lives.
    @unsafe
    init(text: UnsafeBufferPointer<UInt8>) throws(YAMLFailure) {
        unsafe parser = .allocate(capacity: 1)
        unsafe event = .allocate(capacity: 1)
        unsafe event.initialize(to: yaml_event_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            // libyaml leaves the parser zeroed, and deleting a zeroed parser does nothing.
            throw Self.outOfMemory
        }
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        unsafe yaml_event_delete(event)
        unsafe yaml_parser_delete(parser)
        unsafe event.deallocate()
        unsafe parser.deallocate()
    }

    /// Reads the next event; the one before, and all that was lent of it, is gone.
    @inline(__always)
    mutating func next() throws(YAMLFailure) -> Kind {
        unsafe idmon_yaml_event_free(event)
        guard unsafe yaml_parser_parse(parser, event) == 1 else { throw failure() }
        return unsafe event.pointee.type
    }

    /// The bytes, the tag and the style of a scalar event.
    @unsafe
    struct Scalar {
        let bytes: UnsafeBufferPointer<UInt8>
        /// A C string; nil for none.
        let tag: UnsafePointer<CChar>?
        let hasAnchor: Bool
        let isPlain: Bool
    }

    /// Lends the scalar of the current event until the next one is read.
    @unsafe
    var scalar: Scalar {
        @inline(__always)
        get {
            unsafe Scalar(
                bytes: UnsafeBufferPointer(
                    start: idmon_yaml_scalar_value(event), count: idmon_yaml_scalar_length(event)),
                tag: idmon_yaml_scalar_tag(event), hasAnchor: hasAnchor, isPlain: idmon_yaml_scalar_is_plain(event) != 0
            )
        }
    }

    /// Where the current event begins.
    var position: SourcePosition {
        @inline(__always) get { unsafe Self.position(event.pointee.start_mark) }
    }

    /// How many characters the current event takes, with its tag and anchor.
    var length: Int {
        @inline(__always) get { unsafe event.pointee.end_mark.index &- event.pointee.start_mark.index }
    }

    var hasAnchor: Bool {
        @inline(__always) get { unsafe idmon_yaml_anchor(event) != nil }
    }

    /// The anchor that names the current event's node, or that the alias refers to; nil for none.
    var anchor: String? { unsafe idmon_yaml_anchor(event).map { unsafe String(cString: $0) } }

    private static func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(line: mark.line + 1, column: mark.column + 1)
    }

    private static var outOfMemory: YAMLFailure {
        YAMLFailure(.tooLarge, at: SourcePosition(line: 1, column: 1), "there is not enough memory to read the text")
    }

    /// What the parser complains about.
    private func failure() -> YAMLFailure {
        let state = unsafe parser.pointee
        guard let problem = unsafe state.problem.map({ unsafe String(cString: $0) }) else { return Self.outOfMemory }
        if unsafe state.error == YAML_READER_ERROR {
            return YAMLFailure(.encoding, at: .byte(unsafe state.problem_offset), YAMLSyntax.encodingAdvice(problem))
        }
        let position = unsafe Self.position(state.problem_mark)
        let context = unsafe state.context == nil ? nil : unsafe Self.position(state.context_mark)
        return YAMLSyntax.failure(problem, at: position, context: context)
    }
}
