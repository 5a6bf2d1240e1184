/// A directive of an nginx configuration file.
struct NginxDirective {
    let name: String
    let arguments: [String]
    /// Where its name stands; the first line is 1.
    let line: Int
    /// What is between its braces; `nil` for a directive that ends with a semicolon.
    let block: [NginxDirective]?

    /// This one and all within.
    var all: [NginxDirective] {
        [self] + (block ?? []).flatMap(\.all)
    }
}

/// What is no nginx configuration.
struct NginxSyntaxError: Error {
    let line: Int
    let description: String
}
