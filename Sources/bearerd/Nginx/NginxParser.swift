/// Reads the syntax of nginx configuration files, and leaves what it means to others.
struct NginxParser {
    /// Blocks within blocks.
    private static let maxDepth = 64

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private enum Token {
        case word(String)
        case semicolon
        case open
        case close
        case end
    }

    /// The directives of a file.
    static func parse(_ bytes: [UInt8]) throws(NginxSyntaxError) -> [NginxDirective] {
        var parser = NginxParser(bytes: bytes)
        return try parser.directives(depth: 0)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func directives(depth: Int) throws(NginxSyntaxError) -> [NginxDirective] {
        guard depth < Self.maxDepth else { throw error("too many blocks within blocks") }
        var directives: [NginxDirective] = []
        while true {
            let token = try nextToken()
            switch token {
            case .end:
                guard depth == 0 else { throw error("the file ends within a block") }
                return directives
            case .close:
                guard depth > 0 else { throw error("a closing brace without an opening one") }
                return directives
            case .word(let name): directives.append(try directive(name, depth))
            case .semicolon, .open: throw error("a directive without a name")
            }
        }
    }

    private mutating func directive(_ name: String, _ depth: Int) throws(NginxSyntaxError) -> NginxDirective {
        let start = line
        var arguments: [String] = []
        while true {
            switch try nextToken() {
            case .word(let word): arguments.append(word)
            case .semicolon: return NginxDirective(name: name, arguments: arguments, line: start, block: nil)
            case .open:
                // What is between these braces is Lua.
                if name.hasSuffix("_by_lua_block") {
                    try skipBlock()
                    return NginxDirective(name: name, arguments: arguments, line: start, block: [])
                }
                let block = try directives(depth: depth + 1)
                return NginxDirective(name: name, arguments: arguments, line: start, block: block)
            case .close, .end: throw error("a directive that does not end with a semicolon: \(LogLine.quoted(name))")
            }
        }
    }

    private mutating func nextToken() throws(NginxSyntaxError) -> Token {
        skipBlanksAndComments()
        guard position < bytes.count else { return .end }
        switch bytes[position] {
        case UInt8(ascii: ";"): return advance(.semicolon)
        case UInt8(ascii: "{"): return advance(.open)
        case UInt8(ascii: "}"): return advance(.close)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .word(try quotedWord())
        default: return .word(bareWord())
        }
    }

    private mutating func advance(_ token: Token) -> Token {
        position += 1
        return token
    }

    private mutating func skipBlanksAndComments() {
        var isComment = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\n") {
                line += 1
                isComment = false
            } else if byte == UInt8(ascii: "#") {
                isComment = true
            } else if !isComment, !Self.isBlank(byte) {
                return
            }
            position += 1
        }
    }

    private mutating func quotedWord() throws(NginxSyntaxError) -> String {
        let quote = bytes[position]
        position += 1
        var word: [UInt8] = []
        while position < bytes.count, bytes[position] != quote { word.append(nextByte()) }
        guard position < bytes.count else { throw error("the file ends within quotes") }
        position += 1
        return String(decoding: word, as: UTF8.self)
    }

    private mutating func bareWord() -> String {
        var word: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            // `${name}` is a part of the word that it stands in.
            let isVariable = byte == UInt8(ascii: "{") && word.last == UInt8(ascii: "$")
            if Self.isBlank(byte) || byte == UInt8(ascii: ";") || (byte == UInt8(ascii: "{") && !isVariable) { break }
            word.append(nextByte())
        }
        return String(decoding: word, as: UTF8.self)
    }

    /// The next byte of a word, or the one that a backslash hides.
    private mutating func nextByte() -> UInt8 {
        var byte = bytes[position]
        if byte == UInt8(ascii: "\\"), position + 1 < bytes.count {
            switch bytes[position + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"):
                position += 1
                byte = bytes[position]
            default: break
            }
        }
        if byte == UInt8(ascii: "\n") { line += 1 }
        position += 1
        return byte
    }

    private mutating func skipBlock() throws(NginxSyntaxError) {
        var depth = 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "\n"): line += 1
            default: break
            }
            position += 1
            if depth == 0 { return }
        }
        throw error("the file ends within a block")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private func error(_ description: String) -> NginxSyntaxError {
        NginxSyntaxError(line: line, description: description)
    }
}
