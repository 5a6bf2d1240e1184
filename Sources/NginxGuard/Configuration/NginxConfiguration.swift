import Text

/// A whole configuration: the directives of the main file, with those of every included file where nginx puts them.
struct NginxConfiguration {
    /// Its directives; an `include` that was followed stands in front of what it brought.
    private(set) var directives: [NginxDirective] = []
    /// Why it cannot be whole.
    private(set) var problems: [GuardFinding] = []
    /// Files are included that nobody knows where to look for.
    private(set) var includesUnknown = false

    /// Files within files.
    private static let maxDepth = 16
    /// The directives of a configuration, those of a file that is included twice counted twice.
    private static let maxDirectives = 500_000

    private let files: NginxFiles
    private var parsed: [ExactText: [NginxDirective]] = [:]
    private var count = 0

    /// Reads a file, or what `nginx -T` printed, which says so itself. What has no file on disk, `-`, includes nothing that could be
    /// found.
    init(_ content: [UInt8], of file: String) {
        if let dump = NginxDump(content) {
            self.init(dump)
        } else if file == "-" {
            self.init(content, file: file, files: .none)
        } else {
            let isMain = ((try? NginxParser.parse(content)) ?? []).contains { $0.name == "http" }
            self.init(content, file: file, files: .around(file, isMain: isMain))
        }
    }

    /// Reads what `nginx -T` printed.
    init(_ dump: NginxDump) {
        self.init(dump[dump.main] ?? [], file: dump.main, files: .dump(dump))
    }

    /// Reads `content`, the main file called `file`.
    init(_ content: [UInt8], file: String, files: NginxFiles) {
        self.files = files
        do {
            directives = try expanded(directives(file, content), depth: 0)
            findUnused()
        } catch {
            problems.append(GuardFinding(file: error.file, line: error.line, description: error.description))
        }
    }

    private mutating func expanded(_ block: [NginxDirective], depth: Int) throws(NginxSyntaxError) -> [NginxDirective] {
        var result: [NginxDirective] = []
        for directive in block {
            count += 1
            guard count <= Self.maxDirectives else {
                throw error(directive, "more than \(Self.maxDirectives) directives")
            }
            if let inner = directive.block {
                result.append(directive.with(block: try expanded(inner, depth: depth)))
            } else {
                result.append(directive)
                if directive.name == "include" { result += try included(directive, depth: depth) }
            }
        }
        return result
    }

    /// What an `include` brings; where there is nothing, the rest is looked at all the same.
    private mutating func included(_ include: NginxDirective, depth: Int) throws(NginxSyntaxError) -> [NginxDirective] {
        guard depth < Self.maxDepth else { throw error(include, "too many files within files") }
        guard include.arguments.count == 1 else { throw error(include, "include takes one file or pattern") }
        switch files.named(include.arguments[0]) {
        case .unknown:
            includesUnknown = true
            return []
        case .missing(let reason):
            problems.append(GuardFinding(include, "what is included is not there: \(reason)"))
            return []
        case .files(let found):
            var result: [NginxDirective] = []
            for (name, content) in found { result += try expanded(directives(name, content), depth: depth + 1) }
            return result
        }
    }

    private mutating func directives(_ name: String, _ content: [UInt8]) throws(NginxSyntaxError) -> [NginxDirective] {
        if let known = parsed[ExactText(name)] { return known }
        let directives = try NginxParser.parse(content, file: name)
        parsed[ExactText(name)] = directives
        return directives
    }

    /// A file of the dump that nothing includes is one that was cut in two, or the dump is not that of one configuration.
    private mutating func findUnused() {
        guard case .dump(let dump) = files else { return }
        for name in dump.names where parsed[ExactText(name)] == nil {
            problems.append(GuardFinding(file: name, line: 1, description: "nothing in the dump includes this file"))
        }
    }

    private func error(_ directive: NginxDirective, _ description: String) -> NginxSyntaxError {
        NginxSyntaxError(file: directive.file, line: directive.line, description: description)
    }
}
