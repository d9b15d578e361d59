/// Values that are written once and named by their place.
struct ReportDictionary<Value: Hashable> {
    /// In the order in which they came.
    private(set) var values: [Value] = []
    private var numbers: [Value: Int] = [:]

    /// The place of a value, which is added if it is new.
    mutating func number(of value: Value) -> Int {
        if let known = numbers[value] { return known }
        values.append(value)
        numbers[value] = values.count - 1
        return values.count - 1
    }
}
