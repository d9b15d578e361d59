import CYAML
import JSONTree

/// Builds values from libyaml's events, one node after the other.
struct YAMLComposer: ~Copyable {
    var events: YAMLEvents
    let limits: YAMLLimits
    let tracksPositions: Bool
    var names = YAMLNameCache()
    var open = YAMLOpenMembers()
    /// The elements of all sequences that are being read, the innermost sequence's on top.
    private var elements = MoveStack<JSONValue>()
    /// The positions of the node composed last; nil when nobody asked for positions.
    var lastMap: YAMLSourceMap?
    // What the anchors need; see YAMLComposer+Anchors.swift.
    var anchors: [String: YAMLAnchor] = [:]
    var anchorCount = 0
    /// The bytes of all that was composed so far, and 16 for every node; what an alias stands for counts again.
    var weight = 0
    /// The deepest nesting met since an anchor asked.
    var deepest = 0
    /// What all aliases so far stand for.
    var aliased = 0

    /// - Parameter text: UTF-8 without a byte order mark; must stay where it is for as long as this composer lives.
    @unsafe
    init(text: UnsafeBufferPointer<UInt8>, limits: YAMLLimits, positions: Bool) throws(YAMLFailure) {
        events = try unsafe YAMLEvents(text: text)
        self.limits = limits
        tracksPositions = positions
    }

    mutating func documents() throws(YAMLFailure) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        var count = 0
        while true {
            switch try events.next() {
            case YAML_STREAM_END_EVENT: return documents
            case YAML_DOCUMENT_START_EVENT:
                count += 1
                guard count <= limits.maximumDocuments else {
                    throw YAMLFailure(
                        .tooManyDocuments, at: events.position,
                        "the stream has more than \(limits.maximumDocuments) documents; split it")
                }
                if let document = try document() { documents.append(document) }
            default: break
            }
        }
    }

    /// Composes one document; nil when there is nothing in it.
    private mutating func document() throws(YAMLFailure) -> YAMLDocument? {
        anchors.removeAll()
        let kind = try events.next()
        let start = events.position
        let value = try node(kind, depth: 0)
        return value == .null ? nil : YAMLDocument(value: value, start: start, sourceMap: lastMap)
    }

    /// Composes the node that the current event begins.
    ///
    /// - Parameter depth: how many sequences and mappings are open around it.
    mutating func node(_ kind: YAMLEvents.Kind, depth: Int) throws(YAMLFailure) -> JSONValue {
        switch kind {
        case YAML_SCALAR_EVENT: return try scalar()
        case YAML_ALIAS_EVENT: return try alias(depth: depth)
        default:
            let position = events.position
            guard depth < limits.maximumDepth else { throw tooDeep(at: position) }
            let anchor = begin(at: depth)
            let value = kind == YAML_MAPPING_START_EVENT ? try mapping(depth: depth) : try sequence(depth: depth)
            end(anchor, value)
            return value
        }
    }

    func tooDeep(at position: SourcePosition) -> YAMLFailure {
        YAMLFailure(
            .tooDeep, at: position,
            "values are nested deeper than \(limits.maximumDepth), aliases included; flatten them")
    }

    private mutating func sequence(depth: Int) throws(YAMLFailure) -> JSONValue {
        let position = events.position
        let first = elements.count
        var maps: [YAMLSourceMap] = []
        while true {
            let kind = try events.next()
            if kind == YAML_SEQUENCE_END_EVENT { break }
            elements.push(try node(kind, depth: depth + 1))
            if let lastMap { maps.append(lastMap) }
        }
        if tracksPositions { lastMap = YAMLSourceMap(value: position, children: maps) }
        return .array(elements.take(from: first))
    }

    // MARK: - Scalars

    private mutating func scalar() throws(YAMLFailure) -> JSONValue {
        let scalar = unsafe events.scalar
        unsafe count(scalar)
        guard unsafe scalar.bytes.count <= limits.maximumScalarBytes else { throw tooLong() }
        if tracksPositions { lastMap = YAMLSourceMap(value: events.position) }
        let value: JSONValue
        do throws(YAMLScalarProblem) {
            value = try unsafe self.value(of: scalar)
        } catch {
            throw failure(error)
        }
        if unsafe scalar.hasAnchor { remember(value) }
        return value
    }

    @inline(__always)
    func value(of scalar: YAMLEvents.Scalar) throws(YAMLScalarProblem) -> JSONValue {
        guard let tag = unsafe scalar.tag else { return try unsafe untagged(scalar).value(text: scalar.bytes) }
        return try unsafe YAMLTag.value(tag: String(cString: tag), scalar.bytes)
    }

    @inline(__always)
    mutating func count(_ scalar: YAMLEvents.Scalar) { weight &+= unsafe scalar.bytes.count &+ 16 }

    /// What a scalar without a tag says.
    @inline(__always)
    func untagged(_ scalar: YAMLEvents.Scalar) -> YAMLScalar {
        guard unsafe scalar.isPlain else { return .string }
        let meaning = unsafe YAMLScalar(plain: scalar.bytes.span)
        guard meaning != .string else { return .string }
        // libyaml drops the tag "!", which makes any scalar text; the event is longer than its text then. Behind an
        // anchor that cannot be seen, and such a scalar is read as if it had no tag.
        let hasBareTag = unsafe !scalar.hasAnchor && events.length != scalar.bytes.count
        return hasBareTag ? .string : meaning
    }

    func tooLong() -> YAMLFailure {
        YAMLFailure(
            .scalarTooLong, at: events.position,
            "the text has more than \(limits.maximumScalarBytes) bytes, which no Kubernetes object can hold; shorten it"
        )
    }

    func failure(_ problem: YAMLScalarProblem) -> YAMLFailure {
        YAMLFailure(problem.code, at: events.position, problem.message)
    }
}
