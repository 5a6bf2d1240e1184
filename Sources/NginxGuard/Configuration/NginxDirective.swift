/// A directive of an nginx configuration file.
struct NginxDirective {
    let name: String
    let arguments: [String]
    /// The file in which it stands; empty where there is none.
    let file: String
    /// Where its name stands; the first line is 1.
    let line: Int
    /// What is between its braces; `nil` for a directive that ends with a semicolon.
    let block: [NginxDirective]?

    /// This one and all within.
    var all: [NginxDirective] {
        [self] + (block ?? []).flatMap(\.all)
    }

    /// It as one would write it, without its block.
    var text: String {
        ([name] + arguments.map(Self.quoted)).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        word.isEmpty || word.contains(" ") ? "\"\(word)\"" : word
    }

    /// File and line.
    var place: String {
        file.isEmpty ? "line \(line)" : "\(file):\(line)"
    }

    /// Whether this is the same line, and not only one that says the same.
    func isSame(as other: NginxDirective) -> Bool {
        file == other.file && line == other.line && name == other.name && arguments == other.arguments
    }

    /// The same directive with another block.
    func with(block: [NginxDirective]) -> NginxDirective {
        NginxDirective(name: name, arguments: arguments, file: file, line: line, block: block)
    }
}

/// What is no nginx configuration.
struct NginxSyntaxError: Error {
    let file: String
    let line: Int
    let description: String
}
