import JSONTree

extension SchemaCheck {
    /// `anyOf`, `oneOf`, `allOf` and `not`, in the server's order.
    func checkCombinations() -> CheckResult {
        var result = CheckResult()
        if !schema.anyOf.isEmpty { checkAny(into: &result) }
        if !schema.oneOf.isEmpty { checkOne(into: &result) }
        if !schema.allOf.isEmpty { checkAll(into: &result) }
        if case .of(let schema) = schema.negation, check(schema).isValid {
            result.add(.unplaced(place, "\(quotedPlace) must not validate the schema (not)"))
        }
        result.count()
        return result
    }

    private func checkAny(into result: inout CheckResult) {
        var best: CheckResult?
        for schema in schema.anyOf {
            let found = check(schema)
            if found.isValid { return result.merge(found) }
            if found.matchCount > best?.matchCount ?? -1 { best = found }
        }
        result.add(.unplaced(place, "\(quotedPlace) must validate at least one schema (anyOf)"))
        if let best { result.merge(best) }
    }

    private func checkOne(into result: inout CheckResult) {
        let found = schema.oneOf.map(check)
        let valid = found.filter(\.isValid)
        if valid.count == 1 { return result.merge(valid[0]) }
        let detail = valid.isEmpty ? "Found none valid" : "Found \(valid.count) valid alternatives"
        result.add(.unplaced(place, "\(quotedPlace) must validate one and only one schema (oneOf). \(detail)"))
        // The first of the best; after a success nothing is explained unless a later one fails.
        guard valid.isEmpty, let most = found.map(\.matchCount).max() else { return }
        if let best = found.first(where: { $0.matchCount == most }) { result.merge(best) }
    }

    private func checkAll(into result: inout CheckResult) {
        let found = schema.allOf.map(check)
        for part in found { result.merge(part) }
        let valid = found.count(where: \.isValid)
        guard valid < found.count else { return }
        let detail = valid == 0 ? ". None validated" : ""
        result.add(.unplaced(place, "\(quotedPlace) must validate all the schemas (allOf)\(detail)"))
    }

    private func check(_ schema: StructuralSchema) -> CheckResult {
        SchemaCheck(schema: schema, value: value, place: place).run()
    }

    private var quotedPlace: String { GoText.quoted(place.text) }
}
