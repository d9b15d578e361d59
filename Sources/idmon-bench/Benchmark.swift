/// Something whose speed is measured, by the name that is given on the command line.
struct Benchmark: Sendable {
    let name: String
    let run: @Sendable () async throws -> Void
}
