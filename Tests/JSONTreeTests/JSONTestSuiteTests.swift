import JSONTree
import TestInputs
import Testing

/// Nicolas Seriot's JSONTestSuite, where it lies beside the package.
@Suite(
    .enabled(if: SharedFolder.has("json-test-suite/test_parsing"), "needs JSONTestSuite in IDMON_SHARED or ../shared"))
struct JSONTestSuiteTests {
    /// What the suite leaves to the implementation (`i_`), decided: the ones accepted here.
    ///
    /// Numbers of any size are accepted, since their text is kept; 500 levels lie within the limit of 512.
    private static let accepted: Set<String> = [
        "i_number_double_huge_neg_exp.json", "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
        "i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json", "i_number_real_pos_overflow.json",
        "i_number_real_underflow.json", "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
        "i_number_very_big_negative_int.json", "i_structure_500_nested_arrays.json",
    ]

    /// The ones refused here, with the reason: halves of surrogate pairs, bytes that are not UTF-8, byte order marks.
    private static let refused: [String: JSONError.Code] = [
        "i_object_key_lone_2nd_surrogate.json": .loneSurrogate,
        "i_string_1st_surrogate_but_2nd_missing.json": .loneSurrogate,
        "i_string_1st_valid_surrogate_2nd_invalid.json": .loneSurrogate,
        "i_string_UTF-16LE_with_BOM.json": .unexpectedByte,
        "i_string_UTF-8_invalid_sequence.json": .invalidUTF8,
        "i_string_UTF8_surrogate_U+D800.json": .invalidUTF8,
        "i_string_incomplete_surrogate_and_escape_valid.json": .loneSurrogate,
        "i_string_incomplete_surrogate_pair.json": .loneSurrogate,
        "i_string_incomplete_surrogates_escape_valid.json": .loneSurrogate,
        "i_string_invalid_lonely_surrogate.json": .loneSurrogate,
        "i_string_invalid_surrogate.json": .loneSurrogate,
        "i_string_invalid_utf-8.json": .invalidUTF8,
        "i_string_inverted_surrogates_U+1D11E.json": .loneSurrogate,
        "i_string_iso_latin_1.json": .invalidUTF8,
        "i_string_lone_second_surrogate.json": .loneSurrogate,
        "i_string_lone_utf8_continuation_byte.json": .invalidUTF8,
        "i_string_not_in_unicode_range.json": .invalidUTF8,
        "i_string_overlong_sequence_2_bytes.json": .invalidUTF8,
        "i_string_overlong_sequence_6_bytes.json": .invalidUTF8,
        "i_string_overlong_sequence_6_bytes_null.json": .invalidUTF8,
        "i_string_truncated-utf-8.json": .invalidUTF8,
        "i_string_utf16BE_no_BOM.json": .unexpectedByte,
        "i_string_utf16LE_no_BOM.json": .unexpectedByte,
        "i_structure_UTF-8_BOM_empty_object.json": .byteOrderMark,
    ]

    private static func files(_ prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = SharedFolder.path + "/json-test-suite/test_parsing"
        return try TextFile.names(in: folder).filter { $0.hasPrefix(prefix) }
            .map { ($0, try TextFile.bytes(at: folder + "/" + $0)) }
    }

    private static func skipped(_ bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        try reader.skip()
        try reader.finish()
    }

    @Test("every file that must be accepted is, and its value survives writing")
    func accepts() throws {
        let files = try Self.files("y_")
        #expect(files.count >= 95)
        for (name, bytes) in files {
            let value = try JSONValue(parsing: bytes)
            #expect(ReferenceReader.value(of: bytes) == value, "\(name)")
            #expect(throws: Never.self, "\(name)") { try Self.skipped(bytes) }
            #expect(try JSONValue(parsing: value.bytes) == value, "\(name)")
        }
    }

    @Test("every file that must be refused is, at an offset within it, whether it is read or skipped")
    func refuses() throws {
        let files = try Self.files("n_")
        #expect(files.count >= 188)
        for (name, bytes) in files {
            let error = #expect(throws: JSONError.self, "\(name)") { try JSONDocument(parsing: bytes) }
            #expect((0...bytes.count).contains(error?.offset ?? -1), "\(name): \(String(describing: error))")
            #expect(throws: JSONError.self, "\(name)") { try Self.skipped(bytes) }
        }
    }

    @Test("every file that is left to the implementation has been decided and goes as decided")
    func decides() throws {
        for (name, bytes) in try Self.files("i_") {
            if let code = Self.refused[name] {
                let error = #expect(throws: JSONError.self, "\(name)") { try JSONDocument(parsing: bytes) }
                #expect(error?.code == code, "\(name)")
                #expect(throws: JSONError.self, "\(name)") { try Self.skipped(bytes) }
            } else {
                #expect(Self.accepted.contains(name), "\(name) is not in the table: decide it")
                #expect(throws: Never.self, "\(name)") { try JSONDocument(parsing: bytes) }
                #expect(throws: Never.self, "\(name)") { try Self.skipped(bytes) }
            }
        }
    }
}
