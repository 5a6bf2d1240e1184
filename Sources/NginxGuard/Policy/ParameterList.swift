import Text

/// `name` or `name=word word`, separated by semicolons: how a policy stands in an address, and a refusal in a header field.
/// A colon and a word may follow the name.
///
/// A word is made of visible ASCII characters other than `; % = & ,`. These, a space and what is not visible ASCII stand in it
/// percent-encoded (RFC 3986 §2.1), in UTF-8: unencoded they are more likely a separator that somebody took for one of ours.
struct ParameterList {
    /// The longest policy, in bytes.
    static let maxLength = 2_048

    /// One of the list's parameters.
    struct Parameter {
        let name: String
        /// The word behind the colon; `nil` for a name without one.
        var argument: String?
        /// `nil` for a name without an equals sign.
        let words: [String]?
    }

    private(set) var parameters: [Parameter] = []

    /// A list without parameters.
    init() {}

    /// Reads a list.
    ///
    /// - Throws: ``ParameterListError`` for anything but one spelling of a list: an empty parameter or word, a name that comes
    ///   twice, a character that would have to be encoded.
    init(_ text: String, maxLength: Int = maxLength) throws(ParameterListError) {
        guard text.utf8.count <= maxLength else { throw .tooLong }
        for part in text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            let front = part.prefix { $0 != UInt8(ascii: "=") }
            let name = front.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.allSatisfy(Self.isNameCharacter) else { throw .malformedName }
            let parameter = Parameter(
                name: String(Substring(name)),
                argument: name.endIndex == front.endIndex ? nil : try Self.argument(front[name.endIndex...]),
                words: front.endIndex == part.endIndex ? nil : try Self.words(part[front.endIndex...].dropFirst())
            )
            guard self[parameter.name, parameter.argument] == nil else { throw .repeated(String(Substring(front))) }
            parameters.append(parameter)
        }
    }

    /// The parameter of this name, with this word behind a colon.
    subscript(name: String, argument: String? = nil) -> Parameter? {
        parameters.first { $0.name == name && $0.argument.map { ExactText($0) } == argument.map { ExactText($0) } }
    }

    mutating func add(_ name: String, _ words: [String]? = nil) {
        parameters.append(Parameter(name: name, words: words))
    }

    /// The one text that reads as this list.
    var text: String {
        parameters.map { parameter in
            let name = parameter.name + (parameter.argument.map { ":" + Self.encode($0) } ?? "")
            guard let words = parameter.words else { return name }
            return name + "=" + words.map(Self.encode).joined(separator: " ")
        }.joined(separator: ";")
    }

    private static func argument(_ text: Substring.UTF8View) throws(ParameterListError) -> String {
        let word = text.dropFirst()
        guard !word.isEmpty else { throw .emptyWord }
        guard let argument = decode(word) else { throw .malformedWord }
        return argument
    }

    private static func words(_ text: Substring.UTF8View) throws(ParameterListError) -> [String] {
        var words: [String] = []
        for word in text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
            guard !word.isEmpty else { throw .emptyWord }
            guard let word = decode(word) else { throw .malformedWord }
            words.append(word)
        }
        return words
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isVisibleASCII && !";%=&,".utf8.contains(byte)
    }

    private static func decode(_ word: Substring.UTF8View) -> String? {
        PercentEncoding.decode(word) { isPlain($0) ? $0 : nil }
    }

    private static func encode(_ word: String) -> String {
        PercentEncoding.encode(word, keeping: isPlain)
    }
}

/// Why a text is not a list of parameters.
enum ParameterListError: Error, CustomStringConvertible {
    case tooLong
    case malformedName
    case repeated(String)
    case emptyWord
    case malformedWord

    var description: String {
        switch self {
        case .tooLong: "it is longer than \(ParameterList.maxLength) bytes"
        case .malformedName: "a part is not name or name=value, with a name in lower case"
        case .repeated(let name): "\(name) comes twice"
        case .emptyWord: "a value is empty, or its words are not separated by single spaces"
        case .malformedWord: "a value has a character that must be percent-encoded, or a malformed percent-encoding"
        }
    }
}
