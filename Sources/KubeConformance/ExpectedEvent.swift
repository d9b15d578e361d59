/// What a watch must deliver next; bookmarks are passed over unless one is expected.
package struct ExpectedEvent: Sendable {
    /// `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK`, `ERROR`; nil for the end of the watch.
    package let type: String?
    /// What must be true of the event's object.
    package let expectations: [Expectation]

    package init(_ type: String, _ expectations: Expectation...) {
        self.init(type, expectations)
    }

    package init(_ type: String, _ expectations: [Expectation]) {
        self.type = type
        self.expectations = expectations
    }

    private init() {
        type = nil
        expectations = []
    }

    /// The server ends the watch as it should.
    package static let end = ExpectedEvent()
}
