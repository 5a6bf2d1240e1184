import Text

/// Reads the syntax of nginx configuration files, and leaves what it means to others.
struct NginxParser {
    /// Blocks within blocks.
    private static let maxDepth = 64

    private let bytes: [UInt8]
    private let file: String
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
    static func parse(_ bytes: [UInt8], file: String = "") throws(NginxSyntaxError) -> [NginxDirective] {
        var parser = NginxParser(bytes: bytes, file: file)
        return try parser.directives(depth: 0)
    }

    private init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
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
        func made(_ block: [NginxDirective]?) -> NginxDirective {
            NginxDirective(name: name, arguments: arguments, file: file, line: start, block: block)
        }
        while true {
            switch try nextToken() {
            case .word(let word): arguments.append(word)
            case .semicolon: return made(nil)
            case .open:
                // What is between these braces is Lua.
                if name.hasSuffix("_by_lua_block") {
                    try skipBlock()
                    return made([])
                }
                return made(try directives(depth: depth + 1))
            case .close, .end: throw error("a directive that does not end with a semicolon: \(QuotedText.quoted(name))")
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
        let start = line
        position += 1
        var word: [UInt8] = []
        while position < bytes.count, bytes[position] != quote { takeByte(into: &word) }
        guard position < bytes.count else { throw error("the file ends within the quotes of line \(start)") }
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
            takeByte(into: &word)
        }
        return String(decoding: word, as: UTF8.self)
    }

    /// The next byte of a word; with a backslash, the one behind it belongs to the word whatever it is.
    private mutating func takeByte(into word: inout [UInt8]) {
        var byte = bytes[position]
        if byte == UInt8(ascii: "\\"), position + 1 < bytes.count {
            position += 1
            let hidden = bytes[position]
            switch hidden {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): break
            default: word.append(byte)
            }
            byte = hidden
        }
        if byte == UInt8(ascii: "\n") { line += 1 }
        word.append(byte)
        position += 1
    }

    private mutating func skipBlock() throws(NginxSyntaxError) {
        let start = line
        guard let end = LuaBlock.end(in: bytes, from: position) else {
            throw error("the file ends within the block of line \(start)")
        }
        line += bytes[position..<end].count { $0 == UInt8(ascii: "\n") }
        position = end
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte.isBlank || byte == 0x0A || byte == 0x0D
    }

    private func error(_ description: String) -> NginxSyntaxError {
        NginxSyntaxError(file: file, line: line, description: description)
    }
}
