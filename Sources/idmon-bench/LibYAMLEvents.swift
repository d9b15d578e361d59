import CYAML

/// The least that libyaml needs to read a text: every event is read and thrown away. No reader on top can be faster.
enum LibYAMLEvents {
    /// - Returns: how many events there are; what is no YAML ends the count.
    static func count(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer { text in
            let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
            let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
            defer {
                yaml_parser_delete(parser)
                parser.deallocate()
                event.deallocate()
            }
            guard yaml_parser_initialize(parser) == 1 else { return 0 }
            yaml_parser_set_input_string(parser, text.baseAddress, text.count)
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            var count = 0
            while yaml_parser_parse(parser, event) == 1 {
                count += 1
                let type = event.pointee.type
                yaml_event_delete(event)
                if type == YAML_STREAM_END_EVENT { break }
            }
            return count
        }
    }
}
