import Synchronization

/// How many cases held in each place.
enum Tally {
    private static let counts = Mutex<[String: Int]>([:])

    static func record(_ place: String, _ held: Int) { counts.withLock { $0[place] = held } }

    static var all: [String: Int] { counts.withLock { $0 } }
}
