/// What libyaml's complaints mean for the person who wrote the text.
///
/// The left-hand sides are the strings of libyaml 0.2.5 (`scanner.c`, `parser.c`, `reader.c`); one that is not listed is
/// shown as it is.
enum YAMLSyntax {
    /// Whatever libyaml says of a line whose indentation has a tab, the tab is what is wrong with it.
    static let tab = "a tab is used for indentation; YAML allows spaces only"

    /// Words a complaint of libyaml's scanner or parser.
    ///
    /// - Parameters:
    ///   - position: where it gave up.
    ///   - context: where what it was reading began, if it says so.
    static func failure(_ problem: String, at position: SourcePosition, context: SourcePosition?) -> YAMLFailure {
        let advice = table[problem] ?? problem
        guard let context else { return YAMLFailure(.syntax, at: position, advice) }
        // Where something began says more here than where the end of the text or of the line was met.
        if problem == "found unexpected end of stream" || problem == "could not find expected ':'" {
            return YAMLFailure(.syntax, at: context, advice)
        }
        let isOpenBracket =
            problem == "did not find expected ',' or ']'" || problem == "did not find expected ',' or '}'"
        return YAMLFailure(
            .syntax, at: position,
            isOpenBracket ? "\(advice); it stands on line \(context.line), column \(context.column)" : advice)
    }

    /// - Parameter problem: of the decoding of characters.
    static func encodingAdvice(_ problem: String) -> String {
        switch problem {
        case "control characters are not allowed":
            "a control character stands here; write it as an escape in double quotes, as \"\\x07\""
        case "input is too long": "the text is too long; split it"
        default: "the bytes here are not UTF-8; save the text as UTF-8"
        }
    }

    private static let table = [
        "mapping values are not allowed in this context":
            "a ':' begins a value where none can be; quote the text if the ':' belongs to it, or check the indentation",
        "mapping keys are not allowed in this context": "a '?' begins a name where none can be; check the indentation",
        "block sequence entries are not allowed in this context":
            "a '- ' begins an element where none can be; put it on a line of its own below the name",
        "could not find expected ':'": "this line has no ':' behind its name; add one, or check the indentation",
        "found character that cannot start any token":
            "a plain text cannot begin with this character (one of @ ` % or a tab); put the text in quotes",
        "found unexpected end of stream": "what begins here is never closed; add the closing quote or bracket",
        "found unexpected document indicator":
            "a document marker stands inside a quoted text; close the quote before it",
        "found unknown escape character":
            "there is no such escape; write \\\\ for a backslash, or use single quotes",
        "did not find expected hexdecimal number": "the escape needs hexadecimal digits: \\xHH, \\uHHHH or \\UHHHHHHHH",
        "found invalid Unicode character escape code":
            "the escape is no character; write one beyond U+FFFF as \\UHHHHHHHH, not as two halves",
        "found a tab character that violates indentation": tab,
        "found a tab character where an indentation space is expected": tab,
        "found an indentation indicator equal to 0": "the indentation of a block text is a digit from 1 to 9",
        "did not find expected comment or line break":
            "only a comment may follow here on this line; move the text to the next line",
        "did not find expected alphabetic or numeric character":
            "an anchor or alias needs a name of letters, digits, '-' and '_'; quote the text if '&' or '*' belongs to it",
        "did not find expected whitespace or line break":
            "a space must follow the tag; quote the text if the '!' belongs to it",
        "did not find expected tag URI": "the tag has no name; quote the text if the '!' belongs to it",
        "did not find the expected '>'": "a tag that begins with '!<' ends with '>'",
        "found undefined tag handle": "the tag's handle is not declared by a %TAG line",
        "found unknown directive name": "there is no such directive; quote the text if the '%' belongs to it",
        "found incompatible YAML document":
            "the %YAML line names a version that is not read; use 1.1 or 1.2, or drop it",
        "did not find expected <document start>": "a document ended above; begin the next one with a line '---'",
        "did not find expected node content": "a value is missing here; write null or \"\" if it is empty",
        "did not find expected '-' indicator":
            "a sequence stands here and this line is no element of it; begin it with '- ' or check the indentation",
        "did not find expected key":
            "this line is indented unlike its neighbours, or a quoted text ended too early; check indentation and quotes",
        "did not find expected ',' or ']'": "a '[' is open: put ',' between the elements and ']' behind the last",
        "did not find expected ',' or '}'": "a '{' is open: put ',' between the members and '}' behind the last",
        "found unexpected ':'": "a ':' stands inside a plain text between brackets; put the text in quotes",
    ]
}
